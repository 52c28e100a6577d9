import { cellCenters, type Grid } from "../grid/grid.js";
import { fickDriftAt } from "../generator/fick-drift.js";
import { valueAt } from "../problem/field.js";
import { problemFromData } from "../problem/file.js";
import type { Problem } from "../problem/problem.js";
import { halvedProblem } from "../solve/halved-problem.js";
import type { Finding, Request } from "./certificate.js";
import { check, type Check } from "./check.js";
import type { EndDensity } from "./end-densities.js";
import { constantDiffusion, divergenceFromGibbs, reasonAgainstGibbs, whyRaised } from "./gibbs.js";
import type { Instruments } from "./instruments.js";
import { hasNoIntegral } from "./integrable.js";
import { lossValues } from "./loss-values.js";
import { onTwiceTheBox } from "./other-box.js";
import { scaledDiffusion } from "./scaled-diffusion.js";
import { temperatureChecks } from "./temperature-checks.js";
import { temperatures, type Temperatures } from "./temperature.js";

/**
 * Two densities further apart than this (KL, nats) differ: 0.01 is what a temperature off by some 23 % makes of a Gaussian on a
 * line, 16 % in the plane: d/2 (log r + 1/r - 1) for r times the temperature in d dimensions.
 */
const DIFFERENT = 1e-2;
/** Below this they are the same: a D off by 1 % makes 2.5e-5 of a Gaussian. */
const SAME = 1e-6;
/** Cells along each axis of the coarsest grid from which errors are told. */
const FEWEST = 12;
/** What sums over a grid lose by rounding, as a share. */
const ROUNDING = 1e-9;
/** A density that is not the same on a larger box belongs to the box: more than this share lies outside. */
const OUTSIDE = 1e-2;

/** Examines ρ* ∝ exp(−L/T) on the stationary density of a problem. */
export function stationaryDensity({ form, problem: data, protocol }: Request, tools: Instruments): Finding {
  const problem = problemFromData(data);
  return form === "literal"
    ? literal(problem, factorsOf(protocol["diffusionFactors"]), tools)
    : amended(problem, protocol["box"], tools);
}

const factorsOf = (stated: number | readonly number[] | undefined): readonly number[] =>
  stated === undefined ? [1] : typeof stated === "number" ? [stated] : stated;

/** Why the literal form cannot even be written down; it asks for less than the amended one. */
export function reasonAgainstLiteral(problem: Problem): string | null {
  const { drift, grid, restart } = problem;
  if (!drift.loss) return "there is no loss: L is what the statement is about";
  if (drift.interaction) return "the drift depends on the density (drift.interaction)";
  const { scalar, diagonal, cross } = problem.diffusion;
  if (
    [drift.loss, drift.learningRate, ...drift.force, scalar, ...diagonal, cross].some((field) => field?.varies.inTime)
  )
    return "drift or D change in time: there is no stationary state";
  if (restart) return "restarts are no part of the statement";
  const raised = whyRaised(problem);
  if (raised) return raised;
  if (grid.axes.some(({ boundary }) => Object.values(boundary).includes("absorbing")))
    return "mass leaves through an absorbing end: there is no stationary state";
  return null;
}

function literal(problem: Problem, factors: readonly number[], { steady }: Instruments): Finding {
  const reason = reasonAgainstLiteral(problem) ?? whyFlat(lossValues(problem, cellCenters(problem.grid)).loss);
  if (reason) return { checks: [], reason };
  const figures: Record<string, number> = {};
  const checks = factors.map((factor): Check => {
    const at = factors.length > 1 ? ` at ${factor} D` : "";
    const varied = scaledDiffusion(problem, factor);
    const mass = massesOf(steady(varied));
    const points = cellCenters(varied.grid);
    const T = meanTrace(varied, mass, points) / driftNorm(varied, mass, points);
    figures[`T_eff = Tr(D)/||mu||${at}`] = T;
    const { loss } = lossValues(varied, points);
    return check({
      quantity: `KL(rho* | exp(-L/T_eff)/Z)${at}, T_eff = ${Number(T.toPrecision(6))}`,
      measured: divergenceFromGibbs(mass, varied.grid.volumes, loss, T),
      relation: "equal",
      bound: 0,
      tolerance: DIFFERENT,
      toleranceFrom:
        "protocol: 0.01 nats, what a temperature off by 23 % makes of a Gaussian on a line, 16 % in the plane",
    });
  });
  return { checks, figures };
}

function amended(problem: Problem, box: number | readonly number[] | undefined, tools: Instruments): Finding {
  const reason = reasonAgainstGibbs(problem);
  if (!problem.drift.loss || reasonAgainstLiteral(problem)) return { checks: [], reason };
  const eta = valueAt(problem.drift.learningRate, 0);
  const d = problem.grid.axes.length;
  const state = tools.steady(problem);
  const mass = massesOf(state);
  const points = cellCenters(problem.grid);
  const T =
    (constantDiffusion(problem)?.reduce((sum, along) => sum + along, 0) ?? meanTrace(problem, mass, points)) /
    (d * eta);
  const grids = halvings(problem);
  const found = grids.map((each, k) => temperaturesOf(each, k === 0 ? mass : massesOf(tools.steady(each)), tools));
  const { loss } = lossValues(problem, points);
  const checks = [
    ...temperatureChecks(problem, mass, T, found),
    check({
      quantity: "KL(rho* | exp(-L/T)/Z)",
      measured: divergenceFromGibbs(mass, problem.grid.volumes, loss, T),
      relation: "equal",
      bound: 0,
      tolerance: SAME,
      toleranceFrom: "protocol: 1e-6 nats, 25 times less than D off by 1 % makes of a Gaussian",
    }),
  ];
  const outside = box === undefined ? null : massOutside(problem, tools);
  return {
    checks,
    figures: {
      "R^2 of -log rho against L": found[0].explained,
      ...(outside === null ? {} : { "share outside the box on a box twice as wide": outside }),
    },
    reason: reason ?? whyFlat(loss) ?? whyBoxed(problem, T, outside),
  };
}

/** The problem itself, on every other face and on every fourth. */
function halvings(problem: Problem): Problem[] {
  const half = halvedProblem({ problem, resets: [] });
  const quarter = half && halvedProblem({ problem: half, resets: [] });
  // with fewer cells an error is of no order yet
  const enough = quarter?.grid.shape.every((cells) => cells >= FEWEST) ? quarter : null;
  return [problem, half, enough].filter((each) => each !== null);
}

function whyFlat(loss: Float64Array): string | null {
  const [least, most] = loss.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
  return most - least <= ROUNDING * Math.max(Math.abs(least), Math.abs(most))
    ? "the loss is the same everywhere: any temperature describes it"
    : null;
}

function whyBoxed(problem: Problem, T: number, outside: number | null): string | null {
  const share =
    outside === null
      ? ""
      : `: on a box twice as wide a share of ${Number(outside.toPrecision(3))} lies outside this one`;
  if (hasNoIntegral(problem, T))
    return `exp(-L/T) has no integral beyond the box, so that the density belongs to the box${share}`;
  return outside !== null && outside > OUTSIDE
    ? `the box holds only part of the mass${share}, which is too small to tell what settles`
    : null;
}

/** The share of the stationary mass that is outside the box when the box is twice as wide. */
function massOutside(problem: Problem, { steady }: Instruments): number {
  const wide = onTwiceTheBox(problem);
  const mass = massesOf(steady(wide));
  const centers = cellCenters(wide.grid);
  const inside = (c: number): boolean =>
    problem.grid.axes.every(({ faces }, a) => centers[a][c] > faces[0] && centers[a][c] < faces[faces.length - 1]);
  return mass.reduce((sum, p, c) => sum + (inside(c) ? 0 : p), 0);
}

/** The temperatures of a density on the grid of a problem, with what its ends contribute. */
export function temperaturesOf(
  problem: Problem,
  mass: Float64Array,
  { endDensities }: Pick<Instruments, "endDensities">,
): Temperatures {
  const { grid, drift } = problem;
  const points = cellCenters(grid);
  const density = mass.map((p, c) => p / grid.volumes[c]);
  const gradientAt = ({ axis, points: at, density: { length } }: EndDensity): Float64Array => {
    const slope = new Float64Array(length);
    drift.loss!.derivative(axis).valuesInto(at, 0, slope);
    return slope;
  };
  return temperatures(mass, grid, points, lossValues(problem, points), endDensities(grid, density), gradientAt);
}

const massesOf = ({
  problem,
  density,
}: {
  readonly problem: { readonly grid: Grid };
  readonly density: { readonly data: Float64Array };
}): Float64Array => Float64Array.from(density.data, (rho, c) => rho * problem.grid.volumes[c]);

/** ∫Tr D ρ. */
function meanTrace(
  { diffusion: { diagonal, scalar }, grid }: Problem,
  mass: Float64Array,
  points: readonly Float64Array[],
): number {
  const values = new Float64Array(grid.size);
  return diagonal.reduce(
    (sum, field) => {
      field.valuesInto(points, 0, values);
      return sum + values.reduce((part, value, c) => part + value * mass[c], 0);
    },
    scalar ? diagonal.length * valueAt(scalar, 0) : 0,
  );
}

/** (∫|μ|²ρ)^½. */
function driftNorm(problem: Problem, mass: Float64Array, points: readonly Float64Array[]): number {
  const drift = fickDriftAt(problem, points, 0).slice(0, problem.grid.axes.length);
  return Math.sqrt(mass.reduce((sum, p, c) => sum + p * drift.reduce((part, mu) => part + mu[c] ** 2, 0), 0));
}
