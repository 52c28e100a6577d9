import type { Kernels } from "../kernels/kernels.js";
import type { RestartRates } from "../generator/restart.js";
import type { LineSolver } from "./lines.js";

/**
 * out += h·r(M·δ − p), what restarts at the rate r do to masses p per time h; M = Σp.
 */
export function addRestarts(
  { rate, cells }: RestartRates,
  kernels: Kernels,
  p: Float64Array,
  out: Float64Array,
  h: number,
): void {
  const moved = h * rate;
  const total = kernels.sum(p.byteOffset, p.length);
  kernels.combine(out.byteOffset, 1, p.byteOffset, -moved, p.byteOffset, 0, out.byteOffset, out.length);
  for (const { cell, share } of cells) out[cell] += moved * total * share;
}

/**
 * p ← exp(τR)p = e^(−rτ)p + (1 − e^(−rτ))·M·δ: restarts alone, exactly. Places of empty padding stay empty.
 * @param placeOf the index of a cell in p
 */
export function restartFor(
  { rate, cells }: RestartRates,
  kernels: Kernels,
  p: Float64Array,
  tau: number,
  placeOf: (cell: number) => number,
): void {
  const moved = -Math.expm1(-rate * tau);
  const total = kernels.sum(p.byteOffset, p.length);
  kernels.combine(p.byteOffset, 1 - moved, p.byteOffset, 0, p.byteOffset, 0, p.byteOffset, p.length);
  for (const { cell, share } of cells) p[placeOf(cell)] += moved * total * share;
}

/** field ← x; what leaves through the ends then stands in `left` of the line solver. */
export type Solve = (field: Float64Array, slot: number, a: number, difference?: boolean) => void;

/** Solves with I − aA, in flux form. */
export const plainSolve =
  (solver: LineSolver): Solve =>
  (field, slot, a, difference = false) => {
    solver.factor(slot, a);
    solver.left.fill(0);
    solver.sweep(field, slot, 1, 1, difference);
  };

/**
 * Solves with the matrix of a generator with restarts, from solves with I − aA.
 *
 * (I − a(A − rI + r·δ1ᵀ))x = y. With a' = a/(1 + ar) and M = Σx it is (I − a'A)x = (y + ar·M·δ)/(1 + ar). M = Σy where
 * nothing is absorbed; else M = Σu/(1 − ar·Σw) from u and w, the solutions for y and δ alone (Sherman and Morrison 1950).
 * What leaves through the ends stands in `left` of the line solver, as without restarts.
 * @param scratch room for a field
 */
export function restartingSolve(
  solver: LineSolver,
  kernels: Kernels,
  { rate, cells }: RestartRates,
  absorbing: boolean,
  scratch: Float64Array,
): Solve {
  return (field, slot, a, difference = false) => {
    const more = 1 + a * rate;
    const total = (): number => kernels.sum(field.byteOffset, field.length);
    const plain = (p: Float64Array, signed: boolean): void => {
      kernels.combine(p.byteOffset, 1 / more, p.byteOffset, 0, p.byteOffset, 0, p.byteOffset, p.length);
      solver.left.fill(0);
      solver.sweep(p, slot, 1, 1, signed);
      for (let end = 0; end < solver.left.length; end++) solver.left[end] *= more;
    };
    solver.factor(slot, a / more);
    if (!absorbing) {
      const moved = a * rate * total();
      for (const { cell, share } of cells) field[cell] += moved * share;
      plain(field, difference);
      return;
    }
    scratch.fill(0);
    for (const { cell, share } of cells) scratch[cell] = share;
    plain(scratch, false);
    const lost = solver.left.slice();
    plain(field, difference);
    const weight = (a * rate * total()) / (1 - a * rate * kernels.sum(scratch.byteOffset, scratch.length));
    kernels.combine(
      field.byteOffset,
      1,
      scratch.byteOffset,
      weight,
      scratch.byteOffset,
      0,
      field.byteOffset,
      field.length,
    );
    for (let end = 0; end < lost.length; end++) solver.left[end] += weight * lost[end];
  };
}
