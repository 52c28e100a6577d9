import type { Eigenvalue } from "./refined-eigenvalue.js";
import type { Spectrum } from "./spectrum.js";
import type { Value } from "./summary.js";

/** What `spectrum --json` prints. */
export interface SpectrumSummary {
  readonly problem: string;
  readonly shape: readonly number[];
  readonly status: "ok";
  /** λ in 1/time, the slowest first, as well as they are known. */
  readonly eigenvalues: readonly Eigenvalue[];
  /** How far each may be wrong, in 1/time; null where nothing tells. */
  readonly errors: readonly Value[];
  /** Which are extrapolated to cells of no width; the others are those of the grid. */
  readonly extrapolated: readonly boolean[];
  /** Those of the grid itself. */
  readonly gridEigenvalues: readonly Eigenvalue[];
  /** ‖Q f − λ f‖/‖f‖ for those of the grid, in 1/time. */
  readonly residuals: readonly Value[];
  /** −1/re; null for the eigenvalue 0. */
  readonly relaxationTimes: readonly Value[];
  readonly reversible: boolean;
  /** How much faster than the slowest mode all others decay, in 1/time; null where one mode was asked for. */
  readonly gap: Value;
  /** Times 0 is an eigenvalue: regions that are never left. */
  readonly closedRegions: number;
  /** With absorbing ends: the rate at which what is left is lost in the end. */
  readonly quasiStationary: { readonly rate: number; readonly meanTime: number } | null;
  readonly seconds: number;
  readonly warnings: readonly string[];
}

/** A spectrum as plain data for JSON. */
export function spectrumSummary(spectrum: Spectrum): SpectrumSummary {
  const { problem, eigenvalues, quasiStationary } = spectrum;
  return {
    problem: problem.name,
    shape: problem.grid.shape,
    status: "ok",
    eigenvalues,
    errors: spectrum.errors,
    extrapolated: spectrum.extrapolated,
    gridEigenvalues: spectrum.gridEigenvalues,
    residuals: spectrum.residuals,
    relaxationTimes: spectrum.relaxationTimes,
    reversible: spectrum.reversible,
    gap: eigenvalues.length > 1 ? eigenvalues[0].re - eigenvalues[1].re : null,
    closedRegions: spectrum.closedRegions,
    quasiStationary: quasiStationary && { rate: quasiStationary.rate, meanTime: 1 / quasiStationary.rate },
    seconds: spectrum.seconds,
    warnings: spectrum.warnings,
  };
}
