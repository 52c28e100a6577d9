import type { FrontPlan } from "./front-plan.js";
import type { Dissection } from "./nested-dissection.js";

/** Within these a product of a weight and a multiplier that underflows is too small to matter, and none overflows. */
const SMALLEST = 1e-200;
const LARGEST = 1e200;

/**
 * Back substitution π_k = Σ_{i>k} π_i · factor(i → k), from the last node to the first, in logarithms between nodes.
 * Within a node masses are weights relative to its heaviest boundary state, unless they span too much for that:
 * then each sum is taken in logarithms. Returns log π by position, given that of the state at `last`.
 */
export function logMassesFromFactors(
  { starts, children }: Dissection,
  { boundaries, factorStarts, largestFront }: FrontPlan,
  factors: Float64Array,
  out: Float64Array,
  last: number,
  logMassOfLast: number,
): Float64Array {
  const logMass = new Float64Array(out.length);
  const weights = new Float64Array(largestFront);
  const largest = new Float64Array(largestFront);
  for (let node = children.length - 1; node >= 0; node--) {
    const start = starts[node];
    const own = starts[node + 1] - start;
    const boundary = boundaries[node];
    const first = factorStarts[node];
    let shift = -Infinity;
    for (let b = 0; b < boundary.length; b++) shift = Math.max(shift, logMass[boundary[b]]);
    if (shift === -Infinity) shift = logMassOfLast;
    weights.fill(0, 0, own);
    for (let b = 0; b < boundary.length; b++) weights[own + b] = Math.exp(logMass[boundary[b]] - shift);
    if (last >= start && last < start + own) weights[last - start] = Math.exp(logMassOfLast - shift);
    if (substitute(weights, factors, first, own, own + boundary.length)) {
      for (let k = 0; k < own; k++) logMass[start + k] = shift + Math.log(weights[k]);
      continue;
    }
    // `weights` now holds logarithms relative to the largest term of each sum, `largest` that term.
    for (let k = 0; k < own; k++) logMass[start + k] = start + k === last ? logMassOfLast : -Infinity;
    weights.fill(0, 0, own);
    largest.fill(-Infinity, 0, own);
    for (let i = own + boundary.length - 1; i >= 0; i--) {
      if (i < own && start + i !== last) logMass[start + i] = largest[i] + Math.log(weights[i]);
      const known = i < own ? logMass[start + i] : logMass[boundary[i - own]];
      if (!(known > -Infinity)) {
        if (i < own) logMass[start + i] = -Infinity;
        continue;
      }
      addLogTerms(known, factors, first + i * own, Math.min(i, own), weights, largest);
    }
  }
  return logMass;
}

/** The sums in plain numbers; false when a weight leaves the range in which they can be trusted. */
function substitute(weights: Float64Array, factors: Float64Array, first: number, own: number, size: number): boolean {
  for (let i = size - 1; i >= 0; i--) {
    const weight = weights[i];
    if (!(weight >= SMALLEST && weight <= LARGEST)) return false;
    const row = first + i * own;
    const count = i < own ? i : own;
    for (let k = 0; k < count; k++) weights[k] += weight * factors[row + k];
  }
  return true;
}

/** Adds exp(known)·factor to sums kept as sum·exp(largest). */
function addLogTerms(
  known: number,
  factors: Float64Array,
  row: number,
  count: number,
  sums: Float64Array,
  largest: Float64Array,
): void {
  for (let k = 0; k < count; k++) {
    const factor = factors[row + k];
    if (factor === 0) continue;
    const term = known + Math.log(factor);
    if (term > largest[k]) {
      sums[k] = sums[k] * Math.exp(largest[k] - term) + 1;
      largest[k] = term;
    } else sums[k] += Math.exp(term - largest[k]);
  }
}
