import { describe, expect, it } from "vitest";
import { reduceLine } from "../../src/linear/line-reduction.js";
import { denseLogMasses, randomLattice, relative, uniform, worst } from "./oracle.js";

function line(cells: number, cyclic: boolean, seed: number, spread: number) {
  const lattice = randomLattice([1, cells], [false, cyclic], seed, spread);
  const found = reduceLine(lattice.hops[2].rate.map(Math.log), lattice.hops[3].rate.map(Math.log), cyclic);
  if (found.kind !== "unique") throw new Error("expected one stationary state");
  return { lattice, logMass: relative(found.logMass) };
}

describe("state reduction of a line", () => {
  it.each([false, true])("gives every mass of dense state reduction to 1e-13 (cyclic: %s)", (cyclic) => {
    for (const cells of [2, 3, 5, 40]) {
      const { lattice, logMass } = line(cells, cyclic, cells, 2);
      expect(worst(logMass, denseLogMasses(lattice))).toBeLessThan(1e-13);
    }
  });

  it.each([false, true])("neither over- nor underflows where masses span exp(5000) (cyclic: %s)", (cyclic) => {
    const cells = 200;
    const up = new Float64Array(cells);
    const down = new Float64Array(cells);
    // A cosine of depth 5000 in log mass, on a ring with a loop defect of 3.
    const potential = (i: number): number => 2500 * Math.cos((2 * Math.PI * i) / cells);
    for (let i = 0; i < cells; i++) {
      const force = (cyclic ? 3 / cells : 0) + potential(i) - potential(i + 1);
      up[i] = force / 2;
      down[(i + 1) % cells] = -force / 2;
    }
    const found = reduceLine(up, down, cyclic);
    if (found.kind !== "unique") throw new Error("expected one stationary state");
    const span = found.logMass.reduce((a, b) => Math.max(a, b)) - found.logMass.reduce((a, b) => Math.min(a, b));
    // Barriers this high leave detailed balance on each side: the span is the depth, changed by less than the defect.
    expect(Math.abs(span - 5000)).toBeLessThan(3);
    expect(found.logMass.every(Number.isFinite)).toBe(true);
  });

  it("sums 1e5 ratios without losing digits", () => {
    const draw = uniform(5);
    const cells = 100_001;
    const up = Float64Array.from({ length: cells }, () => 20 * (draw() - 0.5));
    const down = new Float64Array(cells);
    // The second half takes every step of the first back: the last cell weighs as much as the first.
    for (let i = 0; i < 50_000; i++) up[50_000 + i] = -up[49_999 - i];
    const found = reduceLine(up, down, false);
    if (found.kind !== "unique") throw new Error("expected one stationary state");
    // One rounding of log masses of some 1e3.
    expect(Math.abs(found.logMass[cells - 1] - found.logMass[0])).toBeLessThan(1e-12);
  });

  it("turns one way around a ring at masses inverse to the rates", () => {
    const rates = [1, 2, 4, 8];
    const found = reduceLine(Float64Array.from(rates, Math.log), new Float64Array(4).fill(-Infinity), true);
    if (found.kind !== "unique") throw new Error("expected one stationary state");
    relative(found.logMass).forEach((value, i) => expect(value).toBeCloseTo(-Math.log(rates[i]), 14));
  });

  it("gives no mass to cells that are left for good, across the wrap of a ring too", () => {
    const up = Float64Array.of(0, 0, -Infinity, 0, 0, 0);
    const down = Float64Array.of(0, 0, 0, 0, -Infinity, 0);
    // Nothing goes from 2 to 3 nor from 4 to 3: cell 3 is left for good, 4 5 0 1 2 is a closed arc.
    const found = reduceLine(up, down, true);
    if (found.kind !== "unique") throw new Error("expected one stationary state");
    expect(Array.from(relative(found.logMass))).toEqual([0, 0, 0, -Infinity, 0, 0]);
  });

  it("reports the closed classes of a line cut in two", () => {
    const up = Float64Array.of(0, -Infinity, 0, 0);
    const down = Float64Array.of(0, 0, -Infinity, 0);
    const found = reduceLine(up, down, false);
    expect(found).toEqual({ kind: "several", classes: [Int32Array.of(0, 1), Int32Array.of(2, 3)] });
  });
});
