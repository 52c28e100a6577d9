import { closedClasses } from "./closed-classes.js";
import { addTermInto, pairDifference, pairSums } from "./compensated-sum.js";
import type { StationaryMeasure } from "./lattice.js";

/**
 * The stationary masses of a chain of n ≥ 2 cells, open or closed to a ring, from the logarithms of its rates:
 * `logUp[i]` for i → i + 1, `logDown[i]` for i → i − 1 (−∞ for a rate of zero; the two ends of an open chain are ignored).
 *
 * Open: products of ratios. Ring: state reduction without subtractions (Grassmann, Taksar and Heyman 1985), so each
 * mass has a small relative error however small it is. All in logarithms: no range of masses over- or underflows. O(n).
 */
export function reduceLine(logUp: Float64Array, logDown: Float64Array, cyclic: boolean): StationaryMeasure {
  const cells = logUp.length;
  const classes = closedClasses({
    shape: [1, cells],
    periodic: [false, cyclic],
    hops: [
      { offset: [0, 1], rate: logUp.map(positive) },
      { offset: [0, -1], rate: logDown.map(positive) },
    ],
  });
  if (classes && classes.length > 1) return { kind: "several", classes };
  const members = classes?.[0];
  if (cyclic && (!members || members.length === cells)) return { kind: "unique", logMass: reduceRing(logUp, logDown) };
  const logMass = new Float64Array(cells).fill(-Infinity);
  if (!members) logMass.set(productsOfRatios(logUp, logDown, 0, cells));
  else {
    // A closed arc of the ring may run through the wrap: begin where the cell before is no member.
    const inside = new Set(members);
    const first = members.find((c) => !inside.has((c + cells - 1) % cells)) ?? members[0];
    const along = productsOfRatios(logUp, logDown, first, members.length);
    for (let k = 0; k < members.length; k++) logMass[(first + k) % cells] = along[k];
  }
  return { kind: "unique", logMass };
}

const positive = (logarithm: number): number => (logarithm > -Infinity ? 1 : 0);

/** Detailed balance from cell to cell, as sums that keep the precision of differences. */
function productsOfRatios(logUp: Float64Array, logDown: Float64Array, first: number, count: number): Float64Array {
  const sums = pairSums(count);
  let top = 0;
  for (let k = 0; k + 1 < count; k++) {
    const c = (first + k) % logUp.length;
    addTermInto(sums, k, logUp[c] - logDown[(c + 1) % logUp.length], k + 1);
    if (pairDifference(sums, k + 1, top) > 0) top = k + 1;
  }
  return Float64Array.from({ length: count }, (_, k) => pairDifference(sums, k, top));
}

/** The cell that is kept to the end is the reference; a second pass makes that the heaviest one, so that the
 *  logarithms of all masses that matter are small numbers, with small rounding errors. */
function reduceRing(logUp: Float64Array, logDown: Float64Array): Float64Array {
  const cells = logUp.length;
  const once = eliminateRing(logUp, logDown, cells - 1);
  let heaviest = 0;
  for (let c = 1; c < cells; c++) if (once[c] > once[heaviest]) heaviest = c;
  return eliminateRing(logUp, logDown, heaviest);
}

function eliminateRing(logUp: Float64Array, logDown: Float64Array, last: number): Float64Array {
  const cells = logUp.length;
  const at = (k: number): number => (last + 1 + k) % cells;
  // Rates between the cell being eliminated and the last one; `out` is the sum of its remaining rates.
  const fromLast = new Float64Array(cells);
  const out = new Float64Array(cells);
  let toLast = logDown[at(0)];
  fromLast[0] = logUp[last];
  for (let k = 0; k + 1 < cells; k++) {
    const up = logUp[at(k)];
    out[k] = logSum(up, toLast);
    toLast = logDown[at(k + 1)] + toLast - out[k];
    fromLast[k + 1] = fromLast[k] + up - out[k];
  }
  const logMass = new Float64Array(cells);
  for (let k = cells - 2; k >= 0; k--)
    logMass[at(k)] = logSum(logMass[at(k + 1)] + logDown[at(k + 1)], fromLast[k]) - out[k];
  return logMass;
}

/** log(exp a + exp b). */
function logSum(a: number, b: number): number {
  const larger = Math.max(a, b);
  return larger === -Infinity ? -Infinity : larger + Math.log1p(Math.exp(Math.min(a, b) - larger));
}
