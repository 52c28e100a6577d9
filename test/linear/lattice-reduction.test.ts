import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NumericalError } from "../../src/errors.js";
import { reduceLattice } from "../../src/linear/lattice-reduction.js";
import type { LatticeRates } from "../../src/linear/lattice.js";
import { denseLogMasses, nearest, randomLattice, relative, worst } from "./oracle.js";

const sides = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const;

function logMasses(lattice: LatticeRates): Float64Array {
  const found = reduceLattice(lattice);
  if (found.kind !== "unique") throw new Error("expected one stationary state");
  return relative(found.logMass);
}

/** ‖Aπ‖₁ over the gross flow, by a loop of its own. */
function residual({ shape: [nx, ny], hops }: LatticeRates, logMass: Float64Array): number {
  const net = new Float64Array(nx * ny);
  let gross = 0;
  for (const { offset, rate } of hops)
    for (let c = 0; c < net.length; c++) {
      const to = ((Math.floor(c / ny) + offset[0] + nx) % nx) * ny + (((c % ny) + offset[1] + ny) % ny);
      const flow = rate[c] * Math.exp(logMass[c]);
      net[c] -= flow;
      net[to] += flow;
      gross += flow;
    }
  return net.reduce((sum, flow) => sum + Math.abs(flow), 0) / gross;
}

describe("nested dissection of a lattice", () => {
  // Below 1e-13 wanted; both sides are subtraction-free, so errors are a few roundings per elimination step.
  it.each(sides)("gives every mass of dense state reduction to 1e-13 (periodic: %s, %s)", (first, second) => {
    for (const shape of [
      [2, 2],
      [3, 4],
      [9, 13],
      [16, 15],
      [2, 50],
      [50, 3],
    ] as const) {
      const lattice = randomLattice(shape, [first, second], 11 + shape[0]);
      expect(worst(logMasses(lattice), denseLogMasses(lattice))).toBeLessThan(1e-13);
    }
  });

  it.each(sides)("takes oblique neighbours of any reach (periodic: %s, %s)", (first, second) => {
    const offsets = [...nearest, [2, 1], [-2, -1], [1, -3], [-1, 3]] as const;
    const lattice = randomLattice([14, 17], [first, second], 5, 2, offsets);
    expect(worst(logMasses(lattice), denseLogMasses(lattice))).toBeLessThan(1e-13);
  });

  // Logarithms of rates up to 90 in size and sums of some hundred of them in the oracle: 1e-12 is its own precision.
  it("keeps small masses to relative precision where masses span 1e100", () => {
    const lattice = randomLattice([13, 12], [false, true], 3, 90);
    const expected = denseLogMasses(lattice);
    expect(expected.reduce((a, b) => Math.min(a, b))).toBeLessThan(-100 / Math.LOG10E);
    expect(worst(logMasses(lattice), expected)).toBeLessThan(1e-12);
  });

  it("keeps its precision where masses span more than exp(5000)", () => {
    const lattice = well(72, 72, 90);
    const logMass = logMasses(lattice);
    expect(logMass.every(Number.isFinite)).toBe(true);
    expect(logMass.reduce((a, b) => Math.min(a, b))).toBeLessThan(-5000);
    // Five-point flows of rates near 90: some ten roundings.
    expect(residual(lattice, logMass)).toBeLessThan(1e-14);
  });

  it("refuses to weigh two wells whose exchange underflows", () => {
    const lattice = well(60, 60, -60);
    expect(() => reduceLattice(lattice)).toThrow(NumericalError);
    expect(() => reduceLattice(lattice)).toThrow(/barrier/);
  });

  it("does not depend on the unit of time, up to 1e±250", () => {
    const lattice = randomLattice([12, 11], [true, false], 9);
    for (const unit of [2 ** 830, 2 ** -830]) {
      const scaled = lattice.hops.map(({ offset, rate }) => ({ offset, rate: rate.map((value) => unit * value) }));
      expect(logMasses({ ...lattice, hops: scaled })).toEqual(logMasses(lattice));
    }
  });

  const lattices = fc
    .record({
      nx: fc.integer({ min: 2, max: 24 }),
      ny: fc.integer({ min: 2, max: 24 }),
      first: fc.boolean(),
      second: fc.boolean(),
      seed: fc.integer(),
      spread: fc.double({ min: 0, max: 8, noNaN: true }),
    })
    .map(({ nx, ny, first, second, seed, spread }) => randomLattice([nx, ny], [first, second], seed, spread));

  it("leaves a balance of flows to rounding on any lattice, all masses positive", () => {
    fc.assert(
      fc.property(lattices, (lattice) => {
        const logMass = logMasses(lattice);
        expect(logMass.every(Number.isFinite)).toBe(true);
        // Hops out of an open lattice do not happen: leave them out of the balance.
        const inside = lattice.hops.map(({ offset, rate }) => ({ offset, rate: insideOnly(lattice, offset, rate) }));
        expect(residual({ ...lattice, hops: inside }, logMass)).toBeLessThan(2e-15);
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  it("gives the mirrored and the transposed lattice the mirrored and the transposed state", () => {
    fc.assert(
      fc.property(lattices, (lattice) => {
        const logMass = logMasses(lattice);
        const [nx, ny] = lattice.shape;
        const transposed = relabelled(
          lattice,
          [ny, nx],
          (i, j) => j * nx + i,
          ([di, dj]) => [dj, di],
          true,
        );
        const mirrored = relabelled(
          lattice,
          [nx, ny],
          (i, j) => (nx - 1 - i) * ny + j,
          ([di, dj]) => [-di, dj],
          false,
        );
        for (const { other, cell } of [transposed, mirrored]) {
          const found = logMasses(other);
          // Two elimination orders, each componentwise accurate.
          expect(
            worst(
              logMass,
              logMass.map((_, c) => found[cell[c]]),
            ),
          ).toBeLessThan(1e-13);
        }
      }),
      { seed: 2, numRuns: 40 },
    );
  });

  it("is bit-identical when repeated", () => {
    const lattice = randomLattice([40, 33], [false, true], 21);
    expect(logMasses(lattice)).toEqual(logMasses(lattice));
  });
});

describe("lattices with zero rates", () => {
  it("gives transient cells no mass and the closed class its own stationary state", () => {
    const lattice = oneWay([12, 14], 7);
    const logMass = logMasses(lattice);
    const left = Array.from(logMass).filter((_, c) => c % 14 < 7);
    expect(left.every((value) => value === -Infinity)).toBe(true);
    const half = {
      ...lattice,
      shape: [12, 7] as const,
      hops: lattice.hops.map((hop) => ({ ...hop, rate: rightHalf(hop.rate) })),
    };
    const right = relative(logMass.filter((_, c) => c % 14 >= 7));
    expect(worst(right, denseLogMasses(half))).toBeLessThan(1e-13);
  });

  it("solves a ring of cells that turns one way only", () => {
    const lattice = randomLattice([10, 9], [true, true], 4);
    const hops = lattice.hops.filter(({ offset: [di, dj] }) => di + dj > 0);
    expect(worst(logMasses({ ...lattice, hops }), denseLogMasses({ ...lattice, hops }))).toBeLessThan(1e-13);
  });

  it("reports the closed classes when there are several", () => {
    const lattice = oneWay([12, 14], 7);
    // Also cut the way to the right: now both halves are closed.
    for (let i = 0; i < 12; i++) lattice.hops[2].rate[i * 14 + 6] = 0;
    const found = reduceLattice(lattice);
    expect(found.kind).toBe("several");
    if (found.kind === "several") expect(found.classes.map((cells) => cells.length)).toEqual([84, 84]);
  });
});

it("refuses a lattice whose elimination would not fit in memory before taking it", () => {
  const rate = new Float64Array(2048 * 2048).fill(1);
  const lattice = {
    shape: [2048, 2048],
    periodic: [true, true],
    hops: nearest.map((offset) => ({ offset, rate })),
  } as const;
  expect(() => reduceLattice(lattice)).toThrow(/2048 x 2048 cells, which would take .* GiB/);
});

/** Drift of `steep` a cell towards the middle column and row (away from it when negative), with some noise on the rates. */
function well(nx: number, ny: number, steep: number): LatticeRates {
  const bernoulli = (x: number): number => (Math.abs(x) < 1e-8 ? 1 - x / 2 : x / Math.expm1(x));
  const noise = randomLattice([nx, ny], [false, false], 17, 0.2);
  const toward = (i: number, n: number): number => (2 * i + 1 < n ? steep : -steep);
  const signs = [
    (i: number): number => toward(i, nx),
    (i: number): number => -toward(i - 1, nx),
    (_: number, j: number): number => toward(j, ny),
    (_: number, j: number): number => -toward(j - 1, ny),
  ];
  return {
    ...noise,
    hops: noise.hops.map(({ offset, rate }, h) => ({
      offset,
      rate: rate.map((value, c) => {
        const i = Math.floor(c / ny);
        const j = c % ny;
        const outside = i + offset[0] < 0 || i + offset[0] >= nx || j + offset[1] < 0 || j + offset[1] >= ny;
        return outside ? 0 : value * bernoulli(-signs[h](i, j));
      }),
    })),
  };
}

function insideOnly(
  { shape: [nx, ny], periodic }: LatticeRates,
  [di, dj]: readonly [number, number],
  rate: Float64Array,
) {
  return rate.map((value, c) => {
    const i = Math.floor(c / ny) + di;
    const j = (c % ny) + dj;
    return (!periodic[0] && (i < 0 || i >= nx)) || (!periodic[1] && (j < 0 || j >= ny)) ? 0 : value;
  });
}

/** The same process with cells renamed: `to(i, j)` is the new index of cell (i, j). */
function relabelled(
  lattice: LatticeRates,
  shape: readonly [number, number],
  to: (i: number, j: number) => number,
  turn: (offset: readonly [number, number]) => readonly [number, number],
  swap: boolean,
): { other: LatticeRates; cell: Int32Array } {
  const [nx, ny] = lattice.shape;
  const cell = Int32Array.from({ length: nx * ny }, (_, c) => to(Math.floor(c / ny), c % ny));
  const hops = lattice.hops.map(({ offset, rate }) => {
    const renamed = new Float64Array(rate.length);
    rate.forEach((value, c) => (renamed[cell[c]] = value));
    return { offset: turn(offset), rate: renamed };
  });
  const [first, second] = lattice.periodic;
  return { other: { shape, periodic: swap ? [second, first] : [first, second], hops }, cell };
}

/** Random rates, but none from column `from` to the column before: the left part is left for good. */
function oneWay(shape: readonly [number, number], from: number): LatticeRates {
  const lattice = randomLattice(shape, [true, false], 8);
  for (let i = 0; i < shape[0]; i++) lattice.hops[3].rate[i * shape[1] + from] = 0;
  return lattice;
}

const rightHalf = (rate: Float64Array): Float64Array => rate.filter((_, c) => c % 14 >= 7);
