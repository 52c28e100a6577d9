import type { LatticeRates } from "../../src/linear/lattice.js";

/** Seeded uniform numbers in [0, 1): mulberry32. */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export const nearest: readonly (readonly [number, number])[] = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
];

/** A lattice whose rates are exp of numbers in [−spread, spread]. */
export function randomLattice(
  shape: readonly [number, number],
  periodic: readonly [boolean, boolean],
  seed: number,
  spread = 2,
  offsets = nearest,
): LatticeRates {
  const draw = uniform(seed);
  const hops = offsets.map((offset) => ({
    offset,
    rate: Float64Array.from({ length: shape[0] * shape[1] }, () => Math.exp(spread * (2 * draw() - 1))),
  }));
  return { shape, periodic, hops };
}

const logSum = (a: number, b: number): number =>
  Math.max(a, b) === -Infinity ? -Infinity : Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));

/** The plainest state reduction there is: a full matrix of log rates, one state after the other. Largest mass 0. */
export function denseLogMasses(lattice: LatticeRates): Float64Array {
  const [nx, ny] = lattice.shape;
  const n = nx * ny;
  const rate = Array.from({ length: n }, () => new Float64Array(n).fill(-Infinity));
  for (const { offset, rate: hop } of lattice.hops)
    for (let c = 0; c < n; c++) {
      let i = Math.floor(c / ny) + offset[0];
      let j = (c % ny) + offset[1];
      if (lattice.periodic[0]) i = (i + nx) % nx;
      if (lattice.periodic[1]) j = (j + ny) % ny;
      if (i < 0 || j < 0 || i >= nx || j >= ny || i * ny + j === c) continue;
      rate[c][i * ny + j] = logSum(rate[c][i * ny + j], Math.log(hop[c]));
    }
  const out = new Float64Array(n);
  for (let k = n - 1; k > 0; k--) {
    out[k] = rate[k].subarray(0, k).reduce(logSum, -Infinity);
    for (let i = 0; i < k; i++)
      for (let j = 0; j < k; j++) rate[i][j] = logSum(rate[i][j], rate[i][k] + rate[k][j] - out[k]);
  }
  const mass = new Float64Array(n);
  for (let k = 1; k < n; k++) {
    mass[k] = -Infinity;
    for (let i = 0; i < k; i++) mass[k] = logSum(mass[k], mass[i] + rate[i][k] - out[k]);
  }
  return relative(mass);
}

/** Log masses with the largest at 0. */
export function relative(logMass: Float64Array): Float64Array {
  const top = logMass.reduce((a, b) => Math.max(a, b));
  return logMass.map((value) => value - top);
}

/** Largest difference of two sets of log masses: the relative error of the worst mass. */
export const worst = (a: Float64Array, b: Float64Array): number =>
  a.reduce((most, value, c) => Math.max(most, value === b[c] ? 0 : Math.abs(value - b[c])), 0);
