import { expect, test } from "vitest";
import { createWorkspace } from "../../src/kernels/workspace.js";
import { InputError } from "../../src/errors.js";
import { createNoise } from "../../src/particles/noise.js";
import { baoab, type PhasePoints, type UnderdampedMotion } from "../../src/particles/schemes/baoab.js";

const stiffness = 2.3;
const well: UnderdampedMotion = {
  force: ([q], [out]) => q.forEach((x, k) => (out[k] = -stiffness * x)),
  mass: 1.7,
  friction: 0.8,
  temperature: 0.6,
};
/** Stable below 2/ω. */
const limit = 2 / Math.sqrt(stiffness / 1.7);
const at = (q: number, p: number): PhasePoints => ({ q: [Float64Array.of(q)], p: [Float64Array.of(p)] });

/** One step of the code on the harmonic well is linear: (q, p) ← M (q, p) + n R. */
function oneStep(dt: number) {
  const run = { dt, steps: 1, seed: 3 };
  const cold = { ...well, temperature: 0 };
  const columns = [at(1, 0), at(0, 1)].map((start) => baoab(cold, start, run)).map(({ q, p }) => [q[0][0], p[0][0]]);
  const workspace = createWorkspace(4096);
  const [words, z] = [workspace.allocate(1), workspace.allocate(1)];
  const noise = createNoise(workspace, 3);
  const particles = new BigUint64Array(words.buffer, words.byteOffset, 1);
  noise.nameInto(particles, 0, 1);
  noise.normalsInto(z, particles, 1, 0, 1);
  const moved = baoab(well, at(0, 0), run);
  const n = [moved.q[0][0] / z[0], moved.p[0][0] / z[0]];
  return { M: [0, 1].map((i) => columns.map((column) => column[i])), n };
}

test("in a harmonic well the stationary variance of the position is exact for every stable step", () => {
  for (const share of [0.01, 0.1, 0.5, 0.9, 0.99]) {
    const dt = share * limit;
    const { M, n } = oneStep(dt);
    let C = [
      [0, 0],
      [0, 0],
    ];
    // C ← M C Mᵀ + n nᵀ, doubled: C and M of 2, 4, 8, … steps
    let [power, added] = [M, n.map((a) => n.map((b) => a * b))];
    for (let k = 0; k < 40; k++) {
      const turned = times(times(power, added), transposed(power));
      added = added.map((row, i) => row.map((value, j) => value + turned[i][j]));
      power = times(power, power);
    }
    C = added;
    // rounding, amplified where the well is hardly damped
    expect(Math.abs(C[0][0] / (0.6 / stiffness) - 1)).toBeLessThan(1e-12);
    expect(Math.abs(C[1][1] / (1.7 * 0.6 * (1 - (dt * dt * stiffness) / (4 * 1.7))) - 1)).toBeLessThan(1e-11);
    expect(Math.abs(C[0][1])).toBeLessThan(1e-12);
  }
});

const times = (A: number[][], B: number[][]): number[][] =>
  A.map((row) => B[0].map((_, j) => row.reduce((sum, value, k) => sum + value * B[k][j], 0)));
const transposed = (A: number[][]): number[][] => A[0].map((_, j) => A.map((row) => row[j]));

test("a crowd has that variance", () => {
  const count = 50_000;
  const start = { q: [new Float64Array(count)], p: [new Float64Array(count)] };
  const dt = 0.6 * limit;
  const { q } = baoab(well, start, { dt, steps: 60, seed: 5 });
  const variance = q[0].reduce((sum, x) => sum + x * x, 0) / count;
  // 4 standard errors of a variance: one seed in 16 000 would fail; Euler's step would be far off, or unstable
  expect(Math.abs(variance / (0.6 / stiffness) - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
});

test("without friction it is the leapfrog method: energy stays, and time turns round", () => {
  const free = { ...well, friction: 0, temperature: 0.6 };
  const energy = ({ q, p }: PhasePoints): number => p[0][0] ** 2 / 3.4 + (stiffness * q[0][0] ** 2) / 2;
  const start = at(1, 0.4);
  const end = baoab(free, start, { dt: 0.01, steps: 1000, seed: 1 });
  // what it keeps is p²/2m + ½kq²(1 − (ωh)²/4): the energy up to 3.4e-5 of it
  expect(Math.abs(energy(end) / energy(start) - 1)).toBeLessThan(3.5e-5);
  const back = baoab(free, { q: end.q, p: end.p.map((p) => p.map((own) => -own)) }, { dt: 0.01, steps: 1000, seed: 2 });
  expect(back.q[0][0]).toBeCloseTo(1, 11);
  expect(back.p[0][0]).toBeCloseTo(-0.4, 11);
});

/** A chain of springs in 150 dimensions: more than a step has lanes. */
const chain: UnderdampedMotion = {
  force: (q, out) =>
    out.forEach((f, i) => {
      for (let k = 0; k < f.length; k++) f[k] = (q[i - 1]?.[k] ?? 0) - 2 * q[i][k] + (q[i + 1]?.[k] ?? 0);
    }),
  mass: Array.from({ length: 150 }, (_, i) => 1 + (i % 3)),
  friction: 1.5,
  temperature: 1,
};

test("in many dimensions every coordinate has a noise of its own, and the law is right", () => {
  const count = 400;
  const zero = (): Float64Array[] => Array.from({ length: 150 }, () => new Float64Array(count));
  const { q, p } = baoab(chain, { q: zero(), p: zero() }, { dt: 0.2, steps: 300, seed: 1 });
  const kinetic = p.reduce((sum, own, i) => sum + own.reduce((part, value) => part + value ** 2, 0) / (1 + (i % 3)), 0);
  const samples = 150 * count;
  // ⟨p²/m⟩ = kT up to (hω)²/4, at most 0.04 here; sampled to 4·√(2/60000) = 0.023
  expect(Math.abs(kinetic / samples - 1)).toBeLessThan(0.04 + 0.023);
  const correlation = (a: Float64Array, b: Float64Array): number =>
    a.reduce((sum, value, k) => sum + value * b[k], 0) /
    Math.sqrt(a.reduce((s, x) => s + x * x, 0) * b.reduce((s, x) => s + x * x, 0));
  // coordinates 64 apart share a lane and not a name: no correlation beyond 5 standard errors
  for (let i = 0; i + 64 < 150; i++) expect(Math.abs(correlation(p[i], p[i + 64]))).toBeLessThan(5 / Math.sqrt(count));
  expect(q[75].every(Number.isFinite)).toBe(true);
});

test("a run cut in two, in time or in the crowd, has the same bits", () => {
  const start = { q: [Float64Array.of(0, 1, 2)], p: [Float64Array.of(1, 0, -1)] };
  const whole = baoab(well, start, { dt: 0.1, steps: 20, seed: 9 });
  const half = baoab(well, start, { dt: 0.1, steps: 11, seed: 9 });
  expect(baoab(well, half, { dt: 0.1, steps: 9, seed: 9, firstStep: 12 })).toEqual(whole);
  const last = { q: [start.q[0].slice(1)], p: [start.p[0].slice(1)] };
  const part = baoab(well, last, { dt: 0.1, steps: 20, seed: 9, firstParticle: 1 });
  expect(part.q[0]).toEqual(whole.q[0].slice(1));
  expect(start.q[0]).toEqual(Float64Array.of(0, 1, 2));
});

test("what cannot be run is refused", () => {
  const run = { dt: 0.1, steps: 1, seed: 1 };
  const start = at(0, 0);
  for (const bad of [
    () => baoab(well, { q: [], p: [] }, run),
    () => baoab(well, { q: start.q, p: [] }, run),
    () => baoab(well, { q: start.q, p: [new Float64Array(2)] }, run),
    () => baoab({ ...well, mass: 0 }, start, run),
    () => baoab({ ...well, mass: [1, 1] }, start, run),
    () => baoab({ ...well, friction: -1 }, start, run),
    () => baoab({ ...well, temperature: NaN }, start, run),
    () => baoab(well, start, { ...run, dt: 0 }),
    () => baoab(well, start, { ...run, steps: 1.5 }),
    () => baoab(well, start, { ...run, seed: -1 }),
  ])
    expect(bad).toThrow(InputError);
});
