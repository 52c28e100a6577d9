import type { Ensemble } from "../particles/ensemble.js";
import { passagesOf } from "../particles/ensemble-summary.js";
import type { Solution } from "../solve/solution.js";
import type { Evidence } from "./evidence.js";
import type { OnGrids } from "./expectation.js";
import { extrapolated, observedOrder } from "./extrapolated.js";
import { chiSquareTest, type Test } from "./tests.js";

/**
 * The passages through each absorbing end between one frame and the next, against what the density loses there.
 */
export function passageTest(
  { ensemble, long, short }: Evidence,
  { fine: solution, wide: coarse, widest }: OnGrids,
): Test | null {
  const { ends, passageTimes, passageEnds, plan } = ensemble;
  if (ends.length === 0) return null;
  const { frames } = solution;
  const start = solution.problem.time!.start;
  const times = frames.map((frame) => frame.time);
  const shares = (of: Solution): number[] =>
    ends.flatMap((end) =>
      of.frames.map((frame, k) => frame.absorbed[end] - (k > 0 ? of.frames[k - 1].absorbed[end] : 0)),
    );
  const expected = shares(solution).map((share) => Math.max(share, 0));
  const found = new Float64Array(expected.length);
  for (let k = 0; k < passageTimes.length; k++) {
    if (passageEnds[k] < 0) continue;
    const frame = times.findIndex((time) => time >= passageTimes[k]);
    found[passageEnds[k] * frames.length + Math.max(frame, 0)]++;
  }
  if (times[0] === start) for (let e = 0; e < ends.length; e++) expected[e * frames.length] = 0;
  let noncentrality = (solution.error.time ?? 0) ** 2;
  if (coarse) {
    const other = shares(coarse);
    const order = widest
      ? observedOrder(solution.orderInSpace, shares(widest), other, expected, plan.count)
      : solution.orderInSpace;
    expected.forEach((share, k) => {
      const { value, error } = extrapolated(order, share, other[k], share);
      expected[k] = Math.max(value, 0);
      if (plan.count * share >= 1) noncentrality += Math.min(error ** 2 / share, share);
    });
  }
  if (long && short) noncentrality += stepError(long, short);
  const rest = 1 - expected.reduce((sum, share) => sum + share, 0);
  const left = plan.count - found.reduce((sum, n) => sum + n, 0);
  const probability = [...expected, Math.max(rest, 0)];
  const test = chiSquareTest([...found, left], probability, plan.count, plan.count * noncentrality);
  return test && { kind: "passage", name: "passages between frames", time: times[times.length - 1], ...test };
}

/**
 * (Δ ln t)² of the mean passage time and (Δp)²/(p(1 − p)) of each end, when the same particles take steps twice as long; what
 * differences of single particles make by chance is taken off.
 */
function stepError(long: Ensemble, short: Ensemble): number {
  const found = [long, short].map(passagesOf);
  const n = short.plan.count;
  return short.ends.reduce((sum, end, place) => {
    const [own, other] = [found[1][end], found[0][end]];
    if (own.count === 0 || other.count === 0 || own.meanTime === null || other.meanTime === null) return sum;
    const p = own.count / n;
    let [changes, delays] = [0, 0];
    for (let k = 0; k < n; k++) {
      const [left, leftLong] = [short, long].map(({ passageEnds }) => Number(passageEnds[k] === place));
      changes += (leftLong - left) ** 2;
      const delay = leftLong > 0 ? (long.passageTimes[k] - other.meanTime) / other.count : 0;
      const usual = left > 0 ? (short.passageTimes[k] - own.meanTime) / own.count : 0;
      delays += (delay - usual) ** 2;
    }
    const shift = Math.max(((other.count - own.count) ** 2 - changes) / n ** 2, 0);
    const later = Math.max((other.meanTime - own.meanTime) ** 2 - delays, 0);
    return sum + shift / Math.max(p * (1 - p), p / n) + (p * later) / own.meanTime ** 2;
  }, 0);
}
