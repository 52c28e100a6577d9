import { cellCenters, linesAlong, type Grid } from "../grid/grid.js";
import { fickDriftAt } from "../generator/fick-drift.js";
import { valueAt } from "../problem/field.js";
import { problemFromData } from "../problem/file.js";
import type { Problem } from "../problem/problem.js";
import { halvedProblem } from "../solve/halved-problem.js";
import type { Finding, Request } from "./certificate.js";
import { check, type Check } from "./check.js";
import type { EndDensity } from "./end-densities.js";
import {
  constantDiffusion,
  divergenceFromGibbs,
  reasonAgainstGibbs,
  whyFlat,
  whyNoDescent,
  whyRaised,
} from "./gibbs.js";
import type { Instruments } from "./instruments.js";
import { hasNoIntegral } from "./integrable.js";
import { hasJump, isAliased } from "./kinks.js";
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
/** Where the density is no further from an even one than this, many temperatures describe it. */
const TELLING = 5 * DIFFERENT;
/** A density that along an axis lies in fewer cells than this is that of the grid. */
const SPREAD = 3;
/** A unit of length so many times as small: z → cz, L → c²L, D → c²D, with which L/T_eff is c times as large. */
const OTHER_UNIT = 2;
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
  return whyNoDescent(problem);
}

function literal(problem: Problem, factors: readonly number[], { steady }: Instruments): Finding {
  const reason = reasonAgainstLiteral(problem);
  if (reason) return { checks: [], reason };
  const own = massesOf(steady(problem));
  const points = cellCenters(problem.grid);
  const values = lossValues(problem, points);
  const { loss } = values;
  const unusable =
    whyFlat(
      loss,
      meanTrace(problem, own, points) / (problem.grid.axes.length * valueAt(problem.drift.learningRate, 0)),
    ) ??
    whyNarrow(problem.grid, own) ??
    (hasJump(problem.grid, own, values) || isAliased(problem.grid, own, values)
      ? "||mu|| is not measured on this grid: L jumps or waves between cells, where its slope is not seen"
      : null);
  if (unusable) return { checks: [], reason: unusable };
  const figures: Record<string, number> = {};
  const { volumes } = problem.grid;
  // at its own D, where the claim may well be right by accident
  const inUnits = factors.includes(1) ? 1 : factors[0];
  const even = new Float64Array(volumes.length);
  const checks = factors.flatMap((factor): Check[] => {
    const at = factors.length > 1 ? ` at ${factor} D` : "";
    const varied = scaledDiffusion(problem, factor);
    const mass = factor === 1 ? own : massesOf(steady(varied));
    const T = meanTrace(varied, mass, points) / driftNorm(varied, mass, points);
    figures[`T_eff = Tr(D)/||mu||${at}`] = T;
    const apart = divergenceFromGibbs(mass, volumes, even, 1);
    const compared = (quantity: string, claimed: number): Check => {
      const measured = divergenceFromGibbs(mass, volumes, loss, claimed);
      return check({
        quantity,
        measured,
        relation: "equal",
        bound: 0,
        tolerance: DIFFERENT,
        toleranceFrom:
          "protocol: 0.01 nats, what a temperature off by 23 % makes of a Gaussian on a line, 16 % in the plane",
        reason:
          measured <= DIFFERENT && apart < TELLING
            ? `the density is within ${Number(apart.toPrecision(2))} nats of an even one, as the loss varies by little of a temperature: many temperatures describe it`
            : null,
      });
    };
    const checked = compared(`KL(rho* | exp(-L/T_eff)/Z)${at}, T_eff = ${Number(T.toPrecision(6))}`, T);
    return factor !== inUnits
      ? [checked]
      : [
          checked,
          compared(
            `KL of the same${at} in units of length half as long, which leave the process as it is`,
            T / OTHER_UNIT,
          ),
        ];
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
    reason: reason ?? whyNarrow(problem.grid, mass) ?? whyBoxed(problem, T, outside),
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

/** Why a density is that of the grid: along an axis nearly all of it lies in a cell or two (1/Σp² of them). */
function whyNarrow(grid: Grid, mass: Float64Array): string | null {
  for (const [a, { name }] of grid.axes.entries()) {
    const { count, stride, lines, lineStart } = linesAlong(grid, a);
    let square = 0;
    for (let i = 0; i < count; i++) {
      let held = 0;
      for (let line = 0; line < lines; line++) held += mass[lineStart(line) + i * stride];
      square += held * held;
    }
    if (count > SPREAD && square * SPREAD > 1)
      return `the grid does not resolve what settles: along ${name} nearly all of it lies in the room of ${Number((1 / square).toPrecision(2))} cells; take more`;
  }
  return null;
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
