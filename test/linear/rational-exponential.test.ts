import { describe, expect, it } from "vitest";
import { followExponential, type ExponentialOptions } from "../../src/linear/rational-exponential.js";

/** Decay at several rates at once: the exponential is known. */
const rates = Float64Array.of(0, 0.3, 1, 4, 50, 1e4, 1e9);
const first = Float64Array.of(1, -1, 2, 1, 0.5, 1, 3);

function followed(options: Partial<ExponentialOptions>) {
  const times = options.times ?? [0, 0.01, 0.3, 0.77, 1, 2];
  const found: Float64Array[] = [];
  let factorisations = 0;
  let solves = 0;
  let released = 0;
  const factor = (shift: number) => {
    factorisations++;
    return {
      solve: (b: Float64Array) => {
        solves++;
        return b.map((value, k) => value / (shift + rates[k]));
      },
      release: () => void released++,
    };
  };
  followExponential(
    factor,
    first,
    { start: 0, times, tolerance: 1e-4, fixedStep: null, onset: 1e-10, ...options },
    (_, p) => found.push(p),
  );
  expect(released).toBe(factorisations);
  const errors = times.map((t, n) =>
    found[n].reduce((sum, value, k) => sum + Math.abs(value - first[k] * Math.exp(-rates[k] * t)), 0),
  );
  return { errors, factorisations, solves };
}

describe("the action of an exponential", () => {
  it("keeps its tolerance at all times, between steps too, with few factorisations, over ten decades of rates", () => {
    for (const tolerance of [1e-3, 1e-5, 1e-7]) {
      const { errors, factorisations, solves } = followed({ tolerance });
      for (const error of errors) expect(error).toBeLessThan(tolerance);
      // steps grow by 4 from 1e-10 to the span: some twenty lengths, and a few tried in vain
      expect(factorisations).toBeLessThan(40);
      expect(solves).toBeLessThan(5 * 200 * (1e-3 / tolerance) ** 0.25);
    }
  });

  it("has order 5 in a fixed step, and 4 between", () => {
    const slow = { onset: 1, times: [1] };
    const at = (fixedStep: number, times: readonly number[]) => {
      const found: number[] = [];
      followExponential(
        (shift) => ({ solve: (b) => b.map((value) => value / (shift + 1)), release: () => {} }),
        Float64Array.of(1),
        { start: 0, tolerance: 1, ...slow, fixedStep, times },
        (_, p) => found.push(p[0]),
      );
      return Math.abs(found[0] - Math.exp(-times[0]));
    };
    // asymptotically 32, and 32 for one step's error of order 5
    expect(at(0.5, [1]) / at(0.25, [1])).toBeGreaterThan(24);
    expect(at(0.5, [0.2]) / at(0.25, [0.1])).toBeGreaterThan(24);
  });

  it("damps what decays fast within one step", () => {
    const { errors } = followed({ fixedStep: 0.5, times: [0, 0.5, 1, 1.5, 2, 2.5] });
    // rates of 50 and more are gone after two steps of 0.5
    expect(errors[0]).toBe(0);
    expect(errors[5]).toBeLessThan(0.05);
  });
});
