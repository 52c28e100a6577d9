import { planFronts, refuseHugeLattice } from "./front-plan.js";
import { eliminate, substituted } from "./lattice-reduction.js";
import { neighbours, reachOf, type LatticeRates } from "./lattice.js";
import { dissect, withOneMore } from "./nested-dissection.js";

/**
 * The stationary masses of a jump process on a lattice with restarts, (rI − A)π = r·Σπ·δ, in logarithms up to a constant.
 *
 * Every cell hands on its mass at the rate r to one more state, which shares it between the cells around the point: that is
 * a jump process like any other, with one unique stationary state, and the masses of the cells in it are π. It is reduced
 * as in `reduceLattice`, the further state last, without subtractions. Cells that are never reached have −∞. A line is a
 * lattice of one row.
 * @throws InputError `too-large`
 */
export function reduceRestartedLattice(
  lattice: LatticeRates,
  {
    rate,
    cells,
  }: { readonly rate: number; readonly cells: readonly { readonly cell: number; readonly share: number }[] },
): Float64Array {
  const { shape, periodic, hops } = lattice;
  const count = shape[0] * shape[1];
  if (Math.min(...shape) > 1) refuseHugeLattice(shape);
  const to = hops.map(({ offset }) => withNone(neighbours(lattice, offset)));
  const from = hops.map(({ offset: [di, dj] }) => withNone(neighbours(lattice, [-di, -dj])));
  const none = (): Int32Array => new Int32Array(count + 1).fill(-1);
  const leave = none().fill(count, 0, count);
  const arrive = cells.map(({ cell }) => none().fill(count, cell, cell + 1));
  const rates = [
    ...hops.map((hop) => ({ rate: Float64Array.from({ length: count + 1 }, (_, c) => hop.rate[c] ?? 0) })),
    { rate: new Float64Array(count + 1).fill(rate, 0, count) },
    ...cells.map(({ share }) => ({ rate: new Float64Array(count + 1).fill(rate * share, count) })),
  ];
  const targets = [...to, leave, ...cells.map(none)];
  const sources = [...from, none(), ...arrive];
  const dissection = withOneMore(dissect(shape, periodic, reachOf(lattice)));
  const plan = planFronts(dissection, [...targets, ...sources], shape);
  const { factors, out } = eliminate(rates, targets, sources, dissection, plan);
  return substituted(dissection, plan, factors, out, count).subarray(0, count);
}

/** One more entry, for a state that no hop leads to. */
function withNone(cells: Int32Array): Int32Array {
  const more = new Int32Array(cells.length + 1).fill(-1);
  more.set(cells);
  return more;
}
