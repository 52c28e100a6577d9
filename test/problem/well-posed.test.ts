import { describe, expect, test } from "vitest";
import { InputError } from "../../src/errors.js";
import { discretize } from "../../src/generator/discretize.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { evolve } from "../../src/solve/evolve.js";
import { steady } from "../../src/solve/steady.js";

const line = { name: "x", range: [-2, 2], cells: 40 } as const;
const plane = [line, { ...line, name: "y", cells: 20 }] as const;
const literal = (beta: number) => ({ entropy: { beta, sign: "literal" } }) as const;
const adaptive = (D0: number, tau: number, sigma2: number, fisher: string | number) =>
  ({ adaptive: { D0, tau, sigma2, fisher } }) as const;
const run = { initial: { uniform: true }, time: { end: 10, frames: 2 } } as const;

function faultOf(solve: () => unknown): InputError {
  try {
    solve();
  } catch (fault) {
    if (fault instanceof InputError) return fault;
    throw fault;
  }
  throw new Error("nothing was refused");
}
const refused = (definition: ProblemDefinition): InputError => faultOf(() => evolve(defineProblem(definition)));
const timeIn = ({ found }: InputError): number => Number(/t\*? = (\S+)/.exec(found)?.[1]);

describe("a literal entropic drift", () => {
  test.each([
    [0.4, 0.05, 1],
    [0.4, 0.05, "1 + x^2"],
    [0.9, 0.3, "2 + sin(x)"],
  ])(
    "with beta = %d, sigma2 = %d and Fisher matrix %j is refused with the time from which it fails",
    (beta, sigma2, fisher) => {
      const D0 = 0.8;
      const tau = 1.7;
      const fault = refused({
        axes: [line],
        drift: literal(beta),
        diffusion: adaptive(D0, tau, sigma2, fisher),
        ...run,
      });
      expect([fault.code, fault.path]).toEqual(["ill-posed", "drift.entropy"]);
      // x = 0 is a face, and x = -1.55, next to -pi/2, a centre
      const lowest = fisher === "2 + sin(x)" ? 2 - Math.sin(1.55) : 1;
      const expected = tau * Math.log(D0 / (beta - sigma2 * lowest));
      // 12 digits are written
      if (expected > 0) expect(Math.abs(timeIn(fault) / expected - 1)).toBeLessThan(1e-11);
      else expect(fault.found).toMatch(/already at t = 0/);
      expect(fault.remedy).toMatch(/sign: diversify/);
    },
  );

  test("names the place where it fails first, and a beta that would do", () => {
    const definition = {
      axes: [{ ...line, cells: 41 }],
      drift: { loss: "x^2/2", ...literal(0.2) },
      diffusion: adaptive(1, 2, 0.1, "1 + (x - 0.5)^2"),
      ...run,
    };
    const fault = refused(definition);
    expect(fault.found).toMatch(/x = 0\.5\d*$|x = 0\.4\d*$/);
    const bound = Number(/beta below (\S+),/.exec(fault.remedy!)![1]);
    expect(bound).toBeCloseTo(0.1 + Math.exp(-5), 3); // the place is within half a cell of 0.5
    expect(() =>
      discretize(defineProblem({ ...definition, drift: literal(0.999 * bound) })).workspace.release(),
    ).not.toThrow();
    expect(refused({ ...definition, drift: literal(1.001 * bound) }).code).toBe("ill-posed");
  });

  test("is accepted when the run ends before", () => {
    const definition = { axes: [line], drift: literal(0.4), diffusion: adaptive(0.8, 1.7, 0, 1), ...run };
    const onset = 1.7 * Math.log(2);
    expect(timeIn(refused({ ...definition, time: { end: 1.001 * onset, frames: 2 } }))).toBeCloseTo(onset, 10);
    const { status, minDensity } = evolve(defineProblem({ ...definition, time: { end: 0.99 * onset, frames: 2 } }));
    expect(status).toBe("ok");
    expect(minDensity).toBeGreaterThanOrEqual(0);
  });

  test("larger than a D that stays as it is is refused from the start, with and without time", () => {
    const definition = { axes: [line], drift: { loss: "x^2/2", ...literal(0.6) }, diffusion: 0.5 };
    const fault = faultOf(() => steady(defineProblem(definition)));
    expect([fault.code, fault.path]).toEqual(["ill-posed", "drift.entropy"]);
    expect(fault.found).toMatch(/of -0\.1 already at t = 0/);
    expect(fault.remedy).toBe("Take beta below 0.5, or use sign: diversify.");
    expect(refused({ ...definition, ...run }).code).toBe("ill-posed");
    expect(refused({ ...definition, drift: literal(0.5), ...run }).code).toBe("ill-posed");
  });

  test("is not blamed alone where D itself is not positive", () => {
    const { remedy } = refused({ axes: [line], drift: literal(0.1), diffusion: "x", ...run });
    expect(remedy).toBe("Make D itself positive.");
  });

  test("is compared with the smallest D over the axes, and the smallest eigenvalue of a tensor", () => {
    const diagonal = { axes: plane, diffusion: { x: "1", y: "0.3 + y^2" }, ...run };
    expect(refused({ ...diagonal, drift: literal(0.35) }).found).toMatch(/-0\.05 already.*y = 0$/);
    const tensor = {
      axes: plane,
      diffusion: {
        tensor: [
          [1, 0.5],
          [0.5, 1],
        ],
      },
      ...run,
    };
    expect(refused({ ...tensor, drift: literal(0.6) }).found).toMatch(/of -0\.1 already/);
    expect(refused({ ...tensor, drift: literal(0.6) }).remedy).toMatch(/beta below 0\.5,/);
  });

  test("is looked at over time when D depends on it in other ways", () => {
    const fault = refused({ axes: [line], drift: literal(0.5), diffusion: "0.6 + 0.2*cos(t) + x^2", ...run });
    // 32 samples find it, bisection makes it exact: cos t = -1/2
    expect(timeIn(fault)).toBeCloseTo((2 * Math.PI) / 3, 10);
  });
});

describe("a D that is lost during the run is refused before it starts", () => {
  test("when what is left of an adaptive one is singular, once D0 has decayed to nothing", () => {
    const fault = refused({
      axes: plane,
      drift: { loss: "(x + y)^2/2" },
      diffusion: adaptive(1, 0.01, 1, "gradient-outer"),
      ...run,
    });
    expect([fault.code, fault.path]).toEqual(["diffusion-not-positive", "diffusion"]);
    // d falls below 1e-200
    expect(timeIn(fault)).toBeCloseTo(2 * Math.log(10), 4);
  });

  test("when its Fisher matrix has a negative eigenvalue", () => {
    const fault = refused({
      axes: plane,
      diffusion: {
        adaptive: {
          D0: 1,
          tau: 1,
          sigma2: 0.5,
          fisher: {
            tensor: [
              [0, 0.5],
              [0.5, 0],
            ],
          },
        },
      },
      ...run,
    });
    expect(fault.code).toBe("indefinite-fisher");
  });

  test("when a tensor depends on time", () => {
    const fault = refused({
      axes: plane,
      diffusion: {
        tensor: [
          [1, "t/5"],
          ["t/5", 1],
        ],
      },
      ...run,
    });
    expect(fault.code).toBe("diffusion-not-positive");
    expect(timeIn(fault)).toBeCloseTo(5, 5);
  });
});

describe("a tensor D that is not positive definite is refused with the place and its smallest eigenvalue", () => {
  test.each([
    [
      "everywhere",
      [
        [1, 2],
        [2, 1],
      ],
      /a smallest eigenvalue of -1 at x = /,
    ],
    [
      "singular",
      [
        ["1", "1"],
        ["1", "1"],
      ],
      /a smallest eigenvalue of 0 at/,
    ],
    [
      "in a corner",
      [
        ["1", "x*y/3"],
        ["x*y/3", "1"],
      ],
      /of -0\.\d+ at x = -?1\.\d+, y = -?1\.\d+/,
    ],
    [
      "at faces only",
      [
        ["x^2 + y^2", "1e-3"],
        ["1e-3", 1],
      ],
      /of -?[\d.e-]+ at x = 0, y = 0/,
    ],
    [
      "nowhere a number",
      [
        ["sqrt(x - 1)", 0.1],
        [0.1, 1],
      ],
      /of NaN at/,
    ],
  ])("%s", (_, tensor, found) => {
    const odd = [line, { ...line, name: "y", cells: 21 }];
    const fault = faultOf(() => discretize(defineProblem({ axes: odd, diffusion: { tensor } })));
    expect([fault.code, fault.path]).toEqual(["diffusion-not-positive", "diffusion"]);
    expect(fault.found).toMatch(found);
  });
});
