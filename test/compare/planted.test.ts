import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { agreementOf, type Agreement } from "../../src/compare/agreement.js";
import { binned, binsOf, cellProbabilities } from "../../src/compare/cells.js";
import { coarseDensity, dueIn, probes } from "../../src/compare/compare.js";
import type { Ensemble } from "../../src/particles/ensemble.js";
import type { SimulationOptions } from "../../src/particles/plan.js";
import { planned } from "../../src/particles/planning.js";
import { plannedRun } from "../../src/particles/simulate.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { parseProblem } from "../../src/problem/file.js";
import type { Problem } from "../../src/problem/problem.js";
import { evolve } from "../../src/solve/evolve.js";
import type { Solution } from "../../src/solve/solution.js";

/*
 * The density of one problem against particles of another, which differs by one mistake. A statistic of one degree that is
 * off by δ has the non-centrality (δ/standard error)², the chi-square over cells N Σ δ²/p.
 */

const N = 1e5;

function finished<T>(run: Generator<unknown, T>): T {
  for (;;) {
    const { done, value } = run.next();
    if (done) return value as T;
  }
}

/** A problem of the gallery, with one phrase of its file replaced. */
function gallery(name: string, phrase = "", other = ""): Problem {
  const url = new URL(`../../grids/${name}.yaml`, import.meta.url);
  const text = readFileSync(url, "utf8");
  if (!text.includes(phrase)) throw new Error(`no "${phrase}" in ${name}`);
  return parseProblem(text.replace(phrase, other), { fileName: name });
}

interface Judged {
  readonly agreement: Agreement;
  readonly solution: Solution;
  readonly ensemble: Ensemble;
}

/** The density of `right`, and particles of `wrong`. */
function judged(
  right: Problem,
  wrong: Problem,
  options: SimulationOptions = {},
  tamper: (of: Ensemble) => Ensemble = (of) => of,
): Judged {
  const solution = evolve(right, { ledger: false });
  const coarse = finished(coarseDensity(solution));
  const plan = planned(wrong, { count: N, seed: 1, resets: dueIn(solution), ...options });
  const run = finished(plannedRun(plan));
  const { long, short } = probes(plan);
  const ensemble = tamper(run);
  const agreement = agreementOf({
    solution,
    coarse,
    ensemble,
    long: finished(plannedRun(long)),
    short: short ? finished(plannedRun(short)) : run,
  });
  return { agreement, solution, ensemble };
}

/** Probabilities of the bins at the end, and of having left. */
function classes({ problem, density }: Solution, bins = binsOf(problem.grid)): number[] {
  const { size } = problem.grid;
  const last = cellProbabilities((density.data as Float64Array).slice(-size), problem.grid);
  const found = Array.from(binned(last, bins.binOf, bins.count));
  return [...found, Math.max(0, 1 - found.reduce((sum, p) => sum + p, 0))];
}

/** N Σ (p′ − p)²/p over classes that expect a particle, p of the right density and p′ of the wrong one. */
const noncentrality = (right: readonly number[], wrong: readonly number[]): number =>
  N * right.reduce((sum, p, k) => (N * p > 1 ? sum + (wrong[k] - p) ** 2 / p : sum), 0);

/** What G is with so many particles of the wrong density, 2N Σ p′ ln(p′/p), and degrees. */
const expectedG = (right: readonly number[], wrong: readonly number[]): number =>
  2 * N * right.reduce((sum, p, k) => (N * p > 1 && wrong[k] > 0 ? sum + wrong[k] * Math.log(wrong[k] / p) : sum), 0);

/** A tensor (xx, xy, yy) turned by so many degrees. */
function turnedEntries([xx, xy, yy]: readonly number[], degrees: number): number[] {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return [
    c * c * xx - 2 * c * s * xy + s * s * yy,
    c * s * (xx - yy) + (c * c - s * s) * xy,
    s * s * xx + 2 * c * s * xy + c * c * yy,
  ];
}

const turned = (entries: readonly number[], degrees: number): string =>
  turnedEntries(entries, degrees)
    .map((value, k) => `${["Dxx", "Dxy", "Dyy"][k]}: ${value}`)
    .join(", ");

/** dS/dt = −AS − SAᵀ + 2D for the covariance (xx, xy, yy) of rotating-tensor-ou-2d, by small steps of Runge and Kutta. */
function covarianceAtEnd([xx, xy, yy]: readonly number[]): number[] {
  const slope = ([a, b, c]: number[]): number[] => [
    -2 * (a - 2 * b) + 2 * xx,
    -(b - 2 * c) - (1.5 * a + 0.8 * b) + 2 * xy,
    -2 * (1.5 * b + 0.8 * c) + 2 * yy,
  ];
  const [n, h] = [600, 0.001];
  let S = [0.05, 0, 0.1];
  const plus = (k: number[], size: number): number[] => S.map((value, i) => value + size * k[i]);
  for (let step = 0; step < n; step++) {
    const k1 = slope(S);
    const k2 = slope(plus(k1, h / 2));
    const k3 = slope(plus(k2, h / 2));
    const k4 = slope(plus(k3, h));
    S = S.map((value, i) => value + (h / 6) * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]));
  }
  return S;
}

/** Of the covariance of x and y, whose estimate has the variance (S_xx S_yy + S_xy²)/N. */
function turnedNoncentrality(): number {
  const [xx, xy, yy] = covarianceAtEnd([0.5, 0.1, 0.25]);
  const other = covarianceAtEnd(turnedEntries([0.5, 0.1, 0.25], 5));
  return (N * (other[1] - xy) ** 2) / (xx * yy + xy ** 2);
}

const ouTensor = "Dxx: 0.5, Dxy: 0.1, Dyy: 0.25";

interface Mistake {
  readonly what: string;
  readonly right: () => Problem;
  readonly wrong: () => Problem;
  /** Non-centrality of the chi-square over cells at the end, from the densities of both; within 5 %. */
  readonly cells: number;
  /** A moment that shows it at the end and its non-centrality in closed form. */
  readonly moment?: { readonly name: string; readonly noncentrality: number };
}

/** Of the OU problem at t = 0.7: mean 2 e^{−kt}, variance 0.04 e^{−2kt} + (D/k)(1 − e^{−2kt}). */
const ou = (k: number, D: number) => ({
  mean: 2 * Math.exp(-0.7 * k),
  variance: 0.04 * Math.exp(-1.4 * k) + (D / k) * (1 - Math.exp(-1.4 * k)),
});
const { mean, variance } = ou(1, 0.5);

const mistakes: readonly Mistake[] = [
  {
    what: "ou: D 5 % too large",
    right: () => gallery("ou"),
    wrong: () => gallery("ou", "D: 0.5", "D: 0.525"),
    cells: 119,
    moment: { name: "variance of x", noncentrality: (N * (ou(1, 0.525).variance / variance - 1) ** 2) / 2 },
  },
  {
    what: "ou: drift 5 % too small",
    right: () => gallery("ou"),
    wrong: () => gallery("ou", "loss: k*x^2/2", "loss: 0.95*k*x^2/2"),
    cells: 372,
    moment: { name: "mean of x", noncentrality: (N * (ou(0.95, 0.5).mean - mean) ** 2) / variance },
  },
  {
    what: "convention-ring in Fick form: div D dropped, Fick's law taken for Ito's",
    right: () => gallery("convention-ring", "convention: ito", "convention: fick"),
    wrong: () => gallery("convention-ring"),
    cells: 2600,
    // E[cos x] is −0.11380311 instead of 0 (Fourier-Galerkin), the variance of cos x for a uniform density is 1/2
    moment: { name: "E[cosine]", noncentrality: (N * 0.1138031110874 ** 2) / 0.5 },
  },
  {
    what: "ou-first-passage: an absorbing wall taken for reflecting",
    right: () => gallery("ou-first-passage"),
    wrong: () => gallery("ou-first-passage", "lower: absorbing", "lower: reflecting"),
    cells: 298_000,
    // nobody leaves, where 0.4973629 should be left
    moment: { name: "E[alive]", noncentrality: (N * 0.5026370675559) / 0.4973629324441 },
  },
  {
    what: "rotating-tensor-ou-2d: the tensor turned by 5 degrees",
    right: () => gallery("rotating-tensor-ou-2d"),
    wrong: () => gallery("rotating-tensor-ou-2d", ouTensor, turned([0.5, 0.1, 0.25], 5)),
    cells: 324,
    moment: { name: "covariance of x and y", noncentrality: turnedNoncentrality() },
  },
  {
    what: "ou: a shift by the width of one cell, 12/512",
    right: () => gallery("ou"),
    wrong: () => gallery("ou", "  gaussian: { mean: [2]", `  gaussian: { mean: [${2 + (12 / 512) * Math.exp(0.7)}]`),
    cells: 142,
    moment: { name: "mean of x", noncentrality: (N * (12 / 512) ** 2) / variance },
  },
];

describe.each(mistakes)("$what", ({ right, wrong, cells, moment }) => {
  const { agreement, solution } = judged(right(), wrong());
  const other = evolve(wrong(), { ledger: false });
  const end = solution.frames.at(-1)!.time;

  it("is a disagreement", () => {
    expect(agreement.verdict, agreement.reason).toBe("disagree");
    expect(agreement.pValue).toBeLessThan(1e-10);
  });

  it("shows in the chi-square over cells with the non-centrality that the two densities have", () => {
    const [p, q] = [classes(solution), classes(other)];
    const lambda = noncentrality(p, q);
    expect(Math.abs(lambda / cells - 1), `non-centrality ${lambda}`).toBeLessThan(0.05);
    const test = agreement.tests.find(({ kind, time }) => kind === "chi-square" && time === end)!;
    // G has the mean degrees + 2N KL and the variance 2 degrees + 4 times that; 5 deviations and 3 % for the grid
    const G = expectedG(p, q);
    const sd = Math.sqrt(2 * test.degrees! + 4 * G);
    expect(Math.abs(test.statistic - test.degrees! - G)).toBeLessThan(5 * sd + 0.03 * G);
  });

  it.runIf(moment)("shows in a moment with the non-centrality of the closed form", () => {
    const test = agreement.tests.find(({ name, time }) => name === moment!.name && time === end)!;
    // the statistic is normal around √λ with the spread of the wrong process, not twice that of the right one
    const root = Math.sqrt(moment!.noncentrality);
    expect(Math.abs(Math.abs(test.statistic) - root), `${test.statistic} for ${root}`).toBeLessThan(5 + 0.02 * root);
  });
});

describe("brownian-exit", () => {
  /** The share that is left at t = 0.5 of D = 0.25 from 0.3 between walls at −out and 1 + out: the sine series. */
  const survival = (out: number): number => {
    const length = 1 + 2 * out;
    let sum = 0;
    for (let n = 1; n < 60; n += 2)
      sum +=
        (4 / (n * Math.PI)) *
        Math.sin((n * Math.PI * (start + out)) / length) *
        Math.exp(-0.25 * ((n * Math.PI) / length) ** 2 * 0.5);
    return sum;
  };
  const { initial } = gallery("brownian-exit");
  const start = initial?.kind === "point" ? initial.at[0] : NaN;

  it("without bridges in steps of 0.01 is a disagreement, as between walls 0.5826 sqrt(2 D h) further out", () => {
    // Siegmund and Yuh (1982); Broadie, Glasserman and Kou (1997)
    const shift = 0.5826 * Math.sqrt(2 * 0.25 * 0.01);
    const [p, q] = [survival(0), survival(shift)];
    expect(Math.abs(p - 0.2999723891021)).toBeLessThan(1e-9);
    const root = Math.sqrt((N * (q - p) ** 2) / (p * (1 - p)));
    // the non-centrality
    expect(Math.abs(root ** 2 / 2433 - 1), `${root ** 2}`).toBeLessThan(0.01);
    const { agreement } = judged(gallery("brownian-exit"), gallery("brownian-exit"), { dt: 0.01, bridge: false });
    expect(agreement.verdict, agreement.reason).toBe("disagree");
    const test = agreement.tests.filter(({ name }) => name === "E[alive]").at(-1)!;
    // the shift is the first term of an expansion in √h
    expect(Math.abs(test.statistic - root)).toBeLessThan(5 + 0.1 * root);
  });

  it("with bridges in the same steps agrees", () => {
    const { agreement } = judged(gallery("brownian-exit"), gallery("brownian-exit"), { dt: 0.01 });
    expect(agreement.verdict, agreement.reason).toBe("agree");
  });
});

it("ou: particles counted one cell too far are a disagreement by the cells alone", () => {
  const { agreement } = judged(gallery("ou"), gallery("ou"), {}, (ensemble) => {
    const { size } = ensemble.problem.grid;
    const counts = ensemble.counts.map((_, k, all) => (k % size === 0 ? 0 : all[k - 1]));
    return { ...ensemble, counts };
  });
  expect(agreement.verdict).toBe("disagree");
  const shown = agreement.tests.filter(({ tolerant }) => tolerant < 1e-8);
  expect(new Set(shown.map(({ kind }) => kind))).toEqual(new Set(["chi-square", "l1", "kolmogorov-smirnov"]));
});

describe("errors of discretisation are not taken for agreement, nor for a mistake:", () => {
  const trap = (cells: number, rest: Partial<ProblemDefinition> = {}): Problem =>
    defineProblem({
      axes: [{ name: "x", range: [-6, 6], cells }],
      drift: { loss: "x^2/2" },
      diffusion: 0.5,
      initial: { gaussian: { mean: 2, variance: 0.04 } },
      time: { end: 0.7, frames: 15 },
      observables: { right: "x > 0" },
      ...rest,
    });
  const verdict = (problem: Problem, options: SimulationOptions = {}): Agreement =>
    judged(problem, problem, options).agreement;

  it.each([
    // a start of standard deviation 0.2 on cells of width 0.5, 0.375, 0.25; 330 deviations of χ² at the end with upwind fluxes
    ["24 cells", 24, "auto"],
    ["32 cells", 32, "auto"],
    ["48 cells", 48, "auto"],
    ["upwind fluxes on 64 cells", 64, "upwind"],
    ["upwind fluxes on 128 cells", 128, "upwind"],
  ] as const)("%s are inconclusive, and more cells are asked for", (_, cells, scheme) => {
    const { verdict: found, reason, budget } = verdict(trap(cells, { solver: { scheme } }));
    expect(found, reason).toBe("inconclusive");
    expect(reason).toMatch(/take more cells/);
    expect(budget.gridAlone!).toBeGreaterThan(5);
  });

  it("as many cells as it takes agree", () => {
    for (const scheme of ["auto", "upwind"] as const) {
      const { verdict: found, reason, budget } = verdict(trap(1024, { solver: { scheme } }));
      expect(found, reason).toBe("agree");
      expect(budget.grid!).toBeLessThan(1);
    }
  });

  it("Euler's steps of 0.2/k are inconclusive, and shorter ones are asked for; with 0.002/k both sides agree", () => {
    const problem = trap(512, { time: { end: 4, frames: 5 } });
    const long = verdict(problem, { dt: 0.2, scheme: "euler-maruyama" });
    expect(long.verdict, long.reason).toBe("inconclusive");
    expect(long.reason).toMatch(/take shorter steps of the particles \(dt below 0.2\)/);
    // the variance is (D/k)/(1 − kh/2) at the end, 11 % too large: N (0.11)²/2 = 617, 66 deviations of χ² with half of that
    expect(long.budget.step!).toBeGreaterThan(10);
    const short = verdict(problem, { dt: 0.002, scheme: "euler-maruyama" });
    expect(short.verdict, short.reason).toBe("agree");
  });

  it("a coarse grid does not hide a mistake on a fine one: D 5 % too large shows from 64 cells on", () => {
    const { agreement } = judged(trap(96), trap(96, { diffusion: 0.525 }));
    expect(agreement.verdict, agreement.reason).toBe("disagree");
  });
});
