import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { evolution, evolve } from "../../src/solve/evolve.js";

const line: ProblemDefinition = {
  axes: [{ name: "x", range: [-3, 3], cells: 50 }],
  drift: { loss: "x^2/2" },
  diffusion: 0.5,
  initial: { gaussian: { mean: [1], variance: 0.2 } },
  time: { end: 1, frames: 5 },
};
const plane: ProblemDefinition = {
  ...line,
  axes: [
    { name: "x", range: [-3, 3], cells: 20 },
    { name: "y", range: [-3, 3], cells: 20 },
  ],
  initial: { gaussian: { mean: [1, 0], variance: 0.2 } },
};

function faultOf(definition: ProblemDefinition): InputError {
  try {
    evolution(defineProblem(definition)).next();
  } catch (fault) {
    if (fault instanceof InputError) return fault;
    throw fault;
  }
  throw new Error("nothing was refused");
}

describe("a stepper that does not fit is refused, with one that does", () => {
  for (const [what, definition, remedy] of [
    ["strang on one axis", { ...line, solver: { stepper: "strang" } }, "tr-bdf2"],
    ["tr-bdf2 on two axes", { ...plane, solver: { stepper: "tr-bdf2" } }, "strang"],
    [
      "uniformization with a drift in time",
      { ...line, drift: { force: { x: "sin(t) - x" } }, solver: { stepper: "uniformization" } },
      "tr-bdf2",
    ],
    [
      "uniformization with a D in time",
      { ...plane, diffusion: "1 + exp(-t)", solver: { stepper: "uniformization" } },
      "strang",
    ],
  ] as const)
    it(`(${what})`, () => {
      const fault = faultOf(definition);
      expect(fault.code).toBe("stepper-does-not-fit");
      expect(fault.path).toBe("solver.stepper");
      expect(fault.remedy).toContain(remedy);
    });
});

describe("a run that would take absurdly long is refused before it starts", () => {
  const finest = { ...line, axes: [{ name: "x", range: [-3, 3] as const, cells: 200_000 }] };
  for (const [what, definition, path] of [
    ["a fixed step of 1e-12", { ...line, solver: { dt: 1e-12 } }, "solver.dt"],
    ["a fixed step of 1e-12 in 2D", { ...plane, solver: { dt: 1e-12 } }, "solver.dt"],
    ["ssprk43 on 200 000 cells", { ...finest, solver: { stepper: "ssprk43" } }, "solver.stepper"],
    [
      "uniformization over a million years",
      { ...line, time: { end: 1e15 }, solver: { stepper: "uniformization" } },
      "solver.stepper",
    ],
  ] as const)
    it(`(${what})`, () => {
      const began = performance.now();
      const fault = faultOf(definition);
      expect(fault.code).toBe("too-long");
      expect(fault.path).toBe(path);
      expect(fault.found).toMatch(/about .* (days|years)/);
      // The cells are discretised first; nothing is stepped.
      expect(performance.now() - began).toBeLessThan(20_000);
    });

  it("and one of minutes comes with a warning before its first step", () => {
    const steps = evolution(defineProblem({ ...line, solver: { dt: 1e-7 } }));
    expect(steps.next().value.warnings!.join()).toMatch(/will take about .* minutes|seconds/);
  });
});

describe("a run that is stopped", () => {
  for (const definition of [line, plane])
    it(`returns the frames that are finished, as the full run has them (${definition.axes.length}D)`, () => {
      const whole = evolve(defineProblem(definition));
      const signal = { aborted: false };
      const run = evolution(defineProblem(definition), { signal });
      let next = run.next();
      while (!next.done) {
        if (next.value.time >= 0.6) signal.aborted = true;
        next = run.next();
      }
      const part = next.value;
      expect(part.status).toBe("interrupted");
      const count = part.frames.length;
      expect(count).toBeGreaterThanOrEqual(3);
      expect(count).toBeLessThan(whole.frames.length);
      expect(part.density.shape[0]).toBe(count);
      const saved = part.density.data as Float64Array;
      expect(saved).toEqual((whole.density.data as Float64Array).slice(0, saved.length));
      expect(part.frames).toEqual(whole.frames.slice(0, count));
      expect(part.error.space).toBeNull();
    });

  it("before its first step returns the start", () => {
    const { status, frames, steps } = evolve(defineProblem(line), { signal: { aborted: true } });
    expect([status, frames.length, steps]).toEqual(["interrupted", 1, 0]);
  });
});

describe("what a run says about its time error", () => {
  it("covers the measured error with a fixed step, also where values had to be kept positive", () => {
    for (const definition of [
      {
        ...line,
        axes: [{ name: "x", range: [0, 10], cells: 400 }],
        drift: { force: { x: 5 } },
        diffusion: 0.02,
        initial: { gaussian: { mean: [2], variance: 0.01 } },
      },
      { ...line, initial: { point: [1] } },
      { ...plane, initial: { point: [1, 0.5] } },
    ] as ProblemDefinition[])
      for (const dt of [0.1, 0.02]) {
        const run = evolve(defineProblem({ ...definition, solver: { dt } }));
        const exact = evolve(defineProblem({ ...definition, solver: { stepper: "uniformization" } }));
        const { size, volumes } = run.problem.grid;
        const last = ({ density }: typeof run): Float64Array => (density.data as Float64Array).slice(-size);
        const [found, wanted] = [last(run), last(exact)];
        const error = found.reduce((sum, value, c) => sum + Math.abs(value - wanted[c]) * volumes[c], 0);
        // tr-bdf2 adds up bounds; strang carries an estimate of the error itself along, good to a tenth.
        expect(error).toBeLessThan(1.1 * run.error.time!);
      }
  });
});
