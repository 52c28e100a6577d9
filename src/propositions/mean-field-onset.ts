import type { Field } from "../problem/field.js";
import { problemFromData } from "../problem/file.js";
import type { Problem } from "../problem/problem.js";
import { halvedProblem } from "../solve/halved-problem.js";
import type { Finding, Request } from "./certificate.js";
import { check } from "./check.js";
import { constantDiffusion } from "./gibbs.js";
import type { Instruments } from "./instruments.js";
import { scaledDiffusion } from "./scaled-diffusion.js";

/** Small enough that what grows does so as its own size: errors go with the square. */
const DEPARTURE = 1e-3;
/** How long growth is watched, in times in which D levels out the departure. */
const WATCHED = 2;
const SAFETY = 2;
const ROUNDING = 1e-9;
/** Cells a wave takes to be followed, on half the cells still; and how much more finely W is looked at. */
const CELLS_PER_WAVE = 8;
const FINER = 4;

/**
 * Examines where the uniform state of a ring loses its stability in a mean field, as D falls:
 *
 *   Re λ_k = −k²(D + ŵ_k/ℓ),   ŵ_k = ∫W(x) cos(kx) dx,   so that D_c = max_k −ŵ_k/ℓ
 *
 * and D = K/2 for Kuramoto's W = −K cos x, against the D at which departures are seen neither to grow nor to decay.
 */
export function meanFieldOnset({ form, problem: data, protocol }: Request, tools: Instruments): Finding {
  const problem = problemFromData(data);
  const reason = reasonAgainst(problem);
  if (reason) return { checks: [], reason };
  const stated = protocol["diffusionFactors"];
  const factors = typeof stated === "object" ? stated : [0.7, 0.85, 1.15, 1.3];
  const { mode, onset, curvature } = predicted(problem);
  const D = constantDiffusion(problem)![0];
  // factors are those of the predicted onset, so that both sides of it are looked at
  const at = factors.map((factor) => scaledDiffusion(problem, (factor * onset) / D));
  const growths = (of: readonly Problem[], fraction: number): number[] =>
    of.map((each) => growthOf(each, mode, fraction, tools));
  const measured = (rates: readonly number[]): number =>
    zeroOf(
      factors.map((factor) => factor * onset),
      rates,
    );
  const fine = measured(growths(at, 1));
  const finer = measured(growths(at, 1 / 16));
  const coarse = measured(
    growths(
      at.map((each) => halvedProblem({ problem: each, resets: [] }) ?? each),
      1,
    ),
  );
  const tolerance = SAFETY * (Math.abs(fine - finer) + Math.abs(fine - coarse) / 3) + DEPARTURE ** 2 + ROUNDING;
  return {
    checks: [
      check({
        quantity: "D at which departures from the uniform density neither grow nor decay",
        measured: fine,
        relation: "equal",
        bound: form === "literal" ? curvature : onset,
        tolerance,
        toleranceFrom:
          "twice the errors in time (a tolerance 16 times smaller) and in space (half the cells), and the square of the departure",
      }),
    ],
    figures: { "D by linear stability": onset, "largest |W''|": curvature, "mode that turns first": mode },
  };
}

function reasonAgainst(problem: Problem): string | null {
  const { drift, grid } = problem;
  if (!drift.interaction) return "there is no mean field (drift.interaction)";
  if (grid.axes.length !== 1 || grid.axes[0].boundary.upper !== "periodic")
    return "its mean-field form is about the uniform state of one ring, and this problem is on no such ring";
  if (drift.loss || drift.force.some((field) => field !== null))
    return "with a loss or a force the uniform density is not stationary";
  if (!constantDiffusion(problem)) return "D is not constant";
  const { onset, mode } = predicted(problem);
  if (!(onset > 0)) return "the interaction repels at all lengths: nothing turns unstable at any D";
  const cells = grid.axes[0].centers.length;
  if (CELLS_PER_WAVE * mode > cells)
    return `wave number ${mode} turns unstable first, which takes ${CELLS_PER_WAVE * mode} cells to follow; there are ${cells}`;
  return null;
}

/** By the Fourier coefficients of W, and the largest |W″|, which is what a Hessian of this energy is. */
function predicted({ drift, grid: { axes } }: Problem): {
  readonly mode: number;
  readonly onset: number;
  readonly curvature: number;
} {
  const [{ centers, faces }] = axes;
  const n = FINER * centers.length;
  const length = faces[centers.length] - faces[0];
  // displacements on a ring are the shorter way round; a largest value is likely at 0, where a sum had better not look
  const displacements = (offset: number): Float64Array =>
    Float64Array.from({ length: n }, (_, i) => ((i + offset) / n - 0.5) * length);
  const valuesAt = (field: Field, at: Float64Array): Float64Array => {
    const values = new Float64Array(n);
    field.valuesInto([at], 0, values);
    return values;
  };
  const field = drift.interaction!;
  const dx = displacements(0.5);
  const W = valuesAt(field, dx);
  const bend = valuesAt(field.derivative(0).derivative(0), displacements(0)).filter(Number.isFinite);
  const strengths = Array.from({ length: centers.length >> 1 }, (_, m) => {
    const k = (2 * Math.PI * (m + 1)) / length;
    return -W.reduce((sum, value, i) => sum + value * Math.cos(k * dx[i]), 0) / n;
  });
  const onset = Math.max(...strengths);
  return {
    mode: strengths.indexOf(onset) + 1,
    onset,
    curvature: bend.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
  };
}

/** The rate at which a small wave on the uniform density grows: from its amplitude after one part of a run and at the end. */
function growthOf(problem: Problem, mode: number, tolerance: number, { evolve }: Instruments): number {
  const [{ name, centers, faces }] = problem.grid.axes;
  const length = faces[centers.length] - faces[0];
  const k = (2 * Math.PI * mode) / length;
  const end = WATCHED / (constantDiffusion(problem)![0] * k * k);
  const density = problemFromData({
    axes: [{ name, faces: Array.from(faces), boundary: "periodic" }],
    diffusion: 1,
    initial: { density: `1 + ${DEPARTURE}*cos(${k}*(${name} - (${faces[0]})))` },
  }).initial;
  const solution = evolve(
    {
      ...problem,
      observables: [],
      initial: density,
      solver: { ...problem.solver, tolerance: problem.solver.tolerance * DEPARTURE * tolerance },
      time: { start: 0, frames: [0.5 * end, end], jumps: [] },
    },
    { ledger: false },
  );
  // a W that is not even makes the wave travel: only its modulus grows or decays steadily
  const amplitude = (frame: number): number => {
    let [cos, sin] = [0, 0];
    centers.forEach((x, i) => {
      const rho = solution.density.data[frame * centers.length + i];
      cos += rho * Math.cos(k * (x - faces[0]));
      sin += rho * Math.sin(k * (x - faces[0]));
    });
    return Math.hypot(cos, sin);
  };
  return Math.log(amplitude(1) / amplitude(0)) / (0.5 * end);
}

/** Where the straight line of least squares through (x, y) crosses 0. */
function zeroOf(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const slope =
    x.reduce((sum, value, i) => sum + (value - mx) * (y[i] - my), 0) /
    x.reduce((sum, value) => sum + (value - mx) ** 2, 0);
  return mx - my / slope;
}
