import { addTermInto, type PairSums } from "./compensated-sum.js";

/**
 * Sums along a breadth-first spanning tree of a graph, from vertex 0: sums[upper] = sums[lower] + term for every edge of
 * the tree. Edges whose term is NaN are not there. False when some vertex cannot be reached.
 */
export function sumAlongTreeInto(sums: PairSums, lower: Int32Array, upper: Int32Array, terms: Float64Array): boolean {
  const vertices = sums.high.length;
  const starts = new Int32Array(vertices + 1);
  for (let e = 0; e < terms.length; e++) {
    if (Number.isNaN(terms[e])) continue;
    starts[lower[e] + 1]++;
    starts[upper[e] + 1]++;
  }
  for (let v = 0; v < vertices; v++) starts[v + 1] += starts[v];
  const filled = starts.slice();
  const edges = new Int32Array(starts[vertices]);
  for (let e = 0; e < terms.length; e++) {
    if (Number.isNaN(terms[e])) continue;
    edges[filled[lower[e]]++] = e;
    edges[filled[upper[e]]++] = e;
  }
  const reached = new Uint8Array(vertices);
  const queue = new Int32Array(vertices);
  let found = 1;
  reached[0] = 1;
  for (let next = 0; next < found; next++) {
    const from = queue[next];
    for (let k = starts[from]; k < starts[from + 1]; k++) {
      const e = edges[k];
      const upwards = lower[e] === from;
      const to = upwards ? upper[e] : lower[e];
      if (reached[to]) continue;
      addTermInto(sums, from, upwards ? terms[e] : -terms[e], to);
      reached[to] = 1;
      queue[found++] = to;
    }
  }
  return found === vertices;
}
