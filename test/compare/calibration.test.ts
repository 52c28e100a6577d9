import { describe, expect, it } from "vitest";
import { createWorkspace } from "../../src/kernels/workspace.js";
import { binned, binsOf } from "../../src/compare/cells.js";
import type { Expected } from "../../src/compare/extrapolated.js";
import type { FrameData } from "../../src/compare/frame-data.js";
import { frameTests } from "../../src/compare/frame-tests.js";
import { spreadsOf } from "../../src/compare/spread.js";
import { chiSquareTest, l1Test, type Test } from "../../src/compare/tests.js";
import { createNoise } from "../../src/particles/noise.js";
import { makeTally } from "../../src/particles/tally.js";
import { defineProblem } from "../../src/problem/define.js";
import { estimated, kolmogorovBound, kolmogorovSmirnov, normalCdf } from "../particles/statistics.js";

/*
 * Under the truth: particles drawn from the very law the density states, a Gaussian, over and over. Seeds are fixed; each
 * bound had a chance of a false alarm of 1e-4 when it was written.
 */

const PARTICLES = 2000;
const REPEATS = 300;

const problem = defineProblem({
  axes: [{ name: "x", range: [-6, 6], cells: 256 }],
  diffusion: 1,
  observables: { far: "x > 2.9", square: "x^2" },
});
const { grid, observables } = problem;
const { faces } = grid.axes[0];

/** All tests of one frame for each of many ensembles of N(0.3, sd²). */
function comparisons(sd: number, seed: number): Test[][] {
  const mean = 0.3;
  const z = Array.from(faces, (face) => (face - mean) / sd);
  const cells = Float64Array.from({ length: grid.size }, (_, c) => normalCdf(z[c + 1]) - normalCdf(z[c]));
  const sure = (value: number): Expected => ({ value, error: 0 });
  const bins = binsOf(grid);
  const far = 1 - normalCdf((2.9 - mean) / sd);
  const pairs = Float64Array.from({ length: grid.size / 2 }, (_, c) => cells[2 * c] + cells[2 * c + 1]);
  const expectation = {
    bins: Array.from(binned(cells, bins.binOf, bins.count), sure),
    cells: Array.from(pairs, sure),
    mean: [sure(mean)],
    covariance: [[sure(sd * sd)]],
    observables: { far: sure(far), square: sure(mean * mean + sd * sd) },
    spreads: spreadsOf(problem, cells, {
      time: 1,
      mean: [mean],
      covariance: [[sd * sd]],
      mass: 1,
      observables: {},
      ledger: null as never,
      flux: null as never,
      absorbed: {},
    }),
    plainError: 0,
  };
  const none = { mean: [0], covariance: [[0]], observables: {}, squared: 0 };
  const workspace = createWorkspace(4 * PARTICLES + 4096);
  const noise = createNoise(workspace, seed);
  const x = workspace.allocate(PARTICLES);
  const words = workspace.allocate(PARTICLES);
  const particles = new BigUint64Array(words.buffer, words.byteOffset, PARTICLES);
  noise.nameInto(particles, 0, PARTICLES);
  const ids = Float64Array.from({ length: PARTICLES }, (_, k) => k);
  return Array.from({ length: REPEATS }, (_, repeat) => {
    noise.normalsInto(x, particles, repeat, 0, PARTICLES);
    for (let k = 0; k < PARTICLES; k++) x[k] = mean + sd * x[k];
    const tally = makeTally(grid, observables, 1, 0, PARTICLES);
    tally.add(0, 1, { positions: [x], particles, ids, marks: ids, n: PARTICLES });
    const own = estimated(x);
    const ensemble = {
      time: 1,
      survival: 1,
      mean: [{ value: own.mean, standardError: own.error }],
      covariance: [[own.error ** 2 * (PARTICLES - 1)]],
      observables: {
        far: indicator(x.filter((value) => value > 2.9).length),
        square: { value: estimated(x.map((v) => v * v)).mean, standardError: estimated(x.map((v) => v * v)).error },
      },
    };
    const data = { grid, time: 1, expectation, ensemble, count: PARTICLES, counts: tally.counts, bins, timeError: 0 };
    return frameTests({ ...data, step: none, resampled: 0, groups: [] } as FrameData);
  });
}

function indicator(hits: number) {
  const value = hits / PARTICLES;
  return { value, standardError: Math.sqrt((value * (1 - value)) / PARTICLES) };
}

/** P-values that are uniform, or on the safe side: √n sup(F_n(p) − p) below what chance exceeds once in 1e4. */
function expectUniform(pValues: number[], safe = false): void {
  const sample = Float64Array.from(pValues);
  if (safe) {
    sample.sort();
    const excess = sample.reduce((worst, p, k) => Math.max(worst, (k + 1) / sample.length - p), 0);
    expect(excess * Math.sqrt(sample.length)).toBeLessThan(kolmogorovBound(2e-4));
  } else expect(kolmogorovSmirnov(sample, (p) => p)).toBeLessThan(kolmogorovBound(1e-4));
}

describe.each([
  ["a density over a third of the grid", 1, 1],
  // no more than four bins hold particles
  ["a density in a few bins", 0.1, 2],
])("300 times 2000 particles of %s:", (_, sd, seed) => {
  const found = comparisons(sd, seed);
  const named = (kind: Test["kind"], name?: string): Test[] =>
    found.flatMap((tests) => tests.filter((test) => test.kind === kind && (name === undefined || test.name === name)));
  const values = (tests: readonly Test[]): number[] => tests.map(({ pValue }) => pValue);

  it("p-values of the chi-square over cells are uniform", () => {
    const tests = named("chi-square");
    expect(tests.length).toBe(REPEATS);
    // with a few expected in the rarest class the law is coarse: a rest is counted with at least one expected particle
    expectUniform(values(tests), sd < 1);
    expect(tests.every(({ tolerant, pValue }) => tolerant === pValue)).toBe(true);
  });

  it("those of Kolmogorov and Smirnov are uniform or larger, the distance is looked at at faces only", () =>
    expectUniform(values(named("kolmogorov-smirnov")), true));

  it("those of mean, variance and an observable are uniform", () => {
    for (const name of ["mean of x", "variance of x", "E[square]"]) expectUniform(values(named("moment", name)));
  });

  it("the L1 distance has the mean and deviation that are stated, and its p-values are uniform", () => {
    const tests = named("l1");
    const { mean, error } = estimated(tests.map(({ statistic }) => statistic));
    // 300 of them: 3.9 standard errors, and 3.9/√600 of the deviation, more for its skewness
    expect(Math.abs(mean)).toBeLessThan(3.9 / Math.sqrt(REPEATS));
    expect(Math.abs(error * Math.sqrt(REPEATS) - 1)).toBeLessThan(0.2);
    expectUniform(values(tests));
    if (sd === 1) {
      // many classes: the sum of √(2/π)√(p(1 − p)/N), and √(0.363/N)
      const [{ expected, sd: deviation }] = tests;
      const classes = Array.from({ length: 64 }, (_, b) => {
        const z = (k: number): number => (-6 + (12 / 64) * k - 0.3) / sd;
        return normalCdf(z(b + 1)) - normalCdf(z(b));
      });
      const plain = classes.reduce((sum, p) => sum + Math.sqrt(((2 / Math.PI) * p * (1 - p)) / PARTICLES), 0);
      expect(Math.abs(expected! / plain - 1)).toBeLessThan(0.01);
      expect(Math.abs(deviation! / Math.sqrt(0.363 / PARTICLES) - 1)).toBeLessThan(0.03);
    }
  });

  it("of a rare thing, of which about nine particles (or none) are expected, none is taken for impossible", () => {
    // the least of 300 was to be below 0.05/300 with probability 0.05; a normal law with the deviation that the particles
    // show themselves, of three that hit where nine are expected, would give 3e-4 where the truth is 0.02
    for (const p of values(named("moment", "E[far]"))) expect(p).toBeGreaterThan(1e-5);
  });
});

/** Counts of `total` particles in classes, from uniform numbers of xorshift (Marsaglia 2003). */
function makeMultinomial(probability: readonly number[], total: number, seed: number): () => number[] {
  let state = seed >>> 0;
  const uniform = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const sums = probability.map((_, k) => probability.slice(0, k + 1).reduce((sum, p) => sum + p, 0));
  return () => {
    const counts = probability.map(() => 0);
    for (let n = 0; n < total; n++) {
      const u = uniform();
      let k = 0;
      while (k < sums.length - 1 && u >= sums[k]) k++;
      counts[k]++;
    }
    return counts;
  };
}

describe("far out, where the verdict is made, with classes that expect few", () => {
  it.each([
    ["four classes", [0.5, 0.35, 0.13, 0.02], 300],
    ["two halves", [0.5, 0.5], 200],
    ["many classes, most with 5 to 8 expected", new Array<number>(30).fill(1 / 30), 200],
  ])(
    "%s: chi-square and L1 go below 1e-3 and 1e-4 not more than twice as often as they say",
    (_, probability, total) => {
      const draw = makeMultinomial(probability, total, 12345);
      const repeats = 30_000;
      const below = { chi: [0, 0], l1: [0, 0] };
      for (let repeat = 0; repeat < repeats; repeat++) {
        const counts = draw();
        const chi = chiSquareTest(counts, probability, total, 0)!.pValue;
        const l1 = l1Test(counts, probability, total, 0).pValue;
        [1e-3, 1e-4].forEach((level, k) => {
          below.chi[k] += Number(chi < level);
          below.l1[k] += Number(l1 < level);
        });
      }
      // 30 and 3 are expected; twice as many and 3.7 standard deviations of that
      for (const [often, rarely] of [below.chi, below.l1]) {
        expect(often).toBeLessThan(60 + 3.7 * Math.sqrt(60));
        expect(rarely).toBeLessThan(6 + 3.7 * Math.sqrt(6));
      }
    },
  );
});
