import { cellCenters } from "../grid/grid.js";
import type { Ensemble } from "../particles/ensemble.js";
import { valueAt } from "../problem/field.js";
import { problemFromData } from "../problem/file.js";
import type { Problem } from "../problem/problem.js";
import { requireRun } from "../problem/require-run.js";
import type { Finding, Request } from "./certificate.js";
import { check } from "./check.js";
import { constantDiffusion, reasonAgainstGibbs } from "./gibbs.js";
import type { Instruments } from "./instruments.js";
import { lossValues } from "./loss-values.js";
import { temperaturesOf } from "./stationary-distribution.js";

/** Standard errors allowed: a false alarm in 16000 for each estimate. */
const STANDARD_ERRORS = 4;
/** Of a normal variable beyond these many standard deviations one way there is 1 in 1000. */
const ALL_BUT_ONE_IN_1000 = 3.09;
/** A cell with fewer particles says too little about log ρ. */
const ENOUGH = 50;

/** An estimate from independent particles. */
interface Sampled {
  readonly value: number;
  readonly standardError: number;
}

/**
 * Examines T = Tr(D)/(d η) on particles at the end of a run, by the same three estimators as on the density.
 *
 * Allowed are four standard errors, what steps twice as long on the same paths change, and how far the density has yet to
 * settle, as a run of the density tells. All three are in proportion to D: a D that is off by a share moves them by that share of
 * T. Which share goes beyond the tolerance in 999 of 1000 runs is among the figures.
 */
export function stationaryParticles({ problem: data }: Request, tools: Instruments): Finding {
  const problem = problemFromData(data);
  const reason = reasonAgainstGibbs(problem) ?? reasonAgainstSampling(problem);
  if (reason) return { checks: [], reason };
  requireRun(problem);
  const T = constantDiffusion(problem)![0] / valueAt(problem.drift.learningRate, 0);
  const last = atTheEnd(problem);
  const ensemble = tools.simulate(last);
  const found = sampledTemperatures(ensemble);
  const long = sampledTemperatures(tools.simulate(last, { merged: 2 }));
  const settling = toSettle(last, tools);
  const { plan } = ensemble;
  const estimates = NAMES.map((name) => {
    const { value, standardError } = found[name];
    const bias = Math.abs(value - long[name].value) + settling[name];
    const tolerance = STANDARD_ERRORS * standardError + bias;
    // a bias may hide as much of an error of D as it is allowed for
    return { name, value, standardError, tolerance, noticed: tolerance + bias + ALL_BUT_ONE_IN_1000 * standardError };
  });
  return {
    checks: estimates.map(({ name, value, tolerance }) =>
      check({
        quantity: `T by the ${name === "slope" ? "slope of -log n against L" : `${name} estimator`}, n of ${plan.count} particles`,
        measured: value,
        relation: "equal",
        bound: T,
        tolerance,
        toleranceFrom: "four standard errors, what steps twice as long change, and what the density has yet to settle",
      }),
    ),
    figures: {
      dt: plan.dt,
      ...Object.fromEntries(estimates.map(({ name, standardError }) => [`standard error, ${name}`, standardError])),
      "share of D that 999 of 1000 runs would notice": Math.min(...estimates.map(({ noticed }) => noticed / T)),
      "non-centrality of a D off by 1 %, (0.01 T/standard error)^2":
        Math.max(...estimates.map(({ standardError }) => (0.01 * T) / standardError)) ** 2,
    },
    seed: plan.seed,
  };
}

const NAMES = ["slope", "virial", "configurational"] as const;
type Name = (typeof NAMES)[number];

/** Walls would need the density at them, which particles do not give. */
const reasonAgainstSampling = (problem: Problem): string | null =>
  problem.initial && problem.time
    ? problem.grid.axes.some(({ boundary }) => boundary.upper === "periodic")
      ? "on a ring the estimators need the density where it is cut open, which particles do not give"
      : null
    : "there is no run to follow particles in: `initial` or `time` is missing";

function atTheEnd(problem: Problem): Problem {
  const time = problem.time!;
  return { ...problem, observables: [], time: { ...time, frames: [time.frames[time.frames.length - 1]] } };
}

/** How far the temperatures of the density at the end are from those of the stationary one. */
function toSettle(problem: Problem, tools: Instruments): Record<Name, number> {
  const { volumes } = problem.grid;
  const [end, rest] = [tools.evolve(problem, { ledger: false }), tools.steady(problem)].map(({ density }) =>
    temperaturesOf(
      problem,
      Float64Array.from(density.data, (rho, c) => rho * volumes[c]),
      tools,
    ),
  );
  return {
    slope: Math.abs(end.slope - rest.slope),
    virial: Math.abs(end.virial - rest.virial),
    configurational: Math.abs(end.configurational - rest.configurational),
  };
}

function sampledTemperatures(ensemble: Ensemble): Record<Name, Sampled> {
  const { problem, positions } = ensemble;
  const { gradient, laplacian } = lossValues(problem, positions);
  const d = positions.length;
  const n = positions[0].length;
  const virial = new Float64Array(n);
  const square = new Float64Array(n);
  for (let k = 0; k < n; k++)
    for (let a = 0; a < d; a++) {
      virial[k] += (positions[a][k] * gradient[a][k]) / d;
      square[k] += gradient[a][k] ** 2;
    }
  return {
    slope: slopeOf(ensemble),
    virial: ratioOfMeans(virial, new Float64Array(n).fill(1)),
    configurational: ratioOfMeans(square, laplacian),
  };
}

/** ⟨a⟩/⟨b⟩, its standard error from a − (⟨a⟩/⟨b⟩)·b. */
function ratioOfMeans(above: Float64Array, below: Float64Array): Sampled {
  const n = above.length;
  const meanBelow = below.reduce((sum, value) => sum + value, 0) / n;
  const value = above.reduce((sum, each) => sum + each, 0) / n / meanBelow;
  const spread = above.reduce((sum, each, k) => sum + (each - value * below[k]) ** 2, 0) / (n - 1);
  return { value, standardError: Math.sqrt(spread / n) / Math.abs(meanBelow) };
}

/** 1 over the slope of −log(n/V) against L over the cells, each with the weight n: the variance of log n is 1/n. */
function slopeOf({ problem, counts }: Ensemble): Sampled {
  const { grid } = problem;
  const { loss } = lossValues(problem, cellCenters(grid));
  const last = counts.subarray(counts.length - grid.size);
  const sums = [0, 0, 0];
  const add = (visit: (n: number, c: number) => number): number =>
    last.reduce((sum, n, c) => (n < ENOUGH ? sum : sum + n * visit(n, c)), 0);
  sums[0] = add(() => 1);
  const meanLoss = add((_, c) => loss[c]) / sums[0];
  // log(n + 1/2) is log of the expected number up to order n^-2
  const meanLog = add((n, c) => Math.log((n + 0.5) / grid.volumes[c])) / sums[0];
  const variance = add((_, c) => (loss[c] - meanLoss) ** 2);
  const shared = add((n, c) => (loss[c] - meanLoss) * (meanLog - Math.log((n + 0.5) / grid.volumes[c])));
  const value = variance / shared;
  return { value, standardError: value ** 2 / Math.sqrt(variance) };
}
