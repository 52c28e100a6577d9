import { InputError } from "../errors.js";
import { valueAt } from "../problem/field.js";
import type { Problem } from "../problem/problem.js";
import { SMALLEST_DIFFUSION } from "../problem/smallest-diffusion.js";
import { constantDiffusion } from "./constant-diffusion.js";
import { ingredients } from "./ingredients.js";
import { potentialAdder, type RiseAlong } from "./mean-field-work.js";
import { pieceRule, type PieceIntegrals } from "./piece-integrals.js";
import { along, type Segments } from "./segments.js";
import { driftNotFinite } from "./validate.js";
import { varyingDiffusion } from "./varying-diffusion.js";

const { nodes, weights } = pieceRule;

/** Rates from a D beyond this would leave the range of numbers. */
const LARGEST = 1e200;

/**
 * Péclet number and effective diffusion of many pieces: Pe = workScale·work, D = diffusionScale·diffusion.
 * With a D that is constant in space workScale is 1/D and diffusionScale D, so that an annealed D only rescales.
 */
export interface Coefficients {
  readonly work: Float64Array;
  readonly diffusion: Float64Array;
  readonly workScale: number;
  readonly diffusionScale: number;
}

/**
 * The two numbers per piece from which its rates follow, as a function of time that recomputes what has changed.
 *
 * Pe = ∫ μ/D dz, with μ = −η∂L + force − (1 − α)∂D. Where D is constant the loss enters by its difference, so that
 * the Gibbs state is exact to rounding; the conversion of a convention enters as −(1 − α)·ln(D_R/D_L), exact as well.
 * D is the harmonic mean, or with `integrated` the value that makes the flux of any stationary state exact:
 * 1/D = ∫ exp(U)/D dz / ∫ exp(U linear) dz.
 * @param lossAtStart the loss where the pieces start, where it is known already
 * @param rise of the potential of a mean field along the pieces, which may differ at every call
 * @returns the coefficients at a time, with d in D = d·I + S
 * @throws InputError where drift or D is not finite, or D not positive.
 */
export function coefficients(
  problem: Problem,
  pieces: Segments,
  integrated: boolean,
  lossAtStart: (time: number) => Float64Array = (time) => along(pieces, problem.drift.loss!, 0, time),
  rise: RiseAlong | null = null,
): (time: number, d: number) => Coefficients {
  const { loss, learningRate, force } = problem.drift;
  const { scalar, diagonal } = problem.diffusion;
  const D = diagonal[pieces.axis];
  const varying = D.varies.inSpace;
  const inSpace = [loss, learningRate, force[pieces.axis], ...(varying ? [D] : [])];
  const changing = inSpace.some((field) => field?.varies.inTime);
  const moves = scalar?.varies.inTime ?? false;
  const rescaled = D.varies.inTime || moves;
  const raised = moves || problem.resets.some(({ boost }) => boost);
  const from = ingredients(problem, pieces, lossAtStart, changing || (varying && raised));
  const addPotential = rise && potentialAdder(rise);
  let still: PieceIntegrals | null = null;
  let found: Coefficients | null = null;
  let standing = NaN;
  return (time, d) => {
    const another = d !== standing;
    if (found && !changing && !D.varies.inTime && !another && !rise) return found;
    if (!still || changing || (varying && another))
      still = (varying ? varyingDiffusion : constantDiffusion)(from, time, integrated, d);
    // Pe and D of a D that is the same everywhere stay finite when it grows
    const looked = found && !changing && !D.varies.inTime && (varying ? !another : d >= standing);
    standing = d;
    const integrals = addPotential ? addPotential(still) : still;
    const scale = varying ? 1 : valueAt(D, time) + d;
    if (!(scale > SMALLEST_DIFFUSION && scale < LARGEST))
      throw new InputError({
        code: "diffusion-not-positive",
        path: "diffusion",
        expected: `a D above 0 (above ${SMALLEST_DIFFUSION} and below ${LARGEST}, to be exact)`,
        found: `${scale}${rescaled ? ` at t = ${Number(time.toPrecision(6))}` : ""}`,
      });
    found = { work: integrals.work, diffusion: integrals.diffusion, workScale: 1 / scale, diffusionScale: scale };
    if (!looked) refuseBadNumbers(problem, pieces, found, time);
    if (!integrated) return found;
    averageDiffusion({ ...integrals, ...found }, pieces);
    refuseBadNumbers(problem, pieces, found, time, "averaged");
    return found;
  };
}

/** Up to this range of U along a piece five nodes integrate exp(U); beyond the second value they do not. */
const RESOLVED = 4;
const UNRESOLVED = 8;

/**
 * 1/D = Σ w exp(U)/D / Σ w exp(U linear): the mean of 1/D under the weight of the exact flux. Where U varies too much
 * along a piece for the quadrature, the harmonic mean takes over: there the flux is that of Scharfetter and Gummel.
 */
function averageDiffusion(
  { work, energies, inverse, diffusion, workScale }: Coefficients & PieceIntegrals,
  { length }: Segments,
): void {
  for (let k = 0; k < work.length; k++) {
    if (length[k] === 0) continue;
    const total = -work[k] * workScale;
    let top = Math.max(0, total);
    let bottom = Math.min(0, total);
    let mean = 0;
    for (let g = 0; g < nodes.length; g++) {
      const energy = energies[g][k] * workScale;
      top = Math.max(top, energy);
      bottom = Math.min(bottom, energy);
      mean += weights[g] * (inverse ? inverse[g][k] : 1);
    }
    const trust = Math.min(Math.max((UNRESOLVED - (top - bottom)) / (UNRESOLVED - RESOLVED), 0), 1);
    diffusion[k] = 1 / mean;
    if (!(trust > 0)) continue;
    let weighted = 0;
    let plain = 0;
    for (let g = 0; g < nodes.length; g++) {
      weighted += weights[g] * Math.exp(energies[g][k] * workScale - top) * (inverse ? inverse[g][k] : 1);
      plain += weights[g] * Math.exp(total * nodes[g] - top);
    }
    diffusion[k] = trust * (plain / weighted) + (1 - trust) / mean;
  }
}

/** A D that is good until it is averaged with the weights of the drift speaks of the drift between the centres. */
function refuseBadNumbers(
  problem: Problem,
  pieces: Segments,
  { work, workScale, diffusion, diffusionScale }: Coefficients,
  time: number,
  averaged?: "averaged",
): void {
  for (let k = 0; k < work.length; k++) {
    if (pieces.length[k] === 0) continue;
    const D = diffusion[k] * diffusionScale;
    const goodDiffusion = D > 0 && D < Infinity;
    if (goodDiffusion && Number.isFinite(work[k] * workScale)) continue;
    const names = problem.grid.axes.map((axis) => axis.name);
    const middle = pieces.from[k] + 0.5 * pieces.length[k];
    const place = names
      .map((name, a) => `${name} = ${Number((a === pieces.axis ? middle : pieces.across![k]).toPrecision(6))}`)
      .join(", ");
    const when = `near ${place} at t = ${Number(time.toPrecision(6))}`;
    if (!goodDiffusion && !averaged)
      throw new InputError({
        code: "diffusion-not-positive",
        path: "diffusion",
        expected: "a finite D above 0 everywhere inside the grid",
        found: `${D} ${when}`,
      });
    throw driftNotFinite(averaged ? `no finite weight exp(U) ${when}` : foundInstead(work[k], workScale, when));
  }
}

/** A drift may be finite and still too large for numbers once it is divided by D. */
const foundInstead = (work: number, workScale: number, when: string): string =>
  Number.isFinite(work)
    ? `one that is too large ${when}: ∫μ dz from one cell to the next is ${Number(work.toPrecision(3))}, and divided by D, times ${Number(workScale.toPrecision(3))}, beyond ${Number.MAX_VALUE.toPrecision(2)}`
    : `${work} ${when}`;
