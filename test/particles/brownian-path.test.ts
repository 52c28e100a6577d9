import fc from "fast-check";
import { expect, test } from "vitest";
import { createWorkspace } from "../../src/kernels/workspace.js";
import { brownianPath, mergeInto, splitInto, type Increments } from "../../src/particles/brownian-path.js";
import { makeBlock } from "../../src/particles/crowd.js";
import { createNoise } from "../../src/particles/noise.js";

const pair = (...entries: [number, number][]): Increments => ({
  W: Float64Array.from(entries, ([W]) => W),
  H: Float64Array.from(entries, ([, H]) => H),
});

test("merging what was split gives it back to rounding", () => {
  const number = fc.double({ min: -4, max: 4, noNaN: true });
  fc.assert(
    fc.property(number, number, number, number, fc.double({ min: -20, max: 5, noNaN: true }), (w, v, z1, z2, power) => {
      const h = 2 ** power;
      const whole = pair([Math.sqrt(h) * w, Math.sqrt(h / 12) * v]);
      const [first, second, again] = [pair([0, 0]), pair([0, 0]), pair([0, 0])];
      splitInto(whole, h, Float64Array.of(z1), Float64Array.of(z2), first, second, 1);
      mergeInto(first, h / 2, second, h / 2, again, 1);
      // a few roundings of numbers up to 4√h
      const scale = 4 * Math.sqrt(h);
      expect(Math.abs(again.W[0] - whole.W[0])).toBeLessThanOrEqual(1e-15 * scale);
      expect(Math.abs(again.H[0] - whole.H[0])).toBeLessThanOrEqual(1e-15 * scale);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test("merging is associative, whatever the lengths", () => {
  const number = fc.double({ min: -4, max: 4, noNaN: true });
  const increments = fc.record({ W: number, H: number, h: fc.double({ min: 0.01, max: 10, noNaN: true }) });
  fc.assert(
    fc.property(increments, increments, increments, (a, b, c) => {
      const merged = (x: typeof a, y: typeof a): typeof a => {
        const out = pair([0, 0]);
        mergeInto(pair([x.W, x.H]), x.h, pair([y.W, y.H]), y.h, out, 1);
        return { W: out.W[0], H: out.H[0], h: x.h + y.h };
      };
      const [left, right] = [merged(merged(a, b), c), merged(a, merged(b, c))];
      expect(left.W).toBeCloseTo(right.W, 13);
      expect(left.H).toBeCloseTo(right.H, 13);
    }),
    { seed: 1 },
  );
});

test("the halves of a split path have exactly the covariance of Brownian increments", () => {
  // the split is linear in four independent standard normal numbers: its columns are what it makes of each
  const h = 0.7;
  const n = 4;
  const unit = (i: number): Float64Array => Float64Array.from({ length: n }, (_, k) => Number(k === i));
  const whole = { W: unit(0).map((e) => Math.sqrt(h) * e), H: unit(1).map((e) => Math.sqrt(h / 12) * e) };
  const zero = (): Increments => ({ W: new Float64Array(n), H: new Float64Array(n) });
  const [first, second] = [zero(), zero()];
  splitInto(whole, h, unit(2), unit(3), first, second, n);
  const rows = [first.W, first.H, second.W, second.H];
  const variances = [h / 2, h / 24, h / 2, h / 24];
  rows.forEach((row, i) =>
    rows.forEach((other, j) => {
      const covariance = row.reduce((sum, value, k) => sum + value * other[k], 0);
      expect(covariance).toBeCloseTo(i === j ? variances[i] : 0, 15);
    }),
  );
});

const particles = 4096;

/** z and v of steps first … first + count − 1 of a path of length 2 a root, at a level, for one coordinate of two. */
function drawn(level: number, first: number, count: number, at = 0, size = particles, coordinate = 1) {
  const workspace = createWorkspace(100 * size + 10000);
  const noise = createNoise(workspace, 11);
  const block = makeBlock(workspace, 2, size);
  block.n = size;
  noise.nameInto(block.particles, at, size);
  const path = brownianPath(noise, workspace, block, 2);
  const [z, v] = [0, 1].map(() => [0, 1].map(() => new Float64Array(size)));
  const steps = Array.from({ length: count }, (_, k) => {
    path.drawInto(z, v, block, first + k, 2 / 2 ** level);
    return { z: z[coordinate].slice(), v: v[coordinate].slice() };
  });
  workspace.release();
  return steps;
}

test("at every level the increments are independent and standard normal", () => {
  for (const level of [0, 1, 4]) {
    // across a root, so that neighbours with and without a common parent are among them
    const steps = drawn(level, 2 ** level - 1 || 1, 4);
    const rows = steps.flatMap(({ z, v }) => [z, v]);
    const mean = (f: (k: number) => number): number =>
      Array.from({ length: particles }, (_, k) => f(k)).reduce((sum, value) => sum + value, 0) / particles;
    // about 150 z-scores in all, beyond 5 each with 6e-7: a false alarm in one seed of 10 000
    rows.forEach((row, i) => {
      expect(Math.abs(mean((k) => row[k])) * Math.sqrt(particles)).toBeLessThan(5);
      expect(Math.abs(mean((k) => row[k] ** 2) - 1) * Math.sqrt(particles / 2)).toBeLessThan(5);
      expect(Math.abs(mean((k) => row[k] ** 4) - 3) * Math.sqrt(particles / 96)).toBeLessThan(5);
      for (let j = 0; j < i; j++)
        expect(Math.abs(mean((k) => row[k] * rows[j][k])) * Math.sqrt(particles)).toBeLessThan(5);
    });
  }
});

test("the two coordinates of a particle move independently", () => {
  const [x, y] = [0, 1].map((coordinate) => drawn(3, 5, 1, 0, particles, coordinate)[0]);
  // beyond 5 standard errors with 6e-7 each
  for (const [a, b] of [
    [x.z, y.z],
    [x.v, y.v],
    [x.z, y.v],
    [x.v, y.z],
  ])
    // prettier-ignore
    expect(Math.abs(a.reduce((sum, value, k) => sum + value * b[k], 0)) / Math.sqrt(particles)).toBeLessThan(5);
});

test("every level is the same path: finer increments merge into coarser ones", () => {
  const incrementsOf = ({ z, v }: { z: Float64Array; v: Float64Array }, h: number): Increments => ({
    W: z.map((own) => Math.sqrt(h) * own),
    H: v.map((own) => Math.sqrt(h / 12) * own),
  });
  for (const level of [0, 1, 5, 12]) {
    const h = 2 / 2 ** level;
    const coarse = incrementsOf(drawn(level, 3, 1, 0, 64)[0], h);
    const [first, second] = drawn(level + 1, 5, 2, 0, 64).map((step) => incrementsOf(step, h / 2));
    const merged: Increments = { W: new Float64Array(64), H: new Float64Array(64) };
    mergeInto(first, h / 2, second, h / 2, merged, 64);
    // rounding of numbers of a few √h
    for (let k = 0; k < 64; k++) {
      expect(Math.abs(merged.W[k] - coarse.W[k])).toBeLessThan(1e-14 * Math.sqrt(h));
      expect(Math.abs(merged.H[k] - coarse.H[k])).toBeLessThan(1e-14 * Math.sqrt(h));
    }
  }
});

test("H is the area between the path and its chord", () => {
  const level = 9;
  const parts = 2 ** level;
  const [{ v }] = drawn(0, 1, 1, 0, 64);
  const fine = drawn(level, 1, parts, 0, 64);
  // the trapezoidal sum of W − (s/h) W(h), in units of √(h/12); it misses N(0, 1/parts²) of H
  for (let k = 0; k < 64; k++) {
    const end = fine.reduce((sum, { z }) => sum + z[k], 0) / Math.sqrt(parts);
    let [w, area] = [0, 0];
    fine.forEach(({ z }, s) => {
      const next = w + z[k] / Math.sqrt(parts);
      area += (0.5 * (w + next) - ((s + 0.5) / parts) * end) / parts;
      w = next;
    });
    // 64 numbers beyond 5.5 of their deviations: 2e-6
    expect(Math.abs(Math.sqrt(12) * area - v[k]) * parts).toBeLessThan(5.5);
  }
});

test("a step has the same bits in whatever order and block it is asked for", () => {
  const inOrder = drawn(6, 1, 200, 0, 64);
  for (const step of [1, 2, 63, 64, 65, 130, 200]) expect(drawn(6, step, 1, 0, 64)[0]).toEqual(inOrder[step - 1]);
  const [other] = drawn(6, 77, 1, 32, 16);
  expect(other.z).toEqual(inOrder[76].z.slice(32, 48));
  expect(other.v).toEqual(inOrder[76].v.slice(32, 48));
});

test("steps that are no halvings of the longest are refused", () => {
  const workspace = createWorkspace(10000);
  const block = makeBlock(workspace, 1, 2);
  const path = brownianPath(createNoise(workspace, 1), workspace, block, 1);
  for (const h of [2, 0.3, 0, NaN])
    expect(() => path.drawInto([new Float64Array(2)], null, block, 1, h)).toThrow(RangeError);
});
