/**
 * Solves the Fokker-Planck equation on grids of one or two axes, in Fick form throughout:
 *
 *   ∂ρ/∂t = −∇·J,   J = μρ − D∇ρ,   μ = −η∇L(z, t) + force(z, t)
 *
 * State a problem with {@link defineProblem} or {@link parseProblem}; then {@link evolve} follows the density in time
 * and {@link steady} finds the stationary one. What these are made of is public too: {@link discretize} gives two rates
 * per face, a stepper such as {@link trBdf2} moves cell masses, {@link ledger} reads them.
 *
 * Everything here runs in browsers and in Node alike; files are the business of `fokker-planck/node`.
 *
 * @packageDocumentation
 */

export { InputError, NumericalError, type Fault } from "./errors.js";

export {
  axisFromFaces,
  MAXIMUM_CELLS,
  stretchedAxis,
  uniformAxis,
  type Axis,
  type Boundary,
  type Ends,
} from "./grid/axis.js";
export { cellCenters, linesAlong, makeGrid, type Grid, type Lines } from "./grid/grid.js";

export {
  defineProblem,
  type AdaptiveDefinition,
  type AxisDefinition,
  type Constant,
  type Expression,
  type GaussianDefinition,
  type InitialDefinition,
  type ProblemDefinition,
  type ResetDefinition,
  type TensorDefinition,
  type TimeDefinition,
} from "./problem/define.js";
export { parseProblem, problemFromData, type ReadingOptions } from "./problem/file.js";
export { problemJsonSchema } from "./problem/schema.js";
export { initialMasses, type InitialMasses } from "./problem/initial.js";
export { observableWeights } from "./problem/observables.js";
export type { Field, PlainFunction } from "./problem/field.js";
export type {
  Convention,
  Diffusion,
  EntropicDrift,
  Gaussian,
  Initial,
  Observable,
  Problem,
  SchemeName,
  StepperName,
} from "./problem/problem.js";

export type { Boost, Detector, Redistribution, Reset, Restart, Trigger } from "./problem/reset.js";

export { redistributed } from "./reset/redistribute.js";
export { detections, type Firing } from "./reset/detector.js";
export type { Watched } from "./reset/detect.js";
export type { SilentDetector } from "./reset/silent-detector.js";
export type { ResetRecord } from "./solve/apply-reset.js";

export { evolution, evolve } from "./solve/evolve.js";
export { steady, type SteadyOptions } from "./solve/steady.js";
export type { Stability } from "./solve/mean-field-stability.js";
export { stationaryState, type StationaryState } from "./solve/stationary.js";
export type { Progress, RunOptions } from "./solve/progress.js";
export type { Branch, Frame, Solution, Stationary } from "./solve/solution.js";
export {
  steadySummary,
  summary,
  type BranchSummary,
  type LedgerSummary,
  type ResetSummary,
  type SolveSummary,
  type SteadySummary,
  type Value,
  type Values,
} from "./solve/summary.js";

export { discretize, type Discretization } from "./generator/discretize.js";
export type { MeanField, PotentialAt } from "./generator/interaction.js";
export {
  spectralLaplacian,
  type LaplacianSymbol,
  type PerAxis,
  type SpectralLaplacian,
} from "./generator/spectral-laplacian.js";
export type { AxisRates, Generator } from "./generator/generator.js";
export type { Workspace } from "./kernels/workspace.js";

export { advance, highestRate, type Estimate, type Stepper } from "./steppers/stepper.js";
export { meanFieldStepper } from "./steppers/mean-field.js";
export { spectral } from "./steppers/spectral.js";
export { ssprk43 } from "./steppers/ssprk43.js";
export { strang } from "./steppers/strang.js";
export { trBdf2 } from "./steppers/tr-bdf2.js";
export { uniformization } from "./steppers/uniformization.js";

export { entropyBalance, type EntropyBalance } from "./ledger/balance.js";
export { currentField, currentNorms, faceCurrents, type CurrentNorms } from "./ledger/current.js";
export { outflow } from "./ledger/flux.js";
export { ledger, type Ledger, type StationaryLogMass } from "./ledger/ledger.js";
export { moments, totalMass, type Moments } from "./ledger/moments.js";
export type { Totals } from "./ledger/totals.js";

export type { Ensemble, EnsembleFrame, Estimate as SampleEstimate } from "./particles/ensemble.js";
export type { SimulationOptions } from "./particles/plan.js";
export { simulate, simulation } from "./particles/simulate.js";
