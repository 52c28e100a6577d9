import { variesInTime } from "../generator/discretize.js";
import type { Grid } from "../grid/grid.js";
import type { Problem } from "../problem/problem.js";
import type { Ledger, Solution } from "../solve/solution.js";
import { constantDiffusion } from "./gibbs.js";
import type { Instruments } from "./instruments.js";
import { integral, rateQuadrature } from "./rate-quadrature.js";
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
}

/**
 * The books of a run whose frames are the nodes of a quadrature: rates as its ledger has them, divergences from a stationary state
 * that is solved for on its own.
 * @param tolerance as a factor of the problem's own
 */
export function entropyBooks(
  problem: Problem,
  nodes: number,
  tolerance: number,
  { evolve, steady }: Instruments,
): Measured {
  const { start, frames, jumps } = problem.time!;
  const quadrature = rateQuadrature(start, frames[frames.length - 1], nodes, jumps);
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
  return { books: books(quadrature.weights), roughBooks: books(quadrature.half), timeError: run.error.time ?? 0 };
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
