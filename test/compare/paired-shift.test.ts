import { expect, it } from "vitest";
import { pairedShift } from "../../src/compare/paired-shift.js";

/** A small generator of uniform numbers (Park and Miller 1988), and sums of twelve as normal ones. */
function normals(seed: number): () => number {
  let state = seed;
  const uniform = (): number => (state = (state * 16807) % 2147483647) / 2147483647;
  return () => Array.from({ length: 12 }, uniform).reduce((sum, u) => sum + u, -6);
}

/** The mean of K parts and the same without each of them. */
function parts(K: number, shift: number, normal: () => number): [number[], number[][]] {
  const values = Array.from({ length: K }, () => shift + normal());
  const sum = values.reduce((all, value) => all + value, 0);
  return [[sum / K], values.map((value) => [(sum - value) / (K - 1)])];
}

it("has the right square on average, where the shift is noise and where it is not", () => {
  const normal = normals(7);
  for (const [shift, bound] of [
    [0, 0.05],
    [0.6, 0.1],
  ]) {
    const runs = 4000;
    let sum = 0;
    for (let r = 0; r < runs; r++) sum += pairedShift(...parts(20, shift, normal))[0] ** 2;
    // Δ² − s² has the mean shift² and is cut at 0: noise of variance 1/20 leaves E max(χ² − 1, 0)/20 = 0.024 of it;
    // the standard error of the mean of the runs is below 0.006
    expect(Math.abs(sum / runs - shift ** 2)).toBeLessThan(bound);
  }
});

it("takes differences as they are where too few parts tell their noise, or one of them tells nothing", () => {
  expect(pairedShift([-2], [[1], [-5], [3]])).toEqual([2]);
  expect(
    pairedShift(
      [-2],
      Array.from({ length: 20 }, (_, k) => [k === 3 ? NaN : 0]),
    ),
  ).toEqual([2]);
});

it("keeps what all parts agree on", () => {
  expect(
    pairedShift(
      [0.5, 0],
      Array.from({ length: 20 }, () => [0.5, 0]),
    ),
  ).toEqual([0.5, 0]);
});
