import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createWorkspace } from "../../src/kernels/workspace.js";
import { createNoise } from "../../src/particles/noise.js";
import { ensembleOf } from "../../src/particles/ensemble.js";
import { planned } from "../../src/particles/planning.js";
import { runPart } from "../../src/particles/run-part.js";
import { simulate } from "../../src/particles/simulate.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { exactValue } from "../known/answers.js";
import { chiSquare, chiSquareBound, estimated, long } from "./statistics.js";

/** Runs a kernel on a copy of some numbers. */
function onArray(values: readonly number[], run: (kernels: Kernels, x: number, n: number) => void): number[] {
  const workspace = createWorkspace(values.length + 4096);
  const array = workspace.allocate(values.length);
  array.set(values);
  run(workspace.kernels, array.byteOffset, values.length);
  const found = Array.from(array);
  workspace.release();
  return found;
}
type Kernels = ReturnType<typeof createWorkspace>["kernels"];

const interval = fc
  .tuple(fc.double({ min: -50, max: 50, noNaN: true }), fc.double({ min: 0.01, max: 30, noNaN: true }))
  .map(([lower, length]) => [lower, lower + length] as const);
/** Places inside, just outside and far outside, by their share of the length. */
const shares = fc.array(
  fc.oneof(
    fc.double({ min: -0.5, max: 1.5, noNaN: true }),
    fc.double({ min: -40, max: 40, noNaN: true }),
    fc.constantFrom(0, 1, -1, 2),
  ),
  { minLength: 1, maxLength: 9 },
);

describe("folding and wrapping", () => {
  it("folds as a mirror at both ends would, any number of times", () => {
    fc.assert(
      fc.property(interval, shares, ([lower, upper], places) => {
        const length = upper - lower;
        const x = places.map((share) => lower + share * length);
        const found = onArray(x, (kernels, at, n) => kernels.fold(at, lower, upper, n));
        found.forEach((value, k) => {
          const turns = (x[k] - lower) / (2 * length);
          const expected = lower + 2 * length * Math.abs(turns - Math.round(turns));
          expect(value).toBeGreaterThanOrEqual(lower);
          expect(value).toBeLessThanOrEqual(upper);
          // a rounding error of the place outside
          expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-14 * (Math.abs(x[k]) + 100));
          if (x[k] >= lower && x[k] <= upper) expect(value).toBe(x[k]);
        });
      }),
      { seed: 1, numRuns: 400 },
    );
  });

  it("folds at one end and leaves the other open", () => {
    expect(onArray([-3, 0, 5, 1e9], (kernels, at, n) => kernels.fold(at, 1, Infinity, n))).toEqual([5, 2, 5, 1e9]);
    expect(onArray([-3, 0, 5, 1e9], (kernels, at, n) => kernels.fold(at, -Infinity, 1, n))).toEqual([
      -3,
      0,
      -3,
      2 - 1e9,
    ]);
  });

  it("wraps by whole turns, into the ring", () => {
    fc.assert(
      fc.property(interval, shares, ([lower, upper], places) => {
        const length = upper - lower;
        const x = places.map((share) => lower + share * length);
        const found = onArray(x, (kernels, at, n) => kernels.wrap(at, lower, length, n));
        found.forEach((value, k) => {
          const end = lower + length;
          expect(value >= lower && value < end).toBe(true);
          const turns = (x[k] - value) / length;
          expect(Math.abs(turns - Math.round(turns)) * length).toBeLessThanOrEqual(1e-14 * (Math.abs(x[k]) + 100));
          if (x[k] >= lower && x[k] < end) expect(value).toBe(x[k]);
        });
      }),
      { seed: 2, numRuns: 400 },
    );
  });

  it("does to each what it would do to it alone", () => {
    const places = [0.3, -0.2, 1.7, 1 - 2 ** -53, -1e-17, 7.4, 0, 1];
    const pairs = places.flatMap((a) => places.map((b) => [a, b]));
    for (const kernel of ["fold", "wrap"] as const)
      for (const pair of pairs)
        for (const lower of [0, -0.7]) {
          const run = (kernels: Kernels, at: number, n: number): void => kernels[kernel](at, lower, lower + 1, n);
          expect(onArray(pair, run)).toEqual(pair.flatMap((one) => onArray([one], run)));
        }
  });

  it("makes no place of what has none", () => {
    for (const kernel of ["fold", "wrap"] as const) {
      const run = (kernels: Kernels, at: number, n: number): void => kernels[kernel](at, 0, 1, n);
      expect(onArray([Infinity, -Infinity, NaN, 0.5], run)).toEqual([NaN, NaN, NaN, 0.5]);
      for (const value of onArray([1e300, -1e300, Number.MAX_VALUE, 1e17], run))
        expect(value >= 0 && value <= 1).toBe(true);
    }
  });
});

describe("a full tensor between reflecting walls", () => {
  const D = [
    [1, 0.8],
    [0.8, 1],
  ] as const;
  const CELLS = 12;
  const uniform = new Array<number>(CELLS * CELLS).fill(CELLS ** -2);
  const [dt, end, count] = [5e-4, 0.05, 200_000];
  // false alarm 1e-6
  const bound = chiSquareBound(CELLS * CELLS - 1, 1e-6);

  it("keeps the uniform density, corners included", () => {
    const { counts, lost } = simulate(
      defineProblem({
        axes: ["x", "y"].map((name) => ({ name, range: [0, 1] as const, cells: CELLS })),
        diffusion: { tensor: D.map((row) => [...row]) as [[number, number], [number, number]] },
        initial: { uniform: true },
        time: { end, frames: 2 },
      }),
      { count, dt, seed: 11 },
    );
    expect(lost).toBe(0);
    expect(chiSquare(counts.subarray(CELLS * CELLS), uniform).statistic).toBeLessThan(bound);
  });

  it("would not keep it with folding along the normal", () => {
    const workspace = createWorkspace(8 * count + 65536);
    const { kernels } = workspace;
    const noise = createNoise(workspace, 11);
    const [x, y, u, v, ones] = [0, 1, 2, 3, 4].map(() => workspace.allocate(count));
    const words = workspace.allocate(count);
    const particles = new BigUint64Array(words.buffer, words.byteOffset, count);
    noise.nameInto(particles, 0, count);
    ones.fill(1);
    noise.uniformsInto(x, particles, 0, 0, count);
    noise.uniformsInto(y, particles, 0, 1, count);
    const s = Math.sqrt(2 * dt);
    for (let step = 1; step <= Math.round(end / dt); step++) {
      noise.normalsInto(u, particles, step, 0, count);
      noise.normalsInto(v, particles, step, 1, count);
      // the lower root of D: x moves with u, y with 0.8 u + 0.6 v
      kernels.addScaled(x.byteOffset, s, ones.byteOffset, u.byteOffset, x.byteOffset, count);
      kernels.addScaled(y.byteOffset, 0.8 * s, ones.byteOffset, u.byteOffset, y.byteOffset, count);
      kernels.addScaled(y.byteOffset, 0.6 * s, ones.byteOffset, v.byteOffset, y.byteOffset, count);
      kernels.fold(x.byteOffset, 0, 1, count);
      kernels.fold(y.byteOffset, 0, 1, count);
    }
    const counts = new Array<number>(CELLS * CELLS).fill(0);
    for (let k = 0; k < count; k++)
      counts[Math.min(CELLS - 1, Math.floor(x[k] * CELLS)) * CELLS + Math.min(CELLS - 1, Math.floor(y[k] * CELLS))]++;
    expect(chiSquare(counts, uniform).statistic).toBeGreaterThan(10 * bound);
  });

  it("keeps it where one axis is a ring, and moves no one off the grid", () => {
    for (const ring of ["x", "y"]) {
      const { counts, positions } = simulate(
        defineProblem({
          axes: ["x", "y"].map((name) => ({
            name,
            range: [0, 1] as const,
            cells: CELLS,
            boundary: name === ring ? "periodic" : "reflecting",
          })),
          diffusion: { tensor: D.map((row) => [...row]) as [[number, number], [number, number]] },
          initial: { uniform: true },
          time: { end: 0.02, frames: 2 },
        }),
        { count: 50_000, dt: 2e-4, seed: 12 },
      );
      expect(chiSquare(counts.subarray(CELLS * CELLS), uniform).statistic).toBeLessThan(bound);
      for (const column of positions) expect(column.every((z) => z >= 0 && z <= 1)).toBe(true);
    }
  });
});

describe("absorbing ends", () => {
  const exit: ProblemDefinition = {
    axes: [{ name: "x", range: [0, 1], cells: 50, boundary: "absorbing" }],
    diffusion: 0.25,
    initial: { point: 0.3 },
    time: { at: [0.1, 0.5] },
  };

  it("let go as many as the series says at a step of 0.01, thanks to the bridge", () => {
    const { S1, S5 } = { S1: exactValue("E12", "S(0.1)"), S5: exactValue("E12", "S(0.5)") };
    const count = 200_000;
    const survivals = (bridge: boolean): number[] =>
      simulate(defineProblem(exit), { count, dt: 0.01, seed: 3, bridge }).frames.map(({ survival }) => survival);
    const error = (p: number): number => Math.sqrt((p * (1 - p)) / count);
    const [at1, at5] = survivals(true);
    // four standard errors: false alarm 6e-5 each
    expect(Math.abs(at1 - S1)).toBeLessThan(4 * error(S1));
    expect(Math.abs(at5 - S5)).toBeLessThan(4 * error(S5));
    const [, without] = survivals(false);
    expect(without - S5).toBeGreaterThan(20 * error(S5));
  });

  it("let no one go who became infinite: they are counted as lost", () => {
    const stated = (force: string): ProblemDefinition => ({
      axes: [{ name: "x", range: [0, 1], cells: 20, boundary: "absorbing" }],
      drift: { force: { x: force } },
      diffusion: 1e-6,
      initial: {
        mixture: [0.3, 0.8].map((mean) => ({ weight: 1, gaussian: { mean, variance: 1e-4 } })),
      },
      time: { end: 1, frames: 2 },
    });
    // a step for a drift that is harmless, taken with one that is not
    const plan = planned(defineProblem(stated("0")), { count: 1000, dt: 0.1, scheme: "euler-maruyama" });
    const problem = defineProblem(stated("(x > 0.5)*exp(1000*x)"));
    const run = runPart({ ...plan, problem }, 0, 1000);
    let result = run.next();
    while (!result.done) result = run.next();
    const { lost, passageEnds, positions } = result.value;
    expect(lost).toBeGreaterThan(400);
    expect(lost).toBeLessThan(600);
    expect(passageEnds.every((end) => end === -1)).toBe(true);
    expect(positions[0].filter(Number.isFinite)).toHaveLength(1000 - lost);
    const { warnings } = ensembleOf(plan, [result.value]);
    expect(warnings.join()).toMatch(/NaN or infinite/);
  });

  const passages: readonly {
    readonly id: string;
    readonly mean: number;
    readonly problem: ProblemDefinition;
    readonly dt: number;
  }[] = [
    {
      id: "E10",
      mean: exactValue("E10", "mean"),
      // 8 upstream is reached with probability e^-16; after 30 e^-14 are left
      problem: {
        axes: [{ name: "x", range: [-8, 1.5], cells: 95, boundary: { lower: "reflecting", upper: "absorbing" } }],
        drift: { force: { x: 1 } },
        diffusion: 0.5,
        initial: { point: 0 },
        time: { at: [30] },
      },
      dt: 0.01,
    },
    { id: "E12", mean: exactValue("E12", "E[T]"), problem: { ...exit, time: { at: [7] } }, dt: 0.002 },
    {
      id: "E13",
      mean: exactValue("E13", "E[T]"),
      problem: {
        axes: [{ name: "x", range: [0, 6], cells: 60, boundary: { lower: "absorbing", upper: "reflecting" } }],
        drift: { loss: "x^2/2" },
        diffusion: 0.5,
        initial: { point: 1.2 },
        time: { at: [16] },
      },
      dt: 0.005,
    },
  ];

  it.each(passages)("$id: the mean first-passage time is met within 4 standard errors", ({ problem, mean, dt }) => {
    const { passageTimes } = simulate(defineProblem(problem), { count: 100_000, dt, seed: 8 });
    const found = estimated(passageTimes);
    expect(passageTimes.every((time) => time > 0)).toBe(true);
    expect(Math.abs(found.mean - mean)).toBeLessThan(4 * found.error);
  });

  it.skipIf(!long).each(passages)(
    "$id: at 1e6 particles within 4 standard errors, and 0.2 %",
    { timeout: 600_000 },
    ({ problem, mean, dt }) => {
      const seeds = [1, 2];
      const found = seeds.map((seed) =>
        estimated(simulate(defineProblem(problem), { count: 1_000_000, dt, seed }).passageTimes),
      );
      for (const { mean: own, error } of found) expect(Math.abs(own - mean)).toBeLessThan(4 * error);
      const together = found.reduce((sum, { mean: own }) => sum + own / seeds.length, 0);
      expect(Math.abs(together / mean - 1)).toBeLessThan(2e-3);
    },
  );

  it("leave within a step when the bridge does: not one long step differs from many short ones", () => {
    // by the series of E12; straight interpolation is off by some 0.4 of a step, six standard errors here
    const { passageTimes } = simulate(defineProblem({ ...exit, time: { at: [7] } }), {
      count: 100_000,
      dt: 0.02,
      seed: 6,
    });
    const found = estimated(passageTimes);
    expect(Math.abs(found.mean - exactValue("E12", "E[T]"))).toBeLessThan(4 * found.error);
    const square = estimated(passageTimes.map((time) => time * time));
    expect(Math.abs(square.mean - exactValue("E12", "E[T^2]"))).toBeLessThan(4 * square.error);
  });

  it("E12: leaves through the right end as often as it should", () => {
    const { passageEnds, ends } = simulate(defineProblem({ ...exit, time: { at: [7] } }), {
      count: 100_000,
      dt: 0.005,
      seed: 5,
    });
    expect(ends).toEqual(["x.lower", "x.upper"]);
    const right = passageEnds.reduce((sum, end) => sum + (end === 1 ? 1 : 0), 0) / 100_000;
    expect(Math.abs(right - exactValue("E12", "P_right"))).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / 100_000));
  });
});
