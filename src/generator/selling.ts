/** A lattice direction in cells, and its weight λ ≥ 0. */
export interface Direction {
  readonly step: readonly [number, number];
  readonly weight: number;
}

/**
 * More reductions than a condition number of 1e12 takes: each makes the superbase shorter by a lattice vector, and only
 * a tensor that is singular to rounding goes on for longer.
 */
const LARGEST_REDUCTION = 200;

/**
 * Selling's decomposition of a symmetric positive definite tensor over the integer lattice,
 *
 *   D = Σ λ_k e_k e_kᵀ,   λ_k ≥ 0,   k = 1 … 3,
 *
 * by reducing the superbase (1,0), (0,1), (−1,−1) until it is obtuse with respect to D (Selling 1874; Conway and
 * Sloane 1992). The three directions contain a basis of the lattice. The longest e grows as the
 * square root of the condition number: 2, 5 and 16 cells at most for condition 10, 100 and 1000.
 * @param xx,xy,yy entries of D in units of cells: D_ij/(h_i h_j), 1/time
 * @returns the directions with positive weight, each with a > 0 or equal to (0, 1); null when D is not positive definite
 */
export function sellingDecomposition(xx: number, xy: number, yy: number): Direction[] | null {
  if (!(xx > 0 && yy > 0 && xx * yy - xy * xy > 0)) return null;
  // v_i·D v_j of the superbase, kept up to date instead of being formed from ever larger vectors
  let [u, v, w]: [number, number][] = [
    [1, 0],
    [0, 1],
    [-1, -1],
  ];
  const inner = ([a, b]: readonly number[], [c, d]: readonly number[]): number =>
    a * (xx * c + xy * d) + b * (xy * c + yy * d);
  for (let n = 0; n < LARGEST_REDUCTION; n++) {
    const [uv, vw, wu] = [inner(u, v), inner(v, w), inner(w, u)];
    if (uv <= 0 && vw <= 0 && wu <= 0)
      return [along(w, -uv), along(u, -vw), along(v, -wu)].filter(({ weight }) => weight > 0);
    // the worst pair first; (v_i, v_j, v_k) <- (-v_i, v_j, v_i - v_j)
    if (uv >= vw && uv >= wu) [u, v, w] = flipped(u, v);
    else if (vw >= wu) [v, w, u] = flipped(v, w);
    else [w, u, v] = flipped(w, u);
  }
  return null;
}

const flipped = (one: readonly [number, number], other: [number, number]): [number, number][] => [
  [-one[0], -one[1]],
  other,
  [one[0] - other[0], one[1] - other[1]],
];

/** The direction across a vector of the superbase. */
function along([a, b]: readonly [number, number], weight: number): Direction {
  const forward = -b > 0 || (b === 0 && a > 0);
  // adding 0 turns -0 into 0
  return { step: forward ? [-b + 0, a] : [b, -a + 0], weight };
}
