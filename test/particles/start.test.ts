import { describe, expect, it } from "vitest";
import type { Ensemble } from "../../src/particles/ensemble.js";
import { simulate } from "../../src/particles/simulate.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { chiSquare, chiSquareBound, kolmogorovBound, kolmogorovSmirnov, normalCdf } from "./statistics.js";

/*
 * Seeds are fixed; each χ² was to fail by chance with probability 1e-5, each moment (4.5 standard errors) with 7e-6.
 */

const COUNT = 100_000;

const run = (definition: Omit<ProblemDefinition, "particles">, dt = 0.01, seed = 17): Ensemble =>
  simulate(defineProblem(definition), { count: COUNT, dt, seed });

/** Particles in the cells at the start, of a run that is hardly any. */
function startOf(axes: ProblemDefinition["axes"], initial: NonNullable<ProblemDefinition["initial"]>): Ensemble {
  return run({ axes, initial, diffusion: 1e-9, time: { end: 1e-6, frames: 2 } }, 1e-6);
}

function expectMasses({ counts, problem }: Ensemble, density: (...z: number[]) => number): void {
  const masses = massesOf(
    problem.grid.axes.map(({ faces }) => faces),
    density,
  );
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  const found = chiSquare(
    counts.subarray(0, masses.length),
    masses.map((mass) => mass / total),
  );
  expect(found.df).toBeGreaterThan(5);
  expect(found.statistic).toBeLessThan(chiSquareBound(found.df, 1e-5));
}

/** ∫f over cells, by the midpoint rule on 16 parts an axis: errors of 1e-3 of those that 1e5 particles could show. */
function massesOf(faces: readonly ArrayLike<number>[], f: (...z: number[]) => number): number[] {
  const PARTS = 16;
  const parts = faces.map((own) =>
    Array.from({ length: own.length - 1 }, (_, c) => {
      const width = (own[c + 1] - own[c]) / PARTS;
      return { width, points: Array.from({ length: PARTS }, (__, k) => own[c] + (k + 0.5) * width) };
    }),
  );
  const [rows, columns] = parts;
  if (!columns) return rows.map(({ width, points }) => width * points.reduce((sum, x) => sum + f(x), 0));
  return rows.flatMap((row) =>
    columns.map(
      (column) =>
        row.width *
        column.width *
        row.points.reduce((sum, x) => sum + column.points.reduce((part, y) => part + f(x, y), 0), 0),
    ),
  );
}

const gauss = (z: number, mean: number, variance: number): number => Math.exp(-((z - mean) ** 2) / (2 * variance));

describe("starts", () => {
  it("on a ring: Gaussians wrap around", () => {
    const parts = [
      { weight: 3, mean: 0.1, variance: 1 },
      { weight: 1, mean: 4, variance: 0.2 },
      { weight: 0.5, mean: 5.9, variance: 9 },
    ];
    const length = 2 * Math.PI;
    const found = startOf([{ name: "x", range: [0, length], cells: 50, boundary: "periodic" }], {
      mixture: parts.map(({ weight, mean, variance }) => ({ weight, gaussian: { mean, variance } })),
    });
    expectMasses(found, (x) =>
      parts.reduce((sum, { weight, mean, variance }) => {
        let images = 0;
        for (let k = -6; k <= 6; k++) images += gauss(x + k * length, mean, variance);
        return sum + (weight * images) / Math.sqrt(variance);
      }, 0),
    );
  });

  it("Gaussians that stick out of the grid are cut off, and their weights with them", () => {
    const found = startOf([{ name: "x", range: [0, 2], cells: 40 }], {
      mixture: [
        { weight: 1, gaussian: { mean: -1, variance: 0.5 } },
        { weight: 1, gaussian: { mean: 1.5, variance: 0.3 } },
      ],
    });
    expectMasses(found, (x) => gauss(x, -1, 0.5) / Math.sqrt(0.5) + gauss(x, 1.5, 0.3) / Math.sqrt(0.3));
    expect(found.positions[0].every((x) => x >= 0 && x <= 2)).toBe(true);
  });

  it("a Gaussian of two correlated coordinates, on a ring along one", () => {
    const [xx, xy, yy] = [0.5, -0.3, 0.4];
    const determinant = xx * yy - xy * xy;
    const found = startOf(
      [
        { name: "x", range: [-2, 2], cells: 20 },
        { name: "y", range: [0, 4], cells: 18, boundary: "periodic" },
      ],
      {
        gaussian: {
          mean: [0.5, 3.8],
          covariance: [
            [xx, xy],
            [xy, yy],
          ],
        },
      },
    );
    expectMasses(found, (x, y) => {
      let sum = 0;
      for (let k = -3; k <= 3; k++) {
        const [u, v] = [x - 0.5, y + 4 * k - 3.8];
        sum += Math.exp(-(yy * u * u - 2 * xy * u * v + xx * v * v) / (2 * determinant));
      }
      return sum;
    });
  });

  it("a density given by an expression, on even and on stretched cells", () => {
    const axis = { name: "x", range: [-2, 3] as const, cells: 40 };
    const f = (x: number): number => Math.exp(Math.sin(3 * x)) * (1 + x * x);
    const initial = { density: "exp(sin(3*x))*(1 + x^2)" };
    expectMasses(startOf([axis], initial), f);
    expectMasses(startOf([{ ...axis, stretch: { around: 0.5, strength: 2 } }], initial), f);
  });

  it("a density of two coordinates, and one given by a function", () => {
    const f = (x: number, y: number): number => 0.2 + Math.max(0, x * y + 0.3 * x);
    const axes = [
      { name: "x", range: [-1, 1] as const, cells: 16 },
      { name: "y", range: [0, 3] as const, cells: 12 },
    ];
    expectMasses(startOf(axes, { density: "0.2 + max(0, x*y + 0.3*x)" }), f);
    expectMasses(startOf(axes, { density: f }), f);
  });

  it("the uniform density", () => {
    expectMasses(startOf([{ name: "x", range: [-1, 2], cells: 64 }], { uniform: true }), () => 1);
    const axes = [
      { name: "x", range: [-1, 2] as const, cells: 12 },
      { name: "y", range: [0, 1] as const, cells: 10 },
    ];
    expectMasses(startOf(axes, { uniform: true }), () => 1);
  });

  it("a point: everyone", () => {
    const { frames } = startOf([{ name: "x", range: [-1, 2], cells: 10 }], { point: 0.7 });
    expect(frames[0].mean![0].value).toBeCloseTo(0.7, 12);
    expect(frames[0].covariance![0][0]).toBeCloseTo(0, 12);
  });
});

/** Variance of the last frame against an exact one, in standard errors of a sample with this kurtosis. */
function expectVariance({ frames }: Ensemble, exact: number, kurtosis = 3, axis = 0): void {
  const variance = frames[frames.length - 1].covariance![axis][axis];
  expect(Math.abs(variance - exact) / (exact * Math.sqrt((kurtosis - 1) / COUNT))).toBeLessThan(4.5);
}

describe("resets", () => {
  const free: Omit<ProblemDefinition, "particles"> = {
    axes: [{ name: "x", range: [-10, 10], cells: 50 }],
    diffusion: 1e-9,
    initial: { point: 0 },
    time: { end: 1, frames: 3 },
  };
  const still = (resets: NonNullable<ProblemDefinition["resets"]>): Ensemble => run({ ...free, resets }, 0.1);

  it("spread by N(0, 2α)", () => {
    const found = still([{ at: [0.3], redistribute: { alpha: 0.5 } }]);
    expect(found.frames[0].covariance![0][0]).toBeLessThan(1e-6);
    expectVariance(found, 1);
    expect(kolmogorovSmirnov(found.positions[0].slice(), normalCdf)).toBeLessThan(kolmogorovBound(1e-5));
  });

  it("spread by the kernel of the resolvent, (2√α)⁻¹ exp(−|x|/√α)", () => {
    const alpha = 0.7;
    const found = still([{ at: [0.3], redistribute: { alpha, mode: "resolvent" } }]);
    expectVariance(found, 2 * alpha, 6);
    const laplace = (x: number): number => {
      const tail = 0.5 * Math.exp(-Math.abs(x) / Math.sqrt(alpha));
      return x < 0 ? tail : 1 - tail;
    };
    expect(kolmogorovSmirnov(found.positions[0].slice(), laplace)).toBeLessThan(kolmogorovBound(1e-5));
  });

  it("spread in two dimensions by the resolvent of both at once: E[x²y²] = 8α²", () => {
    const alpha = 0.4;
    const axes = ["x", "y"].map((name) => ({ name, range: [-9, 9] as const, cells: 20 }));
    const found = run(
      {
        ...free,
        axes,
        initial: { point: [0, 0] },
        observables: { mixed: "x^2*y^2", product: "x*y" },
        resets: [{ at: [0.3], redistribute: { alpha, mode: "resolvent" } }],
      },
      0.1,
    );
    expectVariance(found, 2 * alpha, 6);
    expectVariance(found, 2 * alpha, 6, 1);
    const { mixed, product } = found.frames[2].observables;
    expect(Math.abs(mixed.value - 8 * alpha ** 2) / mixed.standardError!).toBeLessThan(4.5);
    expect(Math.abs(product.value) / product.standardError!).toBeLessThan(4.5);
  });

  it("at one time each draw their own noise: variances add", () => {
    const alphas = [0.2, 0.3, 0.4];
    const resets = alphas.map((alpha) => ({ at: [0.3], redistribute: { alpha } }));
    expectVariance(still(resets), 2 * (0.2 + 0.3 + 0.4));
    const twice = still([{ at: [0.3, 0.6], redistribute: { alpha: 0.25 } }]);
    expectVariance(twice, 1);
  });

  it("boost D for as long as they are to", () => {
    const [D, amount, decay, at] = [0.2, 0.8, 0.15, 0.3];
    const boosted = { ...free, diffusion: D, resets: [{ at: [at], boost: amount, decay }] };
    // the boost is the integral of its midpoints in Heun's scheme: order 2
    expectVariance(run(boosted), 2 * D + 2 * amount * decay * (1 - Math.exp(-(1 - at) / decay)));
    const forGood = { ...free, diffusion: D, resets: [{ at: [at, 0.6], boost: amount }] };
    expectVariance(run(forGood), 2 * D + 2 * amount * (1 - at + 1 - 0.6));
  });

  it("sharpen, by resampling, as the literal ρ − αΔρ does: the variance falls by 2α, no one is lost", () => {
    const alpha = 0.05;
    const found = run(
      {
        ...free,
        axes: [{ name: "x", range: [-6, 6], cells: 48 }],
        initial: { gaussian: { mean: 0.4, variance: 1 } },
        resets: [{ at: [0.5], redistribute: { alpha, sign: "literal" } }],
      },
      0.1,
    );
    const [, before, after] = found.frames;
    expect(after.survival).toBe(1);
    expect(found.counts.subarray(96).reduce((sum, n) => sum + n, 0)).toBe(COUNT);
    // weights differ from 1 by 0.07 on average: what resampling draws adds 0.002, clipping where no one is 0.001
    expect(Math.abs(before.covariance![0][0] - after.covariance![0][0] - 2 * alpha)).toBeLessThan(0.01);
    expect(Math.abs(after.mean![0].value - before.mean![0].value)).toBeLessThan(0.01);
  });
});

describe("restarts", () => {
  it("settle at √(r/4D) exp(−√(r/D)|x|)", () => {
    const [r, D] = [2, 0.5];
    const found = run(
      {
        axes: [{ name: "x", range: [-8, 8], cells: 64 }],
        diffusion: D,
        initial: { point: 1 },
        // e^-16 have never restarted
        time: { at: [8] },
        resets: [{ restart: { rate: r, to: [0] } }],
      },
      0.05,
    );
    expectVariance(found, (2 * D) / r, 6);
    expectMasses(found, (x) => Math.exp(-Math.sqrt(r / D) * Math.abs(x)));
  });

  it("in a harmonic well settle at the mean r z/(k + r) and E[x²] = (2D + r z²)/(2k + r)", () => {
    const [r, D, k, z] = [3, 0.4, 1.5, 0.8];
    const found = run(
      {
        axes: [{ name: "x", range: [-6, 6], cells: 64 }],
        drift: { loss: `${k}*x^2/2` },
        diffusion: D,
        initial: { point: 0 },
        time: { at: [4] },
        observables: { square: "x^2" },
        resets: [{ restart: { rate: r, to: [z] } }],
      },
      0.02,
    );
    const { mean, observables } = found.frames[0];
    expect(Math.abs(mean![0].value - (r * z) / (k + r)) / mean![0].standardError!).toBeLessThan(4.5);
    const { square } = observables;
    expect(Math.abs(square.value - (2 * D + r * z * z) / (2 * k + r)) / square.standardError!).toBeLessThan(4.5);
  });

  it("in two dimensions with a tensor keep its correlations", () => {
    const r = 4;
    const found = run(
      {
        axes: ["x", "y"].map((name) => ({ name, range: [-5, 5] as const, cells: 20 })),
        diffusion: {
          tensor: [
            [0.5, 0.3],
            [0.3, 0.4],
          ],
        },
        initial: { point: [0, 0] },
        time: { at: [4] },
        observables: { xy: "x*y", yy: "y^2" },
        resets: [{ restart: { rate: r, to: [0, 0] } }],
      },
      0.04,
    );
    const { xy, yy } = found.frames[0].observables;
    expect(Math.abs(xy.value - (2 * 0.3) / r) / xy.standardError!).toBeLessThan(4.5);
    expect(Math.abs(yy.value - (2 * 0.4) / r) / yy.standardError!).toBeLessThan(4.5);
  });
});
