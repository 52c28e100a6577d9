/** Rows of pivots applied together: as many as stay in the second-level cache next to the row they update. */
const PANEL = 32;

/**
 * Eliminates the first `own` of `size` states of a dense jump process, in place, without subtractions
 * (Grassmann, Taksar and Heyman 1985).
 *
 * front[i·size + j] is the rate i → j; the diagonal is not used. For each k < own, with
 * out[k] = Σ_{j>k} rate(k → j), afterwards front[i·size + k] = rate(i → k)/out[k] for i > k, so that
 * π_k = Σ_{i>k} π_i front[i·size + k]; the trailing (size − own)² block holds the rates of the process watched only
 * on the remaining states. A state with out[k] = 0 is left aside: its column becomes 0.
 *
 * Rows are updated by panels of pivots, four at a time on two rows: the loads and stores are what it costs.
 */
export function eliminateFront(front: Float64Array, size: number, own: number, out: Float64Array): void {
  const divisors = new Float64Array(PANEL);
  for (let first = 0; first < own; first += PANEL) {
    const end = Math.min(first + PANEL, own);
    for (let i = first; i < end; i++) {
      multipliers(front, size, i, first, i, divisors);
      updateRow(front, size, i, first, i, i + 1);
      let sum = 0;
      for (let e = i * size + i + 1; e < (i + 1) * size; e++) sum += front[e];
      out[i] = sum;
      divisors[i - first] = sum > 0 ? sum : Infinity;
    }
    let i = end;
    for (; i + 1 < size; i += 2) {
      multipliers(front, size, i, first, end, divisors);
      multipliers(front, size, i + 1, first, end, divisors);
      updateTwoRows(front, size, i, first, end);
    }
    if (i < size) {
      multipliers(front, size, i, first, end, divisors);
      updateRow(front, size, i, first, end, end);
    }
  }
}

/** Turns the entries [first, end) of row i into rate(i → k)/out[k], updating those still to come. */
function multipliers(
  front: Float64Array,
  size: number,
  i: number,
  first: number,
  end: number,
  divisors: Float64Array,
): void {
  const row = i * size;
  for (let k = first; k < end; k++) {
    const a = front[row + k] / divisors[k - first];
    front[row + k] = a;
    if (a === 0) continue;
    for (let j = k + 1, e = k * size + k + 1; j < end; j++, e++) front[row + j] += a * front[e];
  }
}

/** Row i gains, in the columns from `column` on, its multiples of the rows [first, end). */
function updateRow(front: Float64Array, size: number, i: number, first: number, end: number, column: number): void {
  const row = i * size;
  let k = first;
  for (; k + 3 < end; k += 4) {
    const a0 = front[row + k];
    const a1 = front[row + k + 1];
    const a2 = front[row + k + 2];
    const a3 = front[row + k + 3];
    if (a0 === 0 && a1 === 0 && a2 === 0 && a3 === 0) continue;
    const r0 = k * size;
    const r1 = r0 + size;
    const r2 = r1 + size;
    const r3 = r2 + size;
    for (let j = column; j < size; j++)
      front[row + j] += a0 * front[r0 + j] + a1 * front[r1 + j] + (a2 * front[r2 + j] + a3 * front[r3 + j]);
  }
  for (; k < end; k++) {
    const a = front[row + k];
    if (a === 0) continue;
    const r = k * size;
    for (let j = column; j < size; j++) front[row + j] += a * front[r + j];
  }
}

/** Rows i and i + 1 gain, in the columns from `end` on, their multiples of the rows [first, end). */
function updateTwoRows(front: Float64Array, size: number, i: number, first: number, end: number): void {
  const row = i * size;
  const next = row + size;
  let k = first;
  for (; k + 3 < end; k += 4) {
    const a0 = front[row + k];
    const a1 = front[row + k + 1];
    const a2 = front[row + k + 2];
    const a3 = front[row + k + 3];
    const b0 = front[next + k];
    const b1 = front[next + k + 1];
    const b2 = front[next + k + 2];
    const b3 = front[next + k + 3];
    if (a0 + a1 + a2 + a3 + b0 + b1 + b2 + b3 === 0) continue;
    const r0 = k * size;
    const r1 = r0 + size;
    const r2 = r1 + size;
    const r3 = r2 + size;
    for (let j = end; j < size; j++) {
      const f0 = front[r0 + j];
      const f1 = front[r1 + j];
      const f2 = front[r2 + j];
      const f3 = front[r3 + j];
      front[row + j] += a0 * f0 + a1 * f1 + (a2 * f2 + a3 * f3);
      front[next + j] += b0 * f0 + b1 * f1 + (b2 * f2 + b3 * f3);
    }
  }
  for (; k < end; k++) {
    const a = front[row + k];
    const b = front[next + k];
    if (a === 0 && b === 0) continue;
    const r = k * size;
    for (let j = end; j < size; j++) {
      front[row + j] += a * front[r + j];
      front[next + j] += b * front[r + j];
    }
  }
}
