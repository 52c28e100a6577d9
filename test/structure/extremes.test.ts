import { describe, expect, it } from "vitest";
import { NumericalError } from "../../src/errors.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { initialMasses } from "../../src/problem/initial.js";
import { startEngine } from "../../src/solve/engine.js";
import { evolve } from "../../src/solve/evolve.js";
import { startRunState } from "../../src/solve/run-state.js";
import { steady } from "../../src/solve/steady.js";
import { timeErrorWarning } from "../../src/solve/time-error.js";

const line: ProblemDefinition = {
  axes: [{ name: "x", range: [-4, 4], cells: 200 }],
  diffusion: 0.1,
  initial: { gaussian: { mean: 0, variance: 0.1 } },
  time: { end: 3, frames: 2 },
};
const meanAtEnd = (definition: ProblemDefinition): number => evolve(defineProblem(definition)).frames.at(-1)!.mean[0]!;

describe("far from what a grid resolves", () => {
  it.each([1e-2, 1e-4, 1e-6])("moves a density with the drift also where |Pe| is large (D = %s)", (diffusion) => {
    const mean = meanAtEnd({
      axes: [{ name: "x", range: [-3, 3], cells: 64 }],
      drift: { force: { x: (x) => -1 - 0.01 * x } },
      diffusion,
      initial: { gaussian: { mean: 1.5, variance: 0.05 } },
      time: { end: 0.5, frames: 2 },
    });
    // m' = -1 - m/100; in the upwind limit cells of 0.09 change the drift by less than 1e-3 of it
    expect(Math.abs(mean - (101.5 * Math.exp(-0.005) - 100))).toBeLessThan(1e-3);
  });

  it("names D and the time where it becomes negative during a run", () => {
    const problem = defineProblem({ ...line, drift: { loss: (x) => x * x }, diffusion: "0.25 - 0.3*t" });
    expect(() => evolve(problem)).toThrow(/diffusion: expected a D above 0.*found -.* at t = 0\.83/);
  });
});

describe("a density at rest", () => {
  it("feels a force that comes up for a moment", () => {
    // m' = -m + 20 exp(-2000 (t - 1.5)²): 20·√(π/2000)·exp(-1.5), and 1/4000 of it for the width of the pulse
    const exact = 20 * Math.sqrt(Math.PI / 2000) * Math.exp(-1.5 + 1 / 8000);
    const mean = meanAtEnd({ ...line, drift: { force: { x: "-x + 20*exp(-2000*(t - 1.5)^2)" } } });
    // order 2 in space: the mean of a linear drift relaxes at 1 + O(h²) = 1e-3
    expect(Math.abs(mean / exact - 1)).toBeLessThan(3e-3);
  });

  it("may rest for as long as numbers go, on a ring until the rounding of its exchange takes over", () => {
    const problem = (end: number, boundary: "reflecting" | "periodic") =>
      defineProblem({
        ...line,
        axes: [{ name: "x", range: [-4, 4], cells: 200, boundary }],
        drift: { loss: boundary === "periodic" ? "cos(pi*x/4)" : "x^2/2" },
        time: { end, frames: 2 },
      });
    expect(evolve(problem(1e11, "reflecting")).status).toBe("ok");
    expect(evolve(problem(1e16, "reflecting")).massError).toBeLessThan(1e-12);
    expect(() => evolve(problem(1e17, "periodic"))).toThrow(/time\.end: expected a run of at most.*rounding/);
  });
});

describe("a pole", () => {
  it("of the loss at a face between two cells is refused as one at a centre", () => {
    for (const cells of [64, 65])
      for (const loss of ["1/x", "-0.5*log(abs(x)) + x^2/2"]) {
        const problem = defineProblem({ ...line, axes: [{ name: "x", range: [-4, 4], cells }], drift: { loss } });
        expect(() => evolve(problem)).toThrow(/drift: expected a finite drift .* found a loss of .*Infinity at x = /);
      }
  });

  it("in time ends the run with words, and not with an error beyond all densities", () => {
    const problem = defineProblem({ ...line, drift: { force: { x: "1/(t - 0.3)" } }, time: { end: 1, frames: 2 } });
    expect(() => evolve(problem)).toThrow(/error has added up to 0\.5 at t = 0\.3.*infinite or changes abruptly/);
    expect(() => evolve(problem)).toThrow(NumericalError);
  });

  it("of size 1e300 is said to be too large, with the bound", () => {
    const problem = defineProblem({ ...line, drift: { force: { x: "1e300" } }, diffusion: 1e-14 });
    expect(() => evolve(problem)).toThrow(/found one that is too large near x = .*beyond 1\.8e\+308/);
  });

  it("so far from any grid gets no advice on the number of cells", () => {
    const problem = defineProblem({
      axes: [{ name: "x", range: [0, 10], cells: 20, boundary: "periodic" }],
      drift: { force: { x: 1e12 } },
      diffusion: 1e-14,
      initial: { uniform: true },
      time: { end: 5e-12, frames: 2 },
    });
    expect(evolve(problem).warnings.join()).toMatch(/100 % of the mass is; no grid resolves them/);
  });
});

describe("a tolerance that is missed", () => {
  it("because a run on a ring is so long that rounding counts is put down to that", () => {
    const { warnings } = evolve(
      defineProblem({
        ...line,
        axes: [{ name: "x", range: [-4, 4], cells: 100, boundary: "periodic" }],
        drift: { loss: "cos(pi*x/4)" },
        time: { end: 1e13, frames: 2 },
      }),
    );
    expect(warnings.join()).toMatch(/above the tolerance: rounding alone makes/);
  });

  it("because of a jump nobody stated is put down to that", () => {
    const problem = defineProblem({ ...line, drift: { force: { x: (_x: number, t: number) => (t > 0.7 ? 1 : 0) } } });
    const engine = startEngine(problem, initialMasses(problem).mass, false);
    const run = { ...startRunState(0, 3, []), error: 2e-4, time: 3, steps: 100 };
    expect(timeErrorWarning(run, problem, { engine, roundingBefore: null })).toMatch(
      /above the tolerance: .*abruptly .*not known as a jump/,
    );
    expect(timeErrorWarning({ ...run, error: 5e-5 }, problem, { engine, roundingBefore: null })).toBeNull();
  });
});

describe("a function of time", () => {
  const at = (force: (...z: number[]) => number): number =>
    meanAtEnd({ ...line, drift: { force: { x: force } }, time: { end: 1, frames: 2 } });
  it("is known as one whatever its length says", () => {
    const plain = at((x, t) => -x! + Math.sin(3 * t!));
    expect(at((x, t = 0) => -x! + Math.sin(3 * t))).toBe(plain);
    expect(at((...z) => -z[0]! + Math.sin(3 * z[1]!))).toBe(plain);
  });
});

describe("the stated error in space", () => {
  it("is that of a first-order scheme for upwind", () => {
    const problem = (cells: number, scheme: "upwind" | "integrated") =>
      defineProblem({
        ...line,
        axes: [{ name: "x", range: [-4, 4], cells }],
        drift: { loss: (x) => (x * x) / 2 },
        initial: { gaussian: { mean: 1, variance: 0.1 } },
        time: { end: 1, frames: 2 },
        solver: { scheme, tolerance: 1e-6 },
      });
    const coarse = evolve(problem(200, "upwind"), { estimateError: true });
    // the integrated scheme on the same grid is more than ten times closer to the truth
    const exact = evolve(problem(200, "integrated"));
    let error = 0;
    for (let i = 0; i < 200; i++) error += Math.abs(coarse.density.get(1, i) - exact.density.get(1, i)) * (8 / 200);
    expect(coarse.error.space! / error).toBeGreaterThan(0.6);
    expect(coarse.error.space! / error).toBeLessThan(1.6);
  });
});

describe("times beyond floating point", () => {
  const settling = { ...line, drift: { loss: "x^2/2" }, diffusion: 1 };
  const during = (time: { start?: number; end: number }) => () =>
    evolve(defineProblem({ ...settling, time: { frames: 2, ...time } }), { ledger: false });

  it("leave a long run to the stationary state as it is", () => {
    const { massError, frames } = during({ end: 1e15 })();
    expect(massError).toBeLessThan(1e-13);
    // the stationary variance on the grid; the error in time is held below 1e-4
    expect(frames[1]!.covariance[0]![0]).toBeCloseTo(steady(defineProblem(settling)).covariance[0]![0]!, 3);
    // a place far out in which cells exchange their mass 1e18 times as fast shortens nothing
    const steep = defineProblem({ ...settling, drift: { loss: "x^20" }, time: { end: 1e15, frames: 2 } });
    expect(evolve(steep, { ledger: false }).massError).toBeLessThan(1e-12);
  });

  it("are refused at once where a run is too long for the time in which cells exchange their mass", () => {
    for (const end of [1e26, 1e30, 1e100, 1e300, Number.MAX_VALUE]) {
      const began = performance.now();
      expect(during({ end })).toThrow(
        expect.objectContaining({ name: "InputError", code: "too-long", path: "time.end" }),
      );
      // it took minutes and more
      expect(performance.now() - began).toBeLessThan(5000);
    }
  });

  it("are refused where the start is too late to tell its times apart", () => {
    expect(during({ start: 1e8, end: 1e8 + 2 })).not.toThrow();
    for (const start of [1e14, -1e14, 1e15])
      expect(during({ start, end: start + 2 })).toThrow(
        expect.objectContaining({ name: "InputError", code: "too-late", path: "time.start" }),
      );
  });

  it("are refused where frames, or the length of the run, are no longer numbers of their own", () => {
    for (const time of [
      { start: 1e16, end: 1e16 + 64, frames: 101 },
      { start: -1e308, end: 1e308, frames: 2 },
    ])
      expect(() => defineProblem({ ...settling, time })).toThrow(
        expect.objectContaining({ name: "InputError", code: "blurred-times", path: "time.end" }),
      );
  });
});
