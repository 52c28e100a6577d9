/** Nodes and weights of N(0, 1), exact for polynomials up to degree 2n − 1: roots of Heₙ by Newton's method from either side. */
export function gaussHermite(n: number): { z: number[]; weight: number[] } {
  /** Heₙ and Heₙ₋₁ at x, each divided by √(k!). */
  const hermite = (x: number): [number, number] => {
    let [before, now] = [0, 1];
    for (let k = 0; k < n; k++) [before, now] = [now, (x * now - Math.sqrt(k) * before) / Math.sqrt(k + 1)];
    return [now, before];
  };
  const z: number[] = [];
  // roots separate those found by sign changes on a fine mesh
  const step = 1e-3;
  for (let x = -2 * Math.sqrt(n); x < 2 * Math.sqrt(n); x += step) {
    if (hermite(x)[0] * hermite(x + step)[0] > 0) continue;
    let root = x + 0.5 * step;
    for (let k = 0; k < 20; k++) root -= hermite(root)[0] / (Math.sqrt(n) * hermite(root)[1]);
    z.push(root);
  }
  return { z, weight: z.map((root) => 1 / (n * hermite(root)[1] ** 2)) };
}
