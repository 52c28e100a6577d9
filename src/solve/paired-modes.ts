import type { Grid } from "../grid/grid.js";
import type { ComplexVector, Mode } from "./relaxation.js";

/** Eigenvalues this near to each other, relatively, are paired as a group: their modes may be any mixture. */
const GROUP = 1e-3;
/** The share of a mode that must be found in those of the other grid. */
const RECOGNISED = 0.5;

/**
 * For each mode of a grid the one it is on the grid with every other face, by overlap: Σ f p between the functions of the one,
 * averaged over the cells of the other, and the masses of the other is 1 for the same mode and 0 for others, as both are
 * biorthonormal. Modes of eigenvalues that nearly coincide are recognised as a group and paired in order.
 * @returns null for a mode that is not among the others
 */
export function pairedModes(
  { grid, modes }: { readonly grid: Grid; readonly modes: readonly Mode[] },
  others: { readonly grid: Grid; readonly modes: readonly Mode[] },
): (Mode | null)[] {
  const averages = modes.map(({ left }) => averaged(left, grid, others.grid));
  const partners: (Mode | null)[] = modes.map(() => null);
  const taken = new Set<number>();
  for (const group of groupsOf(modes)) {
    const candidates = others.modes
      .map(({ right }, k) => ({ k, share: group.reduce((sum, j) => sum + overlap(averages[j], right), 0) }))
      .filter(({ k, share }) => share > RECOGNISED && !taken.has(k))
      .sort((a, b) => b.share - a.share)
      .slice(0, group.length)
      .sort((a, b) => a.k - b.k);
    // a group of which a part is missing cannot be put in order
    if (candidates.length < group.length) continue;
    group.forEach((j, at) => {
      taken.add(candidates[at].k);
      partners[j] = others.modes[candidates[at].k];
    });
  }
  return partners;
}

function groupsOf(modes: readonly Mode[]): number[][] {
  const groups: number[][] = [];
  modes.forEach(({ re, im }, j) => {
    const near = (k: number): boolean =>
      Math.hypot(modes[k].re - re, modes[k].im - im) <= GROUP * Math.hypot(re, im) && re !== 0 && modes[k].re !== 0;
    const own = groups.find((group) => group.some(near));
    if (own) own.push(j);
    else groups.push([j]);
  });
  return groups;
}

/** |Σ f p|². */
function overlap(f: ComplexVector, p: ComplexVector): number {
  const product = (a: Float64Array | null, b: Float64Array | null): number => {
    let sum = 0;
    if (a && b) for (let c = 0; c < a.length; c++) sum += a[c] * b[c];
    return sum;
  };
  return (product(f.re, p.re) - product(f.im, p.im)) ** 2 + (product(f.re, p.im) + product(f.im, p.re)) ** 2;
}

/** Averages over the cells of the halved grid, each of which is two of a row of the other on every axis. */
function averaged({ re, im }: ComplexVector, fine: Grid, coarse: Grid): ComplexVector {
  const [rows, columns] = fine.axes.length === 1 ? [1, fine.size] : fine.shape;
  const halfColumns = columns / 2;
  const average = (values: Float64Array): Float64Array => {
    const out = new Float64Array(coarse.size);
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) {
        const to = (rows === 1 ? 0 : i >> 1) * halfColumns + (j >> 1);
        out[to] += (fine.volumes[i * columns + j] * values[i * columns + j]) / coarse.volumes[to];
      }
    return out;
  };
  return { re: average(re), im: im && average(im) };
}
