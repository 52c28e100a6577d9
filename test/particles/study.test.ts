import { describe, expect, test } from "vitest";
import { InputError } from "../../src/errors.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { convergence } from "../../src/particles/fitted-order.js";
import { sosri } from "../../src/particles/schemes/sosri.js";
import { studyDiscretization } from "../../src/particles/study.js";
import { endsOf, tanhProblem } from "./tanh.js";

const doubleWell = {
  axes: [{ name: "x", range: [-8, 8], cells: 64 }],
  drift: { force: { x: "x - x^3/3" } },
  diffusion: 0.4,
  initial: { gaussian: { mean: 0.5, variance: 0.04 } },
  time: { end: 1, frames: 2 },
  observables: { wave: "cos(x)" },
} as const satisfies ProblemDefinition;

describe("additive noise in a double well", () => {
  const study = studyDiscretization(defineProblem(doubleWell), { dt: 0.25, levels: 4, finer: 3, count: 8000, seed: 3 });
  const of = (name: string) => study.schemes.find(({ scheme }) => scheme === name)!;

  test("all schemes that fit are studied, each at every step", () => {
    expect(study.dt).toEqual([0.25, 0.125, 0.0625, 0.03125]);
    expect(study.reference).toEqual({ scheme: "sosri", dt: 0.03125 / 8 });
    expect(study.schemes.map(({ scheme }) => scheme)).toEqual(
      expect.arrayContaining(["euler-maruyama", "heun", "rkmil", "sosri", "leimkuhler-matthews", "tamed-euler"]),
    );
    for (const { strong, weak, lost } of study.schemes) {
      expect(lost).toBe(0);
      expect(strong.errors).toHaveLength(4);
      expect(weak.map(({ name }) => name)).toEqual(["x", "x^2", "wave"]);
    }
    expect(study.warnings).toEqual([]);
  });

  test("strong orders are those the schemes state", () => {
    // sampling errors of 0.01; the rest is that steps of a quarter are not short
    for (const { scheme, expected, strong } of study.schemes)
      expect(Math.abs(strong.order!.value - expected.strong), scheme).toBeLessThan(0.2);
  });

  test("weak orders: 1 for Euler, 2 for Heun and SOSRI", () => {
    for (const [name, order] of [
      ["euler-maruyama", 1],
      ["heun", 2],
      ["sosri", 2],
    ] as const)
      // prettier-ignore
      for (const { name: quantity, order: found } of of(name).weak.filter((weak) => weak.order)) {
        const { value, standardError } = found!;
        // 4 standard errors of sampling, about 9 comparisons: one seed in 1800; and 0.3 for steps that are not short
        expect(Math.abs(value - order), `${name} ${quantity}`).toBeLessThan(0.3 + 4 * standardError!);
      }
    // E x of Heun's and E x² of Euler's errors are too small to be seen on so many paths: then there is no order
    const seen = (name: string): string[] => of(name).weak.flatMap((weak) => (weak.order ? [weak.name] : []));
    expect(seen("euler-maruyama")).toEqual(["x", "wave"]);
    expect(seen("heun")).toEqual(["x^2", "wave"]);
    expect(seen("sosri")).toEqual(["x", "x^2", "wave"]);
  });

  test("the result is plain data, and the same again", () => {
    expect(JSON.parse(JSON.stringify(study))).toEqual(study);
    const options = { dt: 0.5, levels: 2, finer: 1, count: 300, schemes: ["euler-maruyama"] } as const;
    const problem = defineProblem(doubleWell);
    expect(studyDiscretization(problem, options)).toEqual(studyDiscretization(problem, options));
  });
});

test("the longest step is chosen from the problem, and errors against the reference are those against the solution", () => {
  const study = studyDiscretization(tanhProblem, {
    count: 600,
    schemes: ["euler-maruyama", "rkmil"],
    levels: 4,
    seed: 5,
  });
  expect(study.dt[0]).toBeLessThan(0.3);
  const [euler, milstein] = study.schemes;
  // as against the exact solution, with sampling errors of 0.02
  expect(Math.abs(euler.strong.order!.value - 0.5)).toBeLessThan(0.15);
  expect(Math.abs(milstein.strong.order!.value - 1)).toBeLessThan(0.15);
});

test("noise that does not commute: Euler and Heun of strong order ½ go to the same paths", () => {
  const problem = defineProblem({
    axes: [
      { name: "x", range: [-20, 20], cells: 16 },
      { name: "y", range: [-20, 20], cells: 16 },
    ],
    drift: { force: { x: "-x", y: "-y" } },
    diffusion: { tensor: [["0.5 + 0.3*sin(2*y)", "0.1*cos(x)"], ["0.1*cos(x)", "0.5 + 0.3*sin(2*x)"]] }, // prettier-ignore
    initial: { point: [0.5, 0] },
    time: { end: 1, frames: 2 },
  });
  const study = studyDiscretization(problem, { dt: 1 / 8, levels: 4, count: 500 });
  expect(study.reference.scheme).toBe("heun");
  // sampling errors of 0.02; the rest is that what is of order 1 can still be seen at these steps
  for (const { strong } of study.schemes) expect(Math.abs(strong.order!.value - 0.5)).toBeLessThan(0.2);
});

test("a path depends neither on how many there are nor on the other steps", () => {
  const run = (count: number, steps: readonly number[]) =>
    endsOf(tanhProblem, sosri, { count, seed: 8, coarsest: 4, steps }).positions[steps.indexOf(16)][0];
  const [few, many] = [run(257, [16]), run(600, [4, 8, 16, 64])];
  expect(many.slice(0, 257)).toEqual(few);
});

test("on a ring the shorter way round counts", () => {
  const problem = defineProblem({
    axes: [{ name: "x", range: [0, 1], cells: 32, boundary: "periodic" }],
    drift: { force: { x: "3 + sin(2*pi*x)" } },
    diffusion: 0.05,
    initial: { point: 0.98 },
    time: { end: 1, frames: 2 },
  });
  const [heun] = studyDiscretization(problem, { dt: 1 / 32, levels: 3, count: 500, schemes: ["heun"] }).schemes;
  expect(heun.strong.errors[2].value).toBeLessThan(0.01);
  expect(Math.abs(heun.strong.order!.value - 1)).toBeLessThan(0.25);
});

test("a wall that paths meet is a warning, and costs the order", () => {
  const problem = defineProblem({ ...doubleWell, axes: [{ name: "x", range: [-8, 0.8], cells: 64 }] });
  const { warnings, schemes } = studyDiscretization(problem, { dt: 0.125, levels: 4, count: 1000, schemes: ["sosri"] });
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(/paths met a reflecting wall/);
  expect(schemes[0].strong.order!.value).toBeLessThan(0.75);
});

test("a jump in time where no step ends is a warning", () => {
  const jumping = (at: number) =>
    studyDiscretization(defineProblem({ ...doubleWell, diffusion: `0.4 + 0.1*(t > ${at})` }), {
      dt: 0.25,
      levels: 2,
      finer: 1,
      count: 10,
      schemes: ["heun"],
    }).warnings;
  expect(jumping(0.5)).toEqual([]);
  expect(jumping(0.4)).toEqual([expect.stringMatching(/jumps at a time where no step ends/)]);
});

test("paths that explode are counted and left out", () => {
  const problem = defineProblem({
    ...doubleWell,
    axes: [{ name: "x", range: [-1e150, 1e150], cells: 8 }],
    drift: { force: { x: "-x^3" } },
    initial: { gaussian: { mean: 0, variance: 4 } },
    time: { end: 8, frames: 2 },
  });
  const { schemes, warnings } = studyDiscretization(problem, {
    dt: 0.5,
    levels: 2,
    finer: 8,
    count: 400,
    schemes: ["euler-maruyama"],
  });
  expect(schemes[0].lost).toBeGreaterThan(0);
  expect(schemes[0].lost).toBeLessThan(400);
  expect(warnings.join()).toMatch(/became NaN or infinite with euler-maruyama/);
});

describe("what cannot be studied is refused, with the reason", () => {
  const cases: [string, string, Partial<ProblemDefinition>][] = [
    ["a mean field", "drift.interaction", { drift: { interaction: "dx^2/2" } }],
    ["resets", "resets", { resets: [{ at: [0.5], boost: 0.1 }] }],
    ["restarts", "resets", { resets: [{ restart: { rate: 1, to: 0 } }] }],
    ["absorbing ends", "axes[0].boundary", { axes: [{ name: "x", range: [-8, 8], cells: 64, boundary: "absorbing" }] }],
  ];
  test.each(cases)("%s", (_name, path, change) => {
    const problem = defineProblem({ ...doubleWell, ...change });
    expect(faultOf(() => studyDiscretization(problem))).toMatchObject({ code: "no-discretization-study", path });
  });

  test("options out of range", () => {
    const problem = defineProblem(doubleWell);
    for (const options of [
      { count: 1 },
      { count: -3 },
      { seed: -1 },
      { levels: 1 },
      { finer: 0 },
      { dt: 2 },
      { dt: 0 },
    ])
      expect(faultOf(() => studyDiscretization(problem, options))).toMatchObject({
        code: "out-of-range",
        path: Object.keys(options)[0],
      });
    expect(faultOf(() => studyDiscretization(problem, { dt: 1e-9, count: 1e6 })).expected).toMatch(
      /particle steps in all/,
    );
    expect(faultOf(() => studyDiscretization({ ...problem, time: null }))).toMatchObject({
      code: "missing",
      path: "time",
    });
    const bumpy = defineProblem({ ...doubleWell, diffusion: "0.4 + 0.1*sin(x)" });
    expect(faultOf(() => studyDiscretization(bumpy, { schemes: ["leimkuhler-matthews"] })).code).toBe(
      "scheme-does-not-fit",
    );
  });

  function faultOf(run: () => unknown): InputError {
    try {
      run();
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      return error as InputError;
    }
    throw new Error("nothing was refused");
  }
});

describe("the fit of an order", () => {
  const steps = [0.4, 0.2, 0.1];

  test("finds the slope of exact powers", () => {
    const samples = steps.map((h) => Float64Array.of(3 * h ** 1.5 * 0.99, 3 * h ** 1.5 * 1.01));
    expect(convergence(steps, samples).order!.value).toBeCloseTo(1.5, 12);
  });

  test("gives none where the errors drown in noise", () => {
    const samples = steps.map((h) => Float64Array.of(1 + h, -1, 1, -1));
    expect(convergence(steps, samples).order).toBeNull();
  });

  test("knows that errors on the same paths go together", () => {
    // each path has its own size of error: that cancels in the slope, and the standard error says so
    const samples = steps.map((h) => Float64Array.from({ length: 100 }, (_, p) => h * (1 + (p % 7))));
    const { order } = convergence(steps, samples);
    expect(order!.value).toBeCloseTo(1, 12);
    expect(order!.standardError).toBeLessThan(1e-12);
  });
});
