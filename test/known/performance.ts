import { l1Distance, loadReference, rotationAverages } from "../../bench/reference.mjs";
import { cellCenters } from "../../src/grid/grid.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import type { Problem } from "../../src/problem/problem.js";
import { evolve } from "../../src/solve/evolve.js";
import { steady } from "../../src/solve/steady.js";

/** One of the problems by which solvers are compared in bench/, with the error that the others are timed at. */
export interface PerformanceRow {
  readonly id: string;
  readonly what: string;
  readonly bound: number;
  readonly error: number;
}

/** Errors of time steps added to those of space must not show. */
const solver = { tolerance: 1e-6 };

/** Density at the end, flat. */
function finalDensity(problem: Problem): Float64Array {
  const { density } = evolve(problem, { ledger: false });
  return (density.data as Float64Array).slice(-problem.grid.size);
}

const ornsteinUhlenbeck: ProblemDefinition = {
  axes: [{ name: "x", range: [-6, 6], cells: 512 }],
  drift: { loss: (x) => x ** 2 / 2 },
  diffusion: 0.5,
  initial: { gaussian: { mean: 2, variance: 0.1 } },
  time: { end: 1, frames: 2 },
  solver,
};

/** The Gaussian of P1 at t = 1. */
function gaussianAtEnd(x: number): number {
  const variance = 0.1 * Math.exp(-2) + 0.5 * (1 - Math.exp(-2));
  return Math.exp(-((x - 2 / Math.E) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
}

/** Over each cell by three-point Gauss quadrature: exact to h⁶, 1e-12 here. */
const averages = (density: (x: number) => number, centers: Float64Array, width: number): Float64Array =>
  centers.map((x) => {
    const reach = Math.sqrt(3 / 5) * (width / 2);
    return (5 * density(x - reach) + 8 * density(x) + 5 * density(x + reach)) / 18;
  });

export function performanceP1(): PerformanceRow[] {
  const problem = defineProblem(ornsteinUhlenbeck);
  const found = finalDensity(problem);
  const [centers] = cellCenters(problem.grid);
  const h = 12 / 512;
  return [
    {
      id: "P1",
      what: "L1 against cell averages",
      bound: 2e-4,
      error: l1Distance(found, averages(gaussianAtEnd, centers, h), h),
    },
    {
      id: "P1",
      what: "L1 against values at centres",
      bound: 2e-4,
      error: l1Distance(found, centers.map(gaussianAtEnd), h),
    },
  ];
}

const left = 0.8747306839;

export function performanceP2(): PerformanceRow[] {
  const problem = defineProblem({
    axes: [{ name: "x", range: [-2.5, 2.5], cells: 1024 }],
    drift: { loss: (x) => (x ** 2 - 1) ** 2 },
    diffusion: 0.25,
    initial: { gaussian: { mean: -1, variance: 0.02 } },
    time: { end: 10, frames: 2 },
    observables: { left: (x) => x < 0 },
    solver,
  });
  const { density, frames } = evolve(problem, { ledger: false });
  const found = (density.data as Float64Array).slice(-1024);
  const l1 = (file: string): number => l1Distance(found, loadReference(file), 5 / 1024);
  return [
    { id: "P2", what: "L1 against cell averages", bound: 3e-5, error: l1("p2-averages-1024.npy") },
    { id: "P2", what: "L1 against values at centres", bound: 1e-6, error: l1("p2-points-1024.npy") },
    { id: "P2", what: "P(x < 0)", bound: 3e-5, error: Math.abs(frames[1].observables["left"] - left) },
  ];
}

const gaussian = (x: number, y: number, mx: number, my: number, variance: number): number =>
  Math.exp((-0.5 * ((x - mx) ** 2 + (y - my) ** 2)) / variance) / (2 * Math.PI * variance);

const twoWells = (cells: number): Problem =>
  defineProblem({
    axes: ["x", "y"].map((name) => ({ name, range: [-4, 4], cells })),
    drift: {
      loss: (x, y) => -Math.log(0.6 * gaussian(x, y, -1.2, 0, 0.35) + 0.4 * gaussian(x, y, 1.2, 0.4, 0.25)),
    },
    diffusion: 0.3,
    initial: { gaussian: { mean: [0, 2], variance: 0.2 } },
    time: { end: 2, frames: 2 },
    observables: { left: (x) => x < 0, above: (_, y) => y > 0 },
    solver: { tolerance: 1e-5 },
  });

/** On 256² cells, and at the places of the performance table for its moments. */
export function performanceP3(): PerformanceRow[] {
  const { density, frames } = evolve(twoWells(256), { ledger: false });
  const found = (density.data as Float64Array).slice(-65536);
  const l1 = (file: string): number => l1Distance(found, loadReference(file), (8 / 256) ** 2);
  const { mean, covariance, observables } = frames[1];
  const row = (what: string, value: number, exact: number) => ({
    id: "P3",
    what,
    bound: 2e-4,
    error: Math.abs(value - exact),
  });
  return [
    { id: "P3", what: "L1 against cell averages", bound: 7e-4, error: l1("p3-averages-256.npy") },
    { id: "P3", what: "L1 against values at centres", bound: 2e-4, error: l1("p3-points-256.npy") },
    row("P(x < 0)", observables["left"], 0.475634),
    row("P(y > 0)", observables["above"], 0.728334),
    row("E[x]", mean[0], 0.05869),
    row("E[y]", mean[1], 0.21299),
    row("cov xx", covariance[0][0], 1.5168),
    row("cov xy", covariance[0][1], 0.23466),
    row("cov yy", covariance[1][1], 0.12786),
  ];
}

/** Rotation with a full tensor, on 128² cells. */
export function performanceP4(): PerformanceRow[] {
  const problem = defineProblem({
    axes: ["x", "y"].map((name) => ({ name, range: [-5, 5], cells: 128 })),
    drift: { force: { x: "-x - 2*y", y: "-y + 2*x" } },
    diffusion: {
      tensor: [
        [0.6, 0.2],
        [0.2, 0.3],
      ],
    },
    initial: { gaussian: { mean: [1.5, 0], variance: 0.1 } },
    time: { end: 1, frames: 2 },
    solver,
  });
  const { density, minDensity } = evolve(problem, { ledger: false });
  const found = (density.data as Float64Array).slice(-problem.grid.size);
  return [
    {
      id: "P4",
      what: "L1 against cell averages",
      bound: 5.6e-3,
      error: l1Distance(found, rotationAverages(), (10 / 128) ** 2),
    },
    { id: "P4", what: "lowest density, if negative", bound: 0, error: Math.max(0, -minDensity) },
  ];
}

const RING_CURRENT = 0.03252054994972109;

export function performanceP5(): PerformanceRow[] {
  const state = steady(
    defineProblem({
      axes: [{ name: "x", range: [0, 2 * Math.PI], cells: 512, boundary: "periodic" }],
      drift: { loss: (x) => Math.cos(x), force: { x: 0.7 } },
      diffusion: 0.3,
    }),
  );
  const points = loadReference("p5-points-512.npy");
  const density = state.density.data as Float64Array;
  return [
    { id: "P5", what: "current", bound: 1e-12, error: Math.abs(state.currents["x"] - RING_CURRENT) },
    {
      id: "P5",
      what: "L1 against values at centres",
      bound: 1e-12,
      error: l1Distance(density, points, (2 * Math.PI) / 512),
    },
  ];
}
