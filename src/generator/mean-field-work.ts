import type { PieceIntegrals } from "./piece-integrals.js";
import { pieceRule } from "./piece-integrals.js";
import type { Segments } from "./segments.js";

const { nodes, weights, partial } = pieceRule;

/** V_R − V_L along every piece: between centres, or half the last difference at a wall. */
export interface RiseAlong {
  /** As an array that stands until it is asked for again. */
  readonly all: () => Float64Array;
  /** out = work − rise, in one pass. */
  readonly subtractInto: (work: Float64Array, out: Float64Array) => void;
}

/** The rise of a potential at cell centres over the gap above each cell. */
export function riseOverGaps({ upperCell }: Segments, potential: Float64Array): RiseAlong {
  const rise = new Float64Array(potential.length);
  return {
    all() {
      differencesInto(potential, upperCell!, rise);
      return rise;
    },
    subtractInto: (work, out) => subtractDifferencesInto(work, potential, upperCell!, out),
  };
}

function differencesInto(values: Float64Array, next: Int32Array, out: Float64Array): void {
  for (let c = 0; c < out.length; c++) out[c] = values[next[c]] - values[c];
}

function subtractDifferencesInto(work: Float64Array, values: Float64Array, next: Int32Array, out: Float64Array): void {
  for (let c = 0; c < out.length; c++) out[c] = work[c] - (values[next[c]] - values[c]);
}

/** The rise between a wall and the outermost centres, upwards: V goes on there with its last slope. */
export function riseAtWall(
  potential: Float64Array,
  lines: { readonly count: number; readonly stride: number; readonly lines: number; lineStart(line: number): number },
  end: "lower" | "upper",
): RiseAlong {
  const { count, stride, lineStart } = lines;
  const all = (): Float64Array =>
    Float64Array.from({ length: lines.lines }, (_, line) => {
      const below = lineStart(line) + (end === "lower" ? 0 : count - 2) * stride;
      return 0.5 * (potential[below + stride] - potential[below]);
    });
  return {
    all,
    subtractInto(work, out) {
      const rise = all();
      for (let k = 0; k < out.length; k++) out[k] = work[k] - rise[k];
    },
  };
}

/**
 * The integrals of a drift with −∇V added, V being linear along each piece: its work is −(V_R − V_L)·mean of 1/D, by the
 * difference of V and so without an error of its own where D is constant.
 * @returns a function whose results stand until it is called again
 */
export function potentialAdder(rise: RiseAlong): (integrals: PieceIntegrals) => PieceIntegrals {
  let room: { work: Float64Array; energies: Float64Array[]; diffusion: Float64Array } | null = null;
  return (integrals) => {
    const { inverse, energies, diffusion } = integrals;
    room ??= {
      work: integrals.work.slice(),
      energies: energies.map((energy) => energy.slice()),
      diffusion: diffusion.slice(),
    };
    if (!inverse && energies.length === 0) {
      rise.subtractInto(integrals.work, room.work);
      return { ...room, inverse, diffusion };
    }
    const risen = rise.all();
    if (inverse) addOverMean(integrals.work, risen, inverse, room.work);
    else subtractInto(integrals.work, risen, room.work);
    for (const [g, out] of room.energies.entries())
      for (let k = 0; k < out.length; k++) {
        let upTo = inverse ? 0 : nodes[g];
        if (inverse) for (let m = 0; m < nodes.length; m++) upTo += partial[g][m] * inverse[m][k];
        out[k] = energies[g][k] + risen[k] * upTo;
      }
    // the integrated scheme averages D further, in place
    if (energies.length > 0) room.diffusion.set(diffusion);
    return { ...room, inverse, diffusion: energies.length > 0 ? room.diffusion : diffusion };
  };
}

function subtractInto(work: Float64Array, rise: Float64Array, out: Float64Array): void {
  for (let k = 0; k < out.length; k++) out[k] = work[k] - rise[k];
}

function addOverMean(
  work: Float64Array,
  rise: Float64Array,
  inverse: readonly Float64Array[],
  out: Float64Array,
): void {
  for (let k = 0; k < work.length; k++) {
    let mean = 0;
    for (let g = 0; g < nodes.length; g++) mean += weights[g] * inverse[g][k];
    out[k] = work[k] - rise[k] * mean;
  }
}
