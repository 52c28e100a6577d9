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
 * A number O from the grid and O_half from the halved grid: O + (O − O_half)/3 for order 2, O + (O − O_half) for order 1
 * (Richardson 1911). What is left is taken to be a quarter (half) of the correction, and the next term of the expansion, which
 * is as large where cells are so wide that the order says little.
 * @param half undefined without a halved grid: then the error is not known and taken for 0
 * @param size what the number is to be compared with, E
 */
export function extrapolated(order: 1 | 2, own: number, half: number | undefined, size: number): Expected {
  if (half === undefined) return { value: own, error: 0 };
  const correction = (own - half) / (order === 1 ? 1 : 3);
  const next = size > 0 ? Math.min((NEXT[order] * correction ** 2) / size, Math.abs(own - half)) : 0;
  return { value: own + correction, error: LEFT[order] * Math.abs(correction) + next };
}
