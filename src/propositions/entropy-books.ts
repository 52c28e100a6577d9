import { variesInTime } from "../generator/discretize.js";
import type { Grid } from "../grid/grid.js";
import type { Problem } from "../problem/problem.js";
import type { Ledger, Solution } from "../solve/solution.js";
import { constantDiffusion } from "./gibbs.js";
import type { Instruments } from "./instruments.js";
import { integral, panelQuadrature, rateQuadrature, type RateQuadrature } from "./rate-quadrature.js";
import { transportDistanceSquared } from "./transport-distance.js";

/** The integrals of a run that the statements compare. */
export interface Books {
  /** ∫S dt with S = ∫J·∇log ρ dz. */
  readonly entropyRate: number;
  /** ∫σ dt, the total entropy production. */
  readonly production: number;
  readonly housekeeping: number;
  /** KL(ρ|ρ*) at both ends; null where there is no ρ* that stands still. */
  readonly startKl: number | null;
  readonly endKl: number | null;
  /** W₂(ρ_0, ρ_T)²/(D T); null but on a single axis with two ends and a constant D. */
  readonly transport: number | null;
}

/** The books of a run, and what is known of their errors. */
export interface Measured {
  readonly books: Books;
  /** With every other node of the quadrature. */
  readonly roughBooks: Books;
  /** As stated by the run, in L1: where log(ρ/ρ*) is about 1 that is what it makes of a KL divergence. */
  readonly timeError: number;
  /** Length of the first panel where the run is far longer than its transients; null where one rule serves it all. */
  readonly shortest: number | null;
}

/** Two rules, and the sums of the run over its own steps, that differ by more than this share call for panels. */
const ROUGH = 1e-3;
/** The first panel as a share of the time in which the production at the start would have made all of it. */
const FIRST = 1e-2;
/** Sums below this, in nats, are what rounding makes of rest. */
const NOTHING = 1e-9;

/**
 * The books of a run whose frames are the nodes of a quadrature: rates as its ledger has them, divergences from a stationary state
 * that is solved for on its own.
 * One rule over the run skips transients far shorter than that: where its two versions differ, or the run's own sums over its
 * steps are others, it is made again with panels. The sums only tell that; they stand in no comparison.
 * @param tolerance as a factor of the problem's own
 * @param shortest first panel; null for one rule, unless that proves too rough
 */
export function entropyBooks(
  problem: Problem,
  nodes: number,
  tolerance: number,
  tools: Instruments,
  shortest: number | null = null,
): Measured {
  const { start, frames, jumps } = problem.time!;
  const end = frames[frames.length - 1];
  if (shortest !== null)
    return booksAt(problem, panelQuadrature(start, end, shortest, nodes, jumps), tolerance, shortest, tools).measured;
  const { measured, run } = booksAt(problem, rateQuadrature(start, end, nodes, jumps), tolerance, null, tools);
  const panel = firstPanel(measured, run);
  return panel === null ? measured : entropyBooks(problem, nodes, tolerance, tools, panel);
}

/** Where panels should begin; null where one rule is good enough. */
function firstPanel({ books, roughBooks }: Measured, { frames, totals }: Solution): number | null {
  const known = [totals.entropyProduction, totals.entropyRate].map((total) => (Number.isFinite(total) ? total : null));
  const size = Math.max(
    Math.abs(books.production),
    Math.abs(books.entropyRate),
    ...known.map((total) => Math.abs(total ?? 0)),
  );
  const differs = (one: number, other: number | null): boolean =>
    other !== null && Math.abs(one - other) > ROUGH * size;
  const rough =
    differs(books.production, roughBooks.production) ||
    differs(books.entropyRate, roughBooks.entropyRate) ||
    differs(books.production, known[0]) ||
    differs(books.entropyRate, known[1]);
  const fastest = frames.reduce((most, { ledger }) => Math.max(most, ledger.entropyProduction ?? 0), 0);
  if (!rough || !Number.isFinite(size) || !(size > NOTHING) || !(fastest > 0)) return null;
  return (FIRST * size) / fastest;
}

function booksAt(
  problem: Problem,
  quadrature: RateQuadrature,
  tolerance: number,
  shortest: number | null,
  { evolve, steady }: Instruments,
): { readonly measured: Measured; readonly run: Solution } {
  const { start } = problem.time!;
  const last = quadrature.times.length - 1;
  const solver = { ...problem.solver, tolerance: problem.solver.tolerance * tolerance };
  const run = evolve({
    ...problem,
    observables: [],
    solver: solver.dt === null ? solver : { ...solver, dt: solver.dt * Math.sqrt(tolerance) },
    time: { ...problem.time!, frames: [...quadrature.times] },
  });
  const stationary = variesInTime(problem) ? null : steady(problem);
  const distance = (frame: number): number | null =>
    stationary && divergence(problem.grid, densityAt(run, frame), stationary.density.data);
  const [axis, other] = problem.grid.axes;
  // on a ring the shorter way round would count
  const constant = other || axis.boundary.upper === "periodic" ? null : constantDiffusion(problem);
  const rest = {
    startKl: distance(0),
    endKl: distance(last),
    transport:
      constant &&
      transportDistanceSquared(axis, massAt(run, 0), massAt(run, last)) /
        (constant[0] * (quadrature.times[last] - start)),
  };
  const books = (weights: readonly number[]): Books => ({
    entropyRate: ratesOf(run, weights, "entropyRate"),
    production: ratesOf(run, weights, "entropyProduction"),
    housekeeping: stationary ? ratesOf(run, weights, "housekeeping") : 0,
    ...rest,
  });
  const timeError = run.error.time ?? 0;
  return {
    measured: { books: books(quadrature.weights), roughBooks: books(quadrature.half), timeError, shortest },
    run,
  };
}

const ratesOf = ({ frames }: Solution, weights: readonly number[], rate: keyof Ledger): number =>
  integral(
    weights,
    frames.map(({ ledger }) => ledger[rate] ?? NaN),
  );

const densityAt = ({ density, problem: { grid } }: Solution, frame: number): Float64Array =>
  density.data.subarray(frame * grid.size, (frame + 1) * grid.size);

const massAt = (run: Solution, frame: number): Float64Array =>
  densityAt(run, frame).map((rho, c) => rho * run.problem.grid.volumes[c]);

/** KL(ρ|ρ*) = ∫(ρ log(ρ/ρ*) − ρ + ρ*), each term positive; apart from the ledger's own, which follows the same run. */
function divergence(grid: Grid, density: Float64Array, stationary: Float64Array): number {
  let sum = 0;
  for (let c = 0; c < grid.size; c++) {
    const [rho, rest] = [density[c], stationary[c]];
    if (rho > 0) sum += grid.volumes[c] * (rho * Math.log(rho / rest) - rho + rest);
    else sum += grid.volumes[c] * rest;
  }
  return sum;
}
