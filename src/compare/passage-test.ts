import type { Ensemble } from "../particles/ensemble.js";
import { passagesOf } from "../particles/ensemble-summary.js";
import type { Solution } from "../solve/solution.js";
import type { Evidence } from "./evidence.js";
import { chiSquareTest, type Test } from "./tests.js";

/**
 * The passages through each absorbing end between one frame and the next, against what the density loses there.
 */
export function passageTest({ solution, coarse, ensemble, long, short }: Evidence): Test | null {
  const order = solution.orderInSpace;
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
    const [factor, left] = order === 1 ? [1, 0.5] : [1 / 3, 0.25];
    expected.forEach((share, k) => {
      const correction = factor * (share - other[k]);
      expected[k] = Math.max(share + correction, 0);
      if (plan.count * share >= 1) noncentrality += Math.min((left * correction) ** 2 / share, share);
    });
  }
  if (long && short) noncentrality += stepError(long, short);
  const rest = 1 - expected.reduce((sum, share) => sum + share, 0);
  const left = plan.count - found.reduce((sum, n) => sum + n, 0);
  const probability = [...expected, Math.max(rest, 0)];
  const test = chiSquareTest([...found, left], probability, plan.count, plan.count * noncentrality);
  return test && { kind: "passage", name: "passages between frames", time: times[times.length - 1], ...test };
}

/** (Δ ln t)² of the mean passage time and (Δp)²/(p(1 − p)) of each end, when steps are twice as long. */
function stepError(long: Ensemble, short: Ensemble): number {
  const found = [long, short].map(passagesOf);
  return short.ends.reduce((sum, end) => {
    const [own, other] = [found[1][end], found[0][end]];
    if (own.count === 0 || other.count === 0 || own.meanTime === null || other.meanTime === null) return sum;
    const p = own.count / short.plan.count;
    const shift = (other.count - own.count) / short.plan.count;
    return (
      sum +
      shift ** 2 / Math.max(p * (1 - p), p / short.plan.count) +
      p * ((other.meanTime - own.meanTime) / own.meanTime) ** 2
    );
  }, 0);
}
