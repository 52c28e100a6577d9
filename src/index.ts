/**
 * Solves the Fokker-Planck equation on grids of one or two axes, in Fick form throughout:
 *
 *   ∂ρ/∂t = −∇·J,   J = μρ − D∇ρ,   μ = −η∇L(z, t) + force(z, t)
 *
 * State a problem with {@link defineProblem} or {@link parseProblem}; then {@link evolve} follows the density in time
 * and {@link steady} finds the stationary one; {@link spectrum} finds how fast what is left decays,
 * {@link firstPassage} asks when and where it first arrives, {@link committor} for
 * transitions between two regions. {@link simulate} runs the same problem as particles, dX = a dt + √(2D) dW, and
 * {@link compare} does both and says whether they agree; {@link verify} examines propositions about learning dynamics. What these are made of is public too: {@link discretize} gives two
 * rates per face, a stepper such as {@link trBdf2} moves cell masses, {@link ledger} reads them; a scheme such as {@link heun}
 * moves particles along a Brownian path.
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
  ParticleSchemeName,
  ParticleSettings,
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
export {
  spectrum,
  type ModeFields,
  type QuasiStationary,
  type Spectrum,
  type SpectrumOptions,
} from "./solve/spectrum.js";
export type { Eigenvalue } from "./solve/refined-eigenvalue.js";
export { spectrumSummary, type SpectrumSummary } from "./solve/spectrum-summary.js";
export { committor, type Committor } from "./solve/committor.js";
export type { Reactive } from "./solve/reactive.js";
export { firstPassage, type FirstPassage, type PassageFields, type PassageFromStart } from "./solve/first-passage.js";
export type { PassageDensity } from "./solve/passage-density.js";
export { passageSummary, type PassageResult, type PassageSummary } from "./solve/passage-summary.js";
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
export { createWorkspace, type Workspace } from "./kernels/workspace.js";

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

export { simulate, simulation } from "./particles/simulate.js";
export type { Ensemble, EnsembleFrame, Estimate as SampleEstimate } from "./particles/ensemble.js";
export type { Plan, SimulationOptions } from "./particles/plan.js";
export type { Due } from "./particles/schedule.js";
export { ensembleSummary, type RunCost, type SimulateSummary } from "./particles/ensemble-summary.js";
export {
  discretizationStudy,
  studyDiscretization,
  type DiscretizationStudy,
  type SchemeStudy,
  type StudyOptions,
} from "./particles/study.js";
export type { PathErrors } from "./particles/path-errors.js";
export type { Convergence } from "./particles/fitted-order.js";

export type { Calculus, Coefficients, NoiseKind, StochasticEquation, Wanted } from "./particles/equation.js";
export type { Block, Path, Preparation, Scheme, Step } from "./particles/scheme.js";
export { eulerMaruyama } from "./particles/schemes/euler-maruyama.js";
export { heun } from "./particles/schemes/heun.js";
export { leimkuhlerMatthews } from "./particles/schemes/leimkuhler-matthews.js";
export { rkmil, rkmilStratonovich } from "./particles/schemes/rkmil.js";
export { sosri } from "./particles/schemes/sosri.js";
export { tamedEuler } from "./particles/schemes/tamed-euler.js";
export { baoab, type PhasePoints, type UnderdampedMotion, type UnderdampedRun } from "./particles/schemes/baoab.js";
export { createNoise, type Noise, type Stream } from "./particles/noise.js";
export { noisePath } from "./particles/noise-path.js";
export {
  brownianPath,
  mergeInto as mergeIncrements,
  splitInto as splitIncrements,
  type BrownianPath,
  type Increments,
} from "./particles/brownian-path.js";

export {
  compare,
  comparison,
  type CompareOptions,
  type Comparison,
  type ComparisonProgress,
} from "./compare/compare.js";
export { agreementOf, type Agreement, type Budget, type Verdict } from "./compare/agreement.js";
export type { Noticeable } from "./compare/noticeable.js";
export type { Evidence } from "./compare/evidence.js";
export type { Test as AgreementTest } from "./compare/tests.js";
export { compareSummary, type CompareSummary } from "./compare/summary.js";

export { asDocumented, verification, verify, type VerificationProgress } from "./propositions/verify.js";
export { examine, type ExamineOptions } from "./propositions/examine.js";
export { documentedSet } from "./propositions/documented-set.js";
export { requestsFor } from "./propositions/own-problem.js";
export { rerun, type Difference, type Rerun } from "./propositions/rerun.js";
export {
  certificateFromData,
  certificateJsonSchema,
  type Certificate,
  type Request as CertificateRequest,
} from "./propositions/certificate.js";
export type { Check } from "./propositions/check.js";
export { instruments, type Instruments } from "./propositions/instruments.js";
export type { EndDensity } from "./propositions/end-densities.js";
export type { Criteria } from "./propositions/criteria.js";
export { basins, criticalDepth, type Basin } from "./propositions/persistence.js";
