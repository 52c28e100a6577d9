import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/errors.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { valueAt, type Field } from "../../src/problem/field.js";
import { parseProblem, problemFromData } from "../../src/problem/file.js";
import type { Diffusion } from "../../src/problem/problem.js";

const axis = { name: "x", range: [-2, 2], cells: 8 } as const;
const axes = [axis, { ...axis, name: "y" }];
const diffusionOf = (diffusion: ProblemDefinition["diffusion"], more: Partial<ProblemDefinition> = {}): Diffusion =>
  defineProblem({ axes, diffusion, ...more }).diffusion;
const at = (field: Field, x: number, y: number, time = 0): number => {
  const out = new Float64Array(1);
  field.valuesInto([Float64Array.of(x), Float64Array.of(y)], time, out);
  return out[0];
};
const matrixAt = ({ diagonal: [xx, yy], cross }: Diffusion, x: number, y: number): readonly number[] => [
  at(xx, x, y),
  cross ? at(cross, x, y) : 0,
  at(yy, x, y),
];
const places = [
  [-1.3, 0.8],
  [-0.2, -0.5],
  [0.4, 0.1],
  [1.7, 1.9],
] as const;
const adaptive = (fisher: object | string | number) =>
  ({ adaptive: { D0: 0, tau: 1, sigma2: 0.5, fisher } }) as ProblemDefinition["diffusion"];

describe("a tensor D", () => {
  test("is read by rows, entries being numbers, expressions in parameters, or functions", () => {
    const found = diffusionOf(
      {
        tensor: [
          ["1 + x^2", "c"],
          ["c", (_x: number, y: number) => 2 + y],
        ],
      },
      { parameters: { c: 0.5 } },
    );
    expect(matrixAt(found, 2, 1)).toEqual([5, 0.5, 3]);
    expect(found.scalar).toBeNull();
  });

  test("with 0 off the diagonal is diagonal, and isotropic when its entries are one text", () => {
    expect(
      diffusionOf({
        tensor: [
          ["1", 0],
          [0, "2"],
        ],
      }).cross,
    ).toBeNull();
    const isotropic = diffusionOf({
      tensor: [
        ["1 + x^2", "0"],
        [0, "1 + x^2"],
      ],
    });
    expect(isotropic.cross).toBeNull();
    expect(isotropic.diagonal[0]).toBe(isotropic.diagonal[1]);
    expect(diffusionOf({ tensor: [["2"]] }, { axes: [axis] }).diagonal).toHaveLength(1);
  });

  test("may have its two off-diagonal entries written in two ways", () => {
    expect(
      diffusionOf({
        tensor: [
          [3, "x*(y + 1)"],
          ["x*y + x", 3],
        ],
      }).cross,
    ).not.toBeNull();
  });
});

describe("an adaptive D", () => {
  test("is D0·exp(-t/tau) in all directions and sigma2·Fisher, with parameters and --set inside", () => {
    const text = `
axes: [{ name: x, range: [-2, 2], cells: 8 }]
parameters: { T: 0.25, s: 2 }
diffusion: { adaptive: { D0: 4*T, tau: T, sigma2: s/4, fisher: "1 + s*x^2" } }`;
    const { scalar, diagonal, cross } = parseProblem(text).diffusion;
    expect(valueAt(scalar!, 0.5)).toBeCloseTo(Math.exp(-2), 15);
    expect(scalar!.varies).toEqual({ inTime: true, inSpace: false });
    expect(at(diagonal[0], 3, 0)).toBe(9.5);
    expect(cross).toBeNull();
    const slower = parseProblem(text, { set: ["diffusion.adaptive.tau=50", "parameters.s=4"] }).diffusion;
    expect(valueAt(slower.scalar!, 50)).toBeCloseTo(Math.exp(-1), 15);
    expect(at(slower.diagonal[0], 3, 0)).toBe(37);
  });

  test("is recorded with what it leaves out, so that the record states the same problem", () => {
    const data = {
      axes,
      drift: { loss: "x^2*y", entropy: { beta: "T/2" } },
      parameters: { T: 0.5 },
      diffusion: { adaptive: { D0: 1, tau: "2*T", sigma2: 0.1, fisher: { "gauss-newton": { outputs: ["x*y"] } } } },
    };
    const problem = problemFromData(data);
    expect(problem.drift.entropy).toEqual({ beta: 0.25, sign: "diversify" });
    expect(problem.source).toMatchObject({ drift: { entropy: { beta: "T/2", sign: "diversify" } } });
    const again = problemFromData(problem.source);
    expect(again.source).toEqual(problem.source);
    for (const [x, y] of places) expect(matrixAt(again.diffusion, x, y)).toEqual(matrixAt(problem.diffusion, x, y));
    expect(valueAt(again.diffusion.scalar!, 0.3)).toBe(Math.exp(-0.3) + 0.25);
  });

  test("has no d(t) without D0, and an entropic one alone is a constant", () => {
    expect(diffusionOf(adaptive(1)).scalar).toBeNull();
    const { scalar, diagonal } = diffusionOf("1 + x^2", { drift: { entropy: { beta: 0.1, sign: "literal" } } });
    expect([scalar!.varies.inTime, valueAt(scalar!, 3)]).toEqual([false, -0.1]);
    expect(at(diagonal[0], 1, 0)).toBe(2);
  });

  test("without sigma2 is the same in all directions whatever the Fisher matrix", () => {
    const { diagonal, cross, scalar } = diffusionOf(
      { adaptive: { D0: 1, tau: 2, sigma2: 0, fisher: "hessian-absolute" } },
      { drift: { loss: "x*y" } },
    );
    expect([at(diagonal[0], 1, 1), at(diagonal[1], 1, 1), cross, valueAt(scalar!, 0)]).toEqual([0, 0, null, 1]);
  });
});

const loss = "x^4/4 - x^2/2 + 0.7*x*y + 0.3*sin(2*y)*x^2 + y^3/3";
const hessian = (x: number, y: number): [number, number, number] => [
  3 * x ** 2 - 1 + 0.6 * Math.sin(2 * y),
  0.7 + 1.2 * Math.cos(2 * y) * x,
  -1.2 * Math.sin(2 * y) * x ** 2 + 2 * y,
];
/** f of a symmetric matrix by its eigenvectors: another way than the program takes. */
function spectral([a, b, c]: readonly number[], f: (eigenvalue: number) => number): readonly number[] {
  const angle = 0.5 * Math.atan2(2 * b, a - c);
  const [p, q] = [Math.cos(angle), Math.sin(angle)];
  const first = f(p * p * a + 2 * p * q * b + q * q * c);
  const second = f(q * q * a - 2 * p * q * b + p * p * c);
  return [p * p * first + q * q * second, p * q * (first - second), q * q * first + p * p * second];
}
const close = (found: readonly number[], expected: readonly number[], tolerance: number): void =>
  found.forEach((value, i) => expect(Math.abs(value - expected[i])).toBeLessThan(tolerance));

describe("the Fisher matrix of a loss", () => {
  const point = fc.tuple(fc.double({ min: -2, max: 2, noNaN: true }), fc.double({ min: -2, max: 2, noNaN: true }));
  test.each([
    ["hessian-absolute", Math.abs],
    ["hessian-clamped", (value: number): number => Math.max(value, 0)],
  ] as const)("%s has the eigenvectors of the Hessian", (fisher, f) => {
    const found = diffusionOf(adaptive(fisher), { drift: { loss } });
    fc.assert(
      fc.property(point, ([x, y]) => {
        const expected = spectral(hessian(x, y), f).map((entry) => 0.5 * entry);
        close(matrixAt(found, x, y), expected, 1e-13); // rounding of entries of order 10
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test("gradient-outer is the product of the gradient with itself", () => {
    const found = diffusionOf(adaptive("gradient-outer"), { drift: { loss: "x^2/2 + x*y" } });
    for (const [x, y] of places)
      close(matrixAt(found, x, y), [0.5 * (x + y) ** 2, 0.5 * (x + y) * x, 0.5 * x ** 2], 1e-14);
  });

  test("gauss-newton is that of the outputs, over their noise squared", () => {
    const found = diffusionOf(adaptive({ "gauss-newton": { outputs: ["x^2", "x*y"], noise: 2 } }));
    for (const [x, y] of places)
      close(matrixAt(found, x, y), [(4 * x * x + y * y) / 8, (x * y) / 8, (x * x) / 8], 1e-14);
  });

  test("of a loss without mixed part is diagonal", () => {
    for (const fisher of ["hessian-absolute", "hessian-clamped"] as const)
      expect(diffusionOf(adaptive(fisher), { drift: { loss: "x^4 + y^2" } }).cross).toBeNull();
    expect(diffusionOf(adaptive({ "gauss-newton": { outputs: ["x^2", "3*y"] } })).cross).toBeNull();
  });

  test.each(["hessian-absolute", "hessian-clamped", "gradient-outer", { "gauss-newton": { outputs: [loss, "x*y"] } }])(
    "%j has the derivatives of its values",
    (fisher) => {
      const { diagonal, cross } = diffusionOf(adaptive(fisher), { drift: { loss } });
      const step = 1e-3;
      for (const field of [...diagonal, cross!])
        for (const [x, y] of places)
          for (const along of [0, 1]) {
            const moved = (shift: number): number => (along === 0 ? at(field, x + shift, y) : at(field, x, y + shift));
            const slope = (8 * (moved(step) - moved(-step)) - (moved(2 * step) - moved(-2 * step))) / (12 * step);
            // order 4 in the step, 1e-12 times a fifth derivative of up to 1e3, and rounding
            expect(Math.abs(at(field.derivative(along), x, y) - slope)).toBeLessThan(1e-9 * (1 + Math.abs(slope)));
          }
    },
  );

  test("of a loss given as a function is that of the expression, as far as differences go", () => {
    const plain = diffusionOf(adaptive("hessian-absolute"), {
      drift: { loss: (x, y) => x ** 2 * y! + x * y! ** 3 },
    });
    const exact = diffusionOf(adaptive("hessian-absolute"), { drift: { loss: "x^2*y + x*y^3" } });
    // two differences of step 1e-3 multiply rounding by 1e6
    for (const [x, y] of places) close(matrixAt(plain, x, y), matrixAt(exact, x, y), 1e-8);
  });

  test("given as a tensor or a number is what it says", () => {
    expect(
      matrixAt(
        diffusionOf(
          adaptive({
            tensor: [
              [2, "x"],
              ["x", 4],
            ],
          }),
        ),
        1,
        0,
      ),
    ).toEqual([1, 0.5, 2]);
    const { diagonal } = diffusionOf(adaptive(3));
    expect([at(diagonal[0], 1, 1), diagonal[1] === diagonal[0]]).toEqual([1.5, true]);
  });
});

const one = "axes: [{ name: x, range: [-1, 1], cells: 4 }]\n";
const two = `axes: [{ name: x, range: [-1, 1], cells: 4 }, { name: y, range: [-1, 1], cells: 4 }]\n`;
const stretched = two.replace("cells: 4 }]", "cells: 4, stretch: { around: 0, strength: 2 } }]");
const withFisher = (fisher: string, drift = 'drift: { loss: "x^2*y" }\n'): string =>
  `${two}${drift}diffusion: { adaptive: { D0: 1, tau: 1, sigma2: 1, fisher: ${fisher} } }`;
const full = "diffusion: { tensor: [[2, 1], [1, 2]] }";

describe("a mistake in D or the entropic drift names its place, what was found and what would be right", () => {
  test.each([
    [
      `${two}diffusion: { tensor: [[1, x], [y, 1]] }`,
      "not-symmetric",
      "diffusion.tensor",
      /x = -?0\.\d+, y = .*Write the same/,
    ],
    [`${two}diffusion: { tensor: [[1, 0], [0.1, 1]] }`, "not-symmetric", "diffusion.tensor", /found 0 and 0\.1 at/],
    [`${two}diffusion: { tensor: [[1, "0.1*t"], [0.1, 1]] }`, "not-symmetric", "diffusion.tensor", /t = 0/],
    [`${two}diffusion: { tensor: [[1]] }`, "bad-length", "diffusion.tensor", /two rows of two entries.*1 row of 1/],
    [`${two}diffusion: { tensor: [[1, 0], [0]] }`, "bad-length", "diffusion.tensor", /2 rows of 2 and 1/],
    [`${one}diffusion: { tensor: [[1, 0], [0, 1]] }`, "bad-length", "diffusion.tensor", /one entry, \[\[a\]\]/],
    [`${two}diffusion: { tensor: [1, 2] }`, "bad-type", "diffusion.tensor[0]", /a row: a list of entries, found 1/],
    [`${two}diffusion: { tensor: 1 }`, "bad-type", "diffusion.tensor", /a list of rows/],
    [`${two}diffusion: { tensor: [[1, "z"], ["z", 1]] }`, "unknown-name", "diffusion.tensor[0][1]", /z/],
    [`${two}diffusion: { tensr: [[1, 0], [0, 1]] }`, "bad-type", "diffusion.tensr", /Did you mean "tensor"/],
    [`${two}diffusion: { adaptve: { D0: 1 } }`, "bad-type", "diffusion.adaptve", /Did you mean "adaptive"/],
    [`${two}diffusion: { tensor: [[1, 0], [0, 1]], x: 1 }`, "contradiction", "diffusion", /tensor and x/],
    [`${stretched}${full}`, "tensor-needs-uniform-axes", "axes[1]", /equal cells.*without stretch/],
    ...["integrated", "upwind", "central"].map(
      (scheme) =>
        [
          `${two}${full}\nsolver: { scheme: ${scheme} }`,
          "tensor-scheme",
          "solver.scheme",
          /scharfetter-gummel/,
        ] as const,
    ),
    [
      withFisher("hessian-absolut"),
      "unknown-fisher",
      "diffusion.adaptive.fisher",
      /gradient-outer.*Did you mean "hessian-absolute"/,
    ],
    [withFisher("Gradient_Outer"), "unknown-fisher", "diffusion.adaptive.fisher", /Did you mean "gradient-outer"/],
    [withFisher("hessian-abs"), "unknown-fisher", "diffusion.adaptive.fisher", /hessian-absolute/],
    [withFisher("empirical"), "unknown-fisher", "diffusion.adaptive.fisher", /one of hessian-absolute/],
    [withFisher("-3"), "indefinite-fisher", "diffusion.adaptive.fisher", /smallest eigenvalue of -3 at x = .*, y = /],
    [
      withFisher("{ tensor: [[1, 2], [2, 1]] }"),
      "indefinite-fisher",
      "diffusion.adaptive.fisher",
      /eigenvalue of -1 at/,
    ],
    [withFisher("hessian"), "indefinite-fisher", "diffusion.adaptive.fisher", /hessian-absolute.*hessian-clamped/],
    [
      withFisher("gauss-newton"),
      "fisher-needs-outputs",
      "diffusion.adaptive.fisher",
      /outputs: \["x\^2", "x\*y"\], noise: 1/,
    ],
    [
      withFisher("{ gauss-newton: { outputs: [] } }"),
      "out-of-range",
      "diffusion.adaptive.fisher.gauss-newton.outputs",
      /at least one/,
    ],
    [
      withFisher("{ gauss-newton: { outputs: [x], noise: 0 } }"),
      "out-of-range",
      "diffusion.adaptive.fisher.gauss-newton.noise",
      /above 0/,
    ],
    [
      withFisher('{ gauss-newton: { outputs: ["abs(x)"] } }'),
      "fisher-not-smooth",
      "diffusion.adaptive.fisher.gauss-newton.outputs[0]",
      /where x = 0/,
    ],
    [withFisher("hessian-clamped", ""), "fisher-needs-loss", "diffusion.adaptive.fisher", /drift\.loss/],
    ...["abs(x)", "max(x, y)", "min(x^2, 1)", "x^2*(x > 0)", "sign(x)*x^2"].map(
      (text) =>
        [
          withFisher("hessian-absolute", `drift: { loss: "${text}" }\n`),
          "fisher-not-smooth",
          "drift.loss",
          /kink or jump where/,
        ] as const,
    ),
    [withFisher("{ tensor: [[1, x], [y, 1]] }"), "not-symmetric", "diffusion.adaptive.fisher.tensor", /symmetric/],
    [withFisher("{ tensr: [[1, 0], [0, 1]] }"), "unknown-key", "diffusion.adaptive.fisher.tensr", /tensor/],
    [withFisher("x +"), "expression-syntax", "diffusion.adaptive.fisher", /x \+/],
    [withFisher("1").replace("tau: 1", "tau: 0"), "out-of-range", "diffusion.adaptive.tau", /above 0, found 0/],
    [withFisher("1").replace("tau: 1", "tau: -1"), "out-of-range", "diffusion.adaptive.tau", /above 0, found -1/],
    [withFisher("1").replace("tau: 1, ", ""), "missing-key", "diffusion.adaptive.tau", /nothing/],
    [withFisher("1").replace("tau: 1", "tau: .inf"), "bad-type", "diffusion.adaptive.tau", /finite/],
    [withFisher("1").replace("tau: 1", "tua: 1"), "unknown-key", "diffusion.adaptive.tua", /Did you mean "tau"/],
    [withFisher("1").replace("D0: 1", "D0: -1"), "out-of-range", "diffusion.adaptive.D0", /0 or more, found -1/],
    [withFisher("1").replace("sigma2: 1", "sigma2: -1"), "out-of-range", "diffusion.adaptive.sigma2", /0 or more/],
    [`${one}diffusion: 1\ndrift: { entropy: { beta: -1 } }`, "out-of-range", "drift.entropy.beta", /sign/],
    [`${one}diffusion: 1\ndrift: { entropy: { sign: literal } }`, "missing-key", "drift.entropy.beta", /nothing/],
    [
      `${one}diffusion: 1\ndrift: { entropy: { beta: 1, sign: litteral } }`,
      "bad-value",
      "drift.entropy.sign",
      /Did you mean "literal"/,
    ],
  ] as const)("%j -> %s", (text, code, path, message) => {
    let fault: unknown = null;
    try {
      parseProblem(text);
    } catch (error) {
      fault = error;
    }
    expect(fault).toBeInstanceOf(InputError);
    expect([(fault as InputError).code, (fault as InputError).path]).toEqual([code, path]);
    expect((fault as InputError).message).toMatch(message);
  });

  test("a parameter or an axis with the name of a kind is an expression", () => {
    const found = parseProblem(`${withFisher("hessian")}\nparameters: { hessian: 3 }`).diffusion;
    expect(at(found.diagonal[0], 0, 0)).toBe(3);
  });
});
