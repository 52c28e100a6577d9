/** Gauss-Legendre quadrature on [0, 1], with the integrals of its interpolant up to each node. */
export interface Quadrature {
  readonly nodes: readonly number[];
  readonly weights: readonly number[];
  /** partial[g][k] = ∫₀^{node g} ℓ_k(s) ds with ℓ_k the Lagrange polynomials of the nodes. */
  readonly partial: readonly (readonly number[])[];
}

/** Quadrature with n nodes: exact for polynomials of degree 2n − 1. Nodes by Newton's method on the Legendre polynomial. */
export function gaussLegendre(n: number): Quadrature {
  const nodes: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < n; i++) {
    let x = -Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 0;
    for (let iteration = 0; iteration < 50; iteration++) {
      let [previous, value] = [1, x];
      for (let k = 2; k <= n; k++) [previous, value] = [value, ((2 * k - 1) * x * value - (k - 1) * previous) / k];
      slope = (n * (x * value - previous)) / (x * x - 1);
      const step = value / slope;
      x -= step;
      if (Math.abs(step) < 1e-16) break;
    }
    nodes.push((1 + x) / 2);
    weights.push(1 / ((1 - x * x) * slope * slope));
  }
  const lagrange = (k: number, s: number): number =>
    nodes.reduce((product, node, j) => (j === k ? product : (product * (s - node)) / (nodes[k] - node)), 1);
  const partial = nodes.map((end) =>
    nodes.map((_, k) => weights.reduce((sum, weight, m) => sum + end * weight * lagrange(k, end * nodes[m]), 0)),
  );
  return { nodes, weights, partial };
}
