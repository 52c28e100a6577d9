/** λ = re + i·im, in 1/time. */
export interface Eigenvalue {
  readonly re: number;
  readonly im: number;
}

/** An eigenvalue as well as the grid and those halved give it. */
export interface Refined extends Eigenvalue {
  /** How far it may be wrong; null where nothing tells. */
  readonly error: number | null;
  /** False for the grid's own. */
  readonly extrapolated: boolean;
}

/** An eigenvalue on grids of which each has every other face of the one before, the finest first. */
export interface OnGrids {
  readonly values: readonly Eigenvalue[];
  /** Whether there is a coarser grid on which the mode was not found again. */
  readonly lost: boolean;
}

/** How far from 4 the ratio of the differences between three grids may be for errors to be taken as a h² + b h⁴. */
const ASYMPTOTIC = 1;
/** Likewise for them to be taken as about a h²: between the ratio of order 1 and 6. */
const NEARLY = 2;
/** With two grids only: the share of an eigenvalue that they may differ by. */
const CLOSE = 0.05;
/** A difference of this share is rounding. */
const ROUNDING = 1e-10;
/** Of what is extrapolated errors shrink by 4 or more from grid to grid, so that the difference is three times the error. */
const SHRINK = 3;
/** Where what may be left is more than twice what was taken away, the grid's own is as good. Twice: h² that is taken for h leaves so much. */
const WORTH = 2 * (1 + ROUNDING);
/** No errors are thought to shrink more slowly than as h^(1/4). */
const SLOWEST = 2 ** 0.25;
/** Nor faster than as h^2.6: a ratio above this is chance. */
const FASTEST = 6;

/**
 * Richardson's (1911) extrapolation of an eigenvalue, and how far that may be wrong.
 * @param orders powers of h that errors are known to go with, as `wallOrders` gives them; null for h² and h⁴ as far as the grids show them
 */
export function refinedEigenvalue(grids: OnGrids, orders: readonly number[] | null): Refined {
  const [fine, coarse] = grids.values;
  const own = { re: fine.re, im: fine.im, extrapolated: false };
  if (fine.re === 0) return { ...own, error: 0 };
  if (!coarse) return { ...own, error: null };
  const step = distance(fine, coarse);
  if (step <= ROUNDING * size(fine)) return { ...own, error: step };
  const found = orders ? ofOrders(grids, orders) : ofOrderTwo(grids);
  const blurred = orders && grids.lost ? blur(grids.values, orders) : 0;
  const taken = found ? distance(found, fine) : 0;
  if (found && found.re < 0 && found.error <= WORTH * taken) return { ...found, extrapolated: true };
  return { ...own, error: Math.max(step * slowness(grids.values, orders), blurred, found ? taken + found.error : 0) };
}

type Candidate = Eigenvalue & { readonly error: number };

/** Errors a h² + b h⁴, where the ratio of the differences says so: order 6 near 4, order 4 not so near. */
function ofOrderTwo({ values, lost }: OnGrids): Candidate | null {
  const [fine, coarse, coarsest, last] = values;
  const step = distance(fine, coarse);
  const fourth = richardson(values, [2]);
  const correction = distance(fourth, fine);
  if (!coarsest) return !lost && step <= CLOSE * size(fine) ? { ...fourth, error: correction } : null;
  const unlike = departure(fine, coarse, coarsest);
  // the ratio may be near 4 by chance: what is left is hardly less than the square of what was there, relatively
  if (unlike <= ASYMPTOTIC) {
    const sixth = richardson(values, [2, 4]);
    // a lower order, about 2, shows the same ratio on coarser grids and is not taken away by more than a part
    const settled = last && departure(coarse, coarsest, last) <= ASYMPTOTIC;
    const left = settled ? difference(values, [2, 4]) / SHRINK : 0;
    const error = Math.max(distance(sixth, fourth), step ** 2 / size(fine), left);
    if (sixth.re < 0) return { ...sixth, error };
  }
  if (unlike > NEARLY) return null;
  const seen = ofSeenOrder(values);
  return { ...fourth, error: Math.max(correction, seen ? distance(seen, fourth) : 0) };
}

/**
 * The two lowest orders taken away. What is left is thought to be no less than the second of them took away, than the square of both,
 * relatively, than the difference to what the grids alone say of the order, and than a third of the difference to the same on
 * coarser grids, or without a fourth grid than those to order 2 alone and to the next two orders, as either of the others may be small by chance.
 */
function ofOrders({ values, lost }: OnGrids, orders: readonly number[]): Candidate | null {
  const [fine, coarse] = values;
  const step = distance(fine, coarse);
  const once = richardson(values, orders.slice(0, 1));
  if (values.length === 2) return !lost && step <= CLOSE * size(fine) ? { ...once, error: distance(once, fine) } : null;
  const pair = orders.slice(0, 2);
  const twice = richardson(values, pair);
  const correction = distance(twice, fine);
  const error = Math.max(
    distance(twice, once),
    Math.max(step, correction) ** 2 / size(twice),
    distance(twice, ofSeenOrder(values) ?? fine),
    lost ? blur(values, orders) : 0,
    ...(values.length > 3
      ? [difference(values, pair) / SHRINK]
      : [[2], orders.slice(1, 3)].map((others) => distance(twice, richardson(values, others)))),
  );
  return { ...twice, error };
}

/** Where a mode is lost its eigenvalue is off by all of it, and by a part for each grid that is finer: differences alone may vanish by chance. */
const blur = (values: readonly Eigenvalue[], orders: readonly number[]): number =>
  size(values[0]) / 2 ** (Math.min(orders[0], 2) * values.length);

/** Between an extrapolated value and that of the next coarser grids; 0 where they are too few. */
function difference(values: readonly Eigenvalue[], orders: readonly number[]): number {
  if (values.length < orders.length + 2) return 0;
  return distance(richardson(values, orders), richardson(values.slice(1), orders));
}

/** Errors of one order that is read off three grids; null where they show none. */
function ofSeenOrder([fine, coarse, coarsest]: readonly Eigenvalue[]): Eigenvalue | null {
  const ratio = ratioOf(fine, coarse, coarsest);
  return ratio > SLOWEST && ratio < FASTEST ? towards(fine, coarse, ratio) : null;
}

/** Error of the grid's own, in steps from the next: the sum of a geometric series, where that is more than one. */
function slowness([fine, coarse, coarsest]: readonly Eigenvalue[], orders: readonly number[] | null): number {
  const ratio = coarsest ? Math.max(SLOWEST, Math.abs(ratioOf(fine, coarse, coarsest))) : 2;
  return Math.max(1, 1 / (ratio - 1), orders ? 1 / (2 ** orders[0] - 1) : 0);
}

/** The leading errors taken away one after the other, as many as there are orders. */
function richardson(values: readonly Eigenvalue[], orders: readonly number[]): Eigenvalue {
  let row = values.slice(0, orders.length + 1);
  for (const order of orders) row = row.slice(1).map((coarse, k) => towards(row[k], coarse, 2 ** order));
  return row[0];
}

const towards = (fine: Eigenvalue, coarse: Eigenvalue, ratio: number): Eigenvalue => ({
  re: fine.re + (fine.re - coarse.re) / (ratio - 1),
  im: fine.im + (fine.im - coarse.im) / (ratio - 1),
});

/** (λ_2h − λ_4h)/(λ_h − λ_2h), of the parts that point the same way. */
function ratioOf(fine: Eigenvalue, coarse: Eigenvalue, coarsest: Eigenvalue): number {
  const [re, im] = [fine.re - coarse.re, fine.im - coarse.im];
  return ((coarse.re - coarsest.re) * re + (coarse.im - coarsest.im) * im) / (re * re + im * im);
}

/** How far (λ_2h − λ_4h)/(λ_h − λ_2h) is from 4. */
function departure(fine: Eigenvalue, coarse: Eigenvalue, coarsest: Eigenvalue): number {
  const expected = { re: coarse.re + 4 * (coarse.re - fine.re), im: coarse.im + 4 * (coarse.im - fine.im) };
  return distance(coarsest, expected) / distance(fine, coarse);
}

const size = ({ re, im }: Eigenvalue): number => Math.hypot(re, im);

const distance = (one: Eigenvalue, other: Eigenvalue): number => Math.hypot(one.re - other.re, one.im - other.im);
