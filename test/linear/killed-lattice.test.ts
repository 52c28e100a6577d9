import { describe, expect, it } from "vitest";
import { factorKilledLattice, type LatticeRestart } from "../../src/linear/killed-lattice.js";
import { neighbours, type LatticeRates } from "../../src/linear/lattice.js";

/** Numbers in [0, 1) that are the same every time (Lehmer's generator). */
function uniforms(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

const OFFSETS = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
  [1, 1],
  [-1, -1],
  [1, -2],
] as const;

function randomLattice(
  shape: readonly [number, number],
  periodic: readonly [boolean, boolean],
  hops: number,
  seed: number,
): LatticeRates {
  const next = uniforms(seed);
  return {
    shape,
    periodic,
    hops: OFFSETS.slice(shape[0] === 1 ? 2 : 0, shape[0] === 1 ? 4 : hops).map((offset) => ({
      offset,
      rate: Float64Array.from({ length: shape[0] * shape[1] }, () => Math.exp(4 * next() - 2)),
    })),
  };
}

/** M x and Mᵀ x, written out from the rates. */
function products(lattice: LatticeRates, killing: Float64Array, x: Float64Array, restart: LatticeRestart | null) {
  const forward = x.map((value, c) => killing[c] * value);
  const transposed = forward.slice();
  for (const { offset, rate } of lattice.hops) {
    const to = neighbours(lattice, offset);
    for (let c = 0; c < x.length; c++) {
      if (to[c] < 0) continue;
      forward[c] += rate[c] * (x[c] - x[to[c]]);
      transposed[c] += rate[c] * x[c];
      transposed[to[c]] -= rate[c] * x[c];
    }
  }
  for (let c = 0; restart && c < x.length; c++)
    for (const { cell, share } of restart.cells) {
      forward[c] += restart.rate * share * (x[c] - x[cell]);
      transposed[c] += restart.rate * share * x[c];
      transposed[cell] -= restart.rate * share * x[c];
    }
  return { forward, transposed };
}

const farthest = (one: Float64Array, other: Float64Array): number =>
  one.reduce((most, value, c) => Math.max(most, Math.abs(value - other[c])), 0);

describe("factorised lattice", () => {
  const restart = {
    rate: 0.7,
    cells: [
      { cell: 3, share: 0.25 },
      { cell: 11, share: 0.75 },
    ],
  };
  const lattices = [
    { name: "a line", shape: [1, 200], periodic: [false, false], hops: 2, restart: null },
    { name: "a ring", shape: [1, 97], periodic: [false, true], hops: 2, restart: null },
    { name: "a ring with restarts", shape: [1, 61], periodic: [false, true], hops: 2, restart },
    { name: "five points", shape: [37, 52], periodic: [false, false], hops: 4, restart: null },
    { name: "a torus of seven points", shape: [23, 31], periodic: [true, true], hops: 6, restart: null },
    { name: "wide hops with restarts", shape: [24, 19], periodic: [true, false], hops: 7, restart },
    // strips of 33 to 80 cells: panels of pivots that are full, and last ones of any length
    { name: "fronts of more than one panel", shape: [81, 67], periodic: [false, false], hops: 7, restart: null },
  ] as const;
  for (const { name, shape, periodic, hops, restart } of lattices)
    it(`undoes the matrix and its transpose, one by one and four at a time: ${name}`, () => {
      const lattice = randomLattice(shape, periodic, hops, 7);
      const n = shape[0] * shape[1];
      const next = uniforms(11);
      const killing = Float64Array.from({ length: n }, () => (next() < 0.1 ? next() : 0));
      const x = Float64Array.from({ length: n }, () => next() - 0.5);
      const { forward, transposed } = products(lattice, killing, x, restart);
      const factors = factorKilledLattice(lattice, killing, restart);
      // conditioned like 1e5 at most
      expect(farthest(factors.solve(forward), x)).toBeLessThan(1e-11);
      expect(farthest(factors.solveTransposed(transposed), x)).toBeLessThan(1e-11);
      const four = (b: Float64Array): Float64Array =>
        Float64Array.from({ length: 4 * n }, (_, e) => (1 + (e & 3)) * b[e >> 2]);
      expect(farthest(factors.solve(four(forward), 4), four(x))).toBeLessThan(4e-11);
      expect(farthest(factors.solveTransposed(four(transposed), 4), four(x))).toBeLessThan(4e-11);
    });

  it("solves for cells in the order of elimination as for cells in their own", () => {
    const lattice = randomLattice([14, 23], [false, true], 4, 5);
    const n = 14 * 23;
    const factors = factorKilledLattice(lattice, new Float64Array(n).fill(0.3));
    const next = uniforms(2);
    const four = Float64Array.from({ length: 4 * n }, () => next() - 0.5);
    const sorted = (x: Float64Array): Float64Array =>
      Float64Array.from({ length: 4 * n }, (_, e) => x[4 * factors.order[e >> 2] + (e & 3)]);
    const image = new Float64Array(4 * n);
    factors.solveInOrder(sorted(four), image);
    expect(image).toEqual(sorted(factors.solve(four, 4)));
  });

  it("keeps every digit of a mean time of 1e13, where the matrix is singular to rounding", () => {
    // from 0 up a potential of 30: rates 1 up and e per step down from site k, killed from the top at rate 1
    const n = 31;
    const up = new Float64Array(n).fill(1);
    const down = new Float64Array(n).fill(Math.E);
    const lattice: LatticeRates = {
      shape: [1, n],
      periodic: [false, false],
      hops: [
        { offset: [0, 1], rate: up },
        { offset: [0, -1], rate: down },
      ],
    };
    const killing = new Float64Array(n);
    killing[n - 1] = 1;
    const factors = factorKilledLattice(lattice, killing);
    const time = factors.solve(new Float64Array(n).fill(1));
    // the time from k to k + 1 is t_k = 1 + e·t_{k−1}, all terms positive
    let step = 0;
    let expected = 0;
    for (let k = 0; k < n; k++) expected += step = 1 + (k > 0 ? Math.E * step : 0);
    expect(time[0]).toBeGreaterThan(1e13);
    expect(Math.abs(time[0] / expected - 1)).toBeLessThan(1e-14);
    factors.release();
  });

  it("refuses cells that are never left nor killed", () => {
    const lattice = randomLattice([6, 8], [false, false], 4, 3);
    expect(() => factorKilledLattice(lattice, new Float64Array(48))).toThrow(/never left/);
  });
});
