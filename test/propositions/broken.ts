import ndarray from "ndarray";
import { axisFromFaces } from "../../src/grid/axis.js";
import { cellCenters, makeGrid } from "../../src/grid/grid.js";
import { scaledField } from "../../src/problem/combined-field.js";
import { valueAt } from "../../src/problem/field.js";
import type { Problem } from "../../src/problem/problem.js";
import { constantDiffusion } from "../../src/propositions/gibbs.js";
import { instruments, type Instruments } from "../../src/propositions/instruments.js";
import { FREE, gapRatiosOf } from "../../src/propositions/landscapes.js";
import { lossValues } from "../../src/propositions/loss-values.js";
import { scaledDiffusion } from "../../src/propositions/scaled-diffusion.js";

/** What certificates measure with, broken on purpose: each entry replaces some of the sound instruments. */
export type Broken = Partial<Instruments>;

const { criteria, endDensities, evolve, simulate, spectrum, steady } = instruments;
type Change = (problem: Problem) => Problem;

export const withSteady = (change: Change): Broken => ({ steady: (problem) => steady(change(problem)) });
export const withEvolve = (change: Change): Broken => ({
  evolve: (problem, options) => evolve(change(problem), options),
});
export const withSpectrum = (change: Change): Broken => ({
  spectrum: (problem, options) => spectrum(change(problem), options),
});
export const withSimulate = (change: Change): Broken => ({
  simulate: (problem, options) => simulate(change(problem), options),
});

/** D that is off by a percentage. */
export const off =
  (percent: number): Change =>
  (problem) =>
    scaledDiffusion(problem, 1 + percent / 100);

/** The drift along one axis with the wrong sign in the flux. */
export const turned =
  (axis: number): Change =>
  (problem) => ({
    ...problem,
    drift: {
      ...problem.drift,
      force: problem.drift.force.map((field, a) => (a === axis && field ? scaledField(field, -1) : field)),
    },
  });

/** A drift that climbs the loss. */
export const uphill: Change = (problem) => ({
  ...problem,
  drift: { ...problem.drift, learningRate: scaledField(problem.drift.learningRate, -1) },
});

/** A mean field that repels where it should attract. */
export const repelling: Change = (problem) => ({
  ...problem,
  drift: { ...problem.drift, interaction: scaledField(problem.drift.interaction!, -1) },
});

/** A ring without the face where it closes. */
export const opened: Change = (problem) => {
  const [{ name, faces }] = problem.grid.axes as [Problem["grid"]["axes"][number]];
  return { ...problem, grid: makeGrid([axisFromFaces(name, faces, "reflecting")]) };
};

/** Surface terms left out. */
export const withoutEnds: Broken = {
  endDensities: (grid, density) =>
    endDensities(grid, density).map((end) => ({ ...end, density: end.density.map(() => 0) })),
};

type Frame = ReturnType<typeof evolve>["frames"][number];
type Rates = Frame["ledger"];

const withRates = (change: (ledger: Rates) => Partial<Rates>): Broken => ({
  evolve: (problem, options) => {
    const solution = evolve(problem, options);
    const frames = solution.frames.map((frame) => ({ ...frame, ledger: { ...frame.ledger, ...change(frame.ledger) } }));
    return { ...solution, frames };
  },
});

export const housekeepingForExcess = withRates(({ housekeeping, excess }) => ({
  housekeeping: excess,
  excess: housekeeping,
}));

/** The total production counted where S = −dH/dt belongs. */
export const totalForS = withRates(({ entropyProduction }) => ({ entropyRate: entropyProduction }));

/** A solver of the first kind only: it knows one unit of length. */
export const shortSighted: Broken = withSpectrum((problem) =>
  problem.grid.axes[0]!.faces[0]! < -4 ? off(1)(problem) : problem,
);

/** The height of the walls taken for the height of the passes. */
export const wallsForPasses: Broken = {
  criteria: (problem) => {
    const { loss } = lossValues(problem, cellCenters(problem.grid));
    const temperature = constantDiffusion(problem)![0]! / valueAt(problem.drift.learningRate, 0);
    return { ...criteria(problem), depth: (Math.max(...loss) - Math.min(...loss)) / temperature };
  },
};

/** A criterion that looks up the answer: truth compared with itself. */
export const truthForCriterion: Broken = {
  criteria: (problem) => ({
    ...criteria(problem),
    literal: gapRatiosOf(problem, instruments).gapRatio > FREE ? 2 : 0.5,
  }),
};

/** A stationary state that is what the literal form claims: ρ ∝ exp(−L/T) with the T = Tr(D)/‖μ‖ of itself. */
export const settledAsClaimed: Broken = {
  steady: (problem) => {
    const { grid, drift } = problem;
    const { loss, gradient } = lossValues(problem, cellCenters(grid));
    const lowest = Math.min(...loss);
    const trace = constantDiffusion(problem)!.reduce((sum, along) => sum + along, 0);
    const eta = valueAt(drift.learningRate, 0);
    const densityAt = (T: number): Float64Array => {
      const weights = loss.map((value) => Math.exp((lowest - value) / T));
      const norm = weights.reduce((sum, weight, c) => sum + weight * grid.volumes[c]!, 0);
      return weights.map((weight) => weight / norm);
    };
    const claimedFor = (density: Float64Array): number => {
      const square = density.reduce(
        (sum, rho, c) => sum + rho * grid.volumes[c]! * gradient.reduce((part, slope) => part + slope[c]! ** 2, 0),
        0,
      );
      return trace / (eta * Math.sqrt(square));
    };
    let T = 1;
    // T ↦ Tr(D)/‖μ‖ falls, about as T^(-1/2): halfway to it contracts
    for (let k = 0; k < 200; k++) T = 0.5 * (T + claimedFor(densityAt(T)));
    return { ...steady(problem), density: ndarray(densityAt(T), [...grid.shape]) };
  },
};

/** A run that has settled from the start: the density that is left compared with itself. */
export const settledFromTheStart: Broken = {
  evolve: (problem, options) => {
    const solution = evolve(problem, options);
    const { density, ledger } = steady(problem);
    const frames = solution.frames.map((frame) => ({
      ...frame,
      ledger: {
        ...frame.ledger,
        entropyRate: 0,
        entropyProduction: ledger.entropyProduction,
        housekeeping: ledger.housekeeping,
      },
    }));
    const data = Float64Array.from(
      { length: frames.length * problem.grid.size },
      (_, k) => density.data[k % problem.grid.size]!,
    );
    return { ...solution, frames, density: ndarray(data, [frames.length, ...problem.grid.shape]) };
  },
};
