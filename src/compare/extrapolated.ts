/** A number the density expects, and how far off it may be because of the grid. */
export interface Expected {
  readonly value: number;
  readonly error: number;
}

/** What may be left of the error of the grid after extrapolation, as a part of what extrapolation took away. */
const LEFT = { 1: 0.5, 2: 0.25 } as const;
/**
 * And the next term of the expansion in the width of cells: extrapolation takes E + a h² + b h⁴ to E − 4b h⁴, E + a h + b h² to
 * E − 2b h², and b E is thought to be like a².
 */
export const NEXT = { 1: 2, 2: 4 } as const;

/**
 * A number O from the grid and O_half from the halved grid: O + (O − O_half)/(2^p − 1) for order p (Richardson 1911). What is
 * left is taken to be a quarter of the correction (a half below order 2), and the next term of the expansion, which is as
 * large where cells are so wide that the order says little.
 * @param half undefined without a halved grid: then the error is not known and taken for 0
 * @param size what the number is to be compared with, E
 */
export function extrapolated(order: number, own: number, half: number | undefined, size: number): Expected {
  if (half === undefined) return { value: own, error: 0 };
  const kind = order < 2 ? 1 : 2;
  const correction = (own - half) / (2 ** order - 1);
  const next = size > 0 ? Math.min((NEXT[kind] * correction ** 2) / size, Math.abs(own - half)) : 0;
  return { value: own + correction, error: LEFT[kind] * Math.abs(correction) + next };
}

/** No order is seen below this, or corrections would have no end. */
const LOWEST = 0.25;
/** An order that is lower than the stated one by less is noise. */
const SLACK = 0.5;
/** Differences of a smaller non-centrality N Σδ²/p do no harm, whatever their order. */
const HARMLESS = 0.5;

/**
 * The order in which numbers on three grids, each with twice the cells of the one before, come nearer to each other:
 * log2 √(Σ(b − a)²/b) / √(Σ(c − b)²/b), but no more than the one the scheme has, which structure that cells do not resolve spoils.
 * @param order of the scheme
 * @param count of particles: differences that are small against their noise are taken to have the order of the scheme
 */
export function observedOrder(
  order: number,
  widest: ArrayLike<number>,
  wide: ArrayLike<number>,
  fine: ArrayLike<number>,
  count: number,
): number {
  let [before, after] = [0, 0];
  for (let k = 0; k < wide.length; k++) {
    if (!(wide[k] > 0)) continue;
    before += (wide[k] - widest[k]) ** 2 / wide[k];
    after += (fine[k] - wide[k]) ** 2 / wide[k];
  }
  if (count * after < HARMLESS) return order;
  const seen = 0.5 * Math.log2(before / after);
  return seen > order - SLACK ? order : Math.max(seen, LOWEST);
}
