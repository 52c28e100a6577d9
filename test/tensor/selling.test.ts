import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sellingDecomposition, type Direction } from "../../src/generator/selling.js";

/** A tensor with eigenvalues 1 and 1/condition, the first at an angle. */
function tensor(condition: number, angle: number): [number, number, number] {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const low = 1 / condition;
  return [c * c + low * s * s, (1 - low) * c * s, s * s + low * c * c];
}

const sumOf = (parts: readonly Direction[]): [number, number, number] =>
  parts.reduce<[number, number, number]>(
    ([xx, xy, yy], { step: [a, b], weight }) => [xx + weight * a * a, xy + weight * a * b, yy + weight * b * b],
    [0, 0, 0],
  );

const widest = (parts: readonly Direction[]): number =>
  Math.max(...parts.flatMap(({ step }) => step.map((cells) => Math.abs(cells))));

const conditions = fc.double({ min: 0, max: 3, noNaN: true }).map((power) => 10 ** power);
const angles = fc.double({ min: 0, max: Math.PI, noNaN: true });

describe("Selling's decomposition", () => {
  it("gives back the tensor to 1e-12 with weights that are never negative, to condition 1000", () => {
    fc.assert(
      fc.property(conditions, angles, fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (condition, angle, size) => {
        const D = tensor(condition, angle).map((entry) => entry * size) as [number, number, number];
        const parts = sellingDecomposition(...D)!;
        const sum = sumOf(parts);
        for (const { weight } of parts) expect(weight).toBeGreaterThan(0);
        // against the largest entry of D
        for (let k = 0; k < 3; k++) expect(Math.abs(sum[k]! - D[k]!)).toBeLessThan(1e-12 * size);
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it("takes directions of which some two reach every cell, each pointing up the grid", () => {
    fc.assert(
      fc.property(conditions, angles, (condition, angle) => {
        const parts = sellingDecomposition(...tensor(condition, angle))!;
        for (const { step } of parts) expect(step[0] > 0 || (step[0] === 0 && step[1] === 1)).toBe(true);
        const areas = parts.flatMap(({ step: [a, b] }) => parts.map(({ step: [c, d] }) => Math.abs(a * d - b * c)));
        expect(areas).toContain(1);
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  // half the root of the condition number, rounded up: what a warning about wide stencils can rely on
  it.each([
    [10, 2],
    [100, 5],
    [1000, 16],
  ])("at condition %d spans at most %d cells", (condition, most) => {
    let largest = 0;
    for (let k = 0; k < 4000; k++)
      largest = Math.max(largest, widest(sellingDecomposition(...tensor(condition, (k / 4000) * Math.PI))!));
    expect(largest).toBe(most);
  });

  it("leaves a diagonal tensor on the axes", () => {
    expect(sellingDecomposition(2, 0, 3)).toEqual([
      { step: [0, 1], weight: 3 },
      { step: [1, 0], weight: 2 },
    ]);
  });

  it.each([
    [1, 2, 1],
    [-1, 0, 1],
    [0, 0, 1],
    [1, 1, 1],
    [NaN, 0, 1],
  ])("has no answer for [[%d, %d], [., %d]], which is not positive definite", (xx, xy, yy) => {
    expect(sellingDecomposition(xx, xy, yy)).toBeNull();
  });
});
