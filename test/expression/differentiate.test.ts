import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differentiate } from "../../src/problem/expression/differentiate.js";
import { parseExpression, printTree, treeField } from "../../src/problem/expression/expression.js";
import { inOrder } from "../../src/problem/expression/tree.js";
import { coordinate, oracle, smoothExpression } from "./random.js";
import { axes, read, valueOf } from "./trees.js";

const slope = (text: string, ...along: string[]) => along.reduce(differentiate, read(text));

/** Central difference of order 6; step 1e-2 leaves an error of about 1e-12 times the seventh derivative. */
function difference(f: (z: number) => number, z: number, h = 1e-2): number {
  const pair = (k: number): number => f(z + k * h) - f(z - k * h);
  return (45 * pair(1) - 9 * pair(2) + pair(3)) / (60 * h);
}

describe("derivatives", () => {
  it("agree with an independent symbolic differentiation on random smooth expressions, twice over", () => {
    fc.assert(
      fc.property(smoothExpression, coordinate, coordinate, (text, x, y) => {
        for (const along of [["x"], ["y"], ["x", "y"]]) {
          const theirs = along.reduce(
            (tree, name) => oracle.derivative(tree, name, { simplify: false }),
            oracle.parse(text),
          );
          const expected = theirs.evaluate({ x, y }) as number;
          if (!Number.isFinite(expected)) continue; // log of a number that is nowhere positive times a slope of 0
          const found = valueOf(slope(text, ...along), x, y);
          // Other forms of the same slope differ by rounding, magnified by cancellation between terms.
          expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(expected)));
        }
      }),
      { seed: 20243, numRuns: 200 },
    );
  });

  it.each([
    "exp(-x^2)",
    "log(1 + x^2)",
    "sqrt(2 + x)",
    "abs(x - 3)",
    "sin(2*x)",
    "cos(x)^2",
    "tan(x/2)",
    "sinh(x)",
    "cosh(x)",
    "tanh(x)",
    "erf(x)",
    "erf(x*y)",
    "min(x, y)",
    "max(x^2, 3*x, y)",
    "x^y",
    "y^x",
    "pow(2, x)",
    "x^2.5",
    "x^-1",
    "x^t",
    "x^4/4 - x^2/2",
    "(x < 2)*x^2",
    "x*sign(x - 5)",
    "1/(1 + x^2)",
    "x/y/x^3",
    "-x^3",
    "(x > 0 and y > 0)*x",
    "x^x",
  ])("of %s agree with differences", (text) => {
    for (const [x, y, t] of [
      [0.7, 1.3, 2],
      [1.6, 2.2, 1.5],
    ] as const) {
      const exact = (along: string) => valueOf(slope(text, along), x, y, t);
      const alongX = difference((z) => valueOf(read(text), z, y, t), x);
      const alongY = difference((z) => valueOf(read(text), x, z, t), y);
      // The difference is good to about 1e-12 times a seventh derivative that reaches 1e3 here.
      expect(Math.abs(exact("x") - alongX)).toBeLessThanOrEqual(1e-8 * (1 + Math.abs(alongX)));
      expect(Math.abs(exact("y") - alongY)).toBeLessThanOrEqual(1e-8 * (1 + Math.abs(alongY)));
      const twice = difference((z) => valueOf(slope(text, "x"), z, y, t), x);
      expect(Math.abs(valueOf(slope(text, "x", "x"), x, y, t) - twice)).toBeLessThanOrEqual(
        1e-8 * (1 + Math.abs(twice)),
      );
    }
  });

  it("of powers need no logarithm: they hold at negative and zero bases", () => {
    expect(valueOf(slope("x^2", "x"), -3)).toBe(-6);
    expect(valueOf(slope("x^3", "x"), -2)).toBe(12);
    expect(valueOf(slope("x^5", "x", "x"), -1)).toBe(-20);
    expect(valueOf(slope("x^1", "x"), 0)).toBe(1);
    expect(valueOf(slope("x^2", "x", "x"), 0)).toBe(2);
    expect(valueOf(slope("x^2", "x", "x", "x"), 0)).toBe(0);
    expect(valueOf(slope("x^t", "x"), 0, 0, 0)).toBe(0);
    expect(valueOf(slope("0^x", "x"), 2)).toBe(0);
    expect(valueOf(slope("x^y", "y"), 0, 2)).toBe(0);
  });

  it("of kinks take a side, and of jumps are zero", () => {
    expect([-2, 0, 2].map((x) => valueOf(slope("abs(x)", "x"), x))).toEqual([-1, 0, 1]);
    expect([-2, 2].map((x) => valueOf(slope("max(0, x)", "x"), x))).toEqual([0, 1]);
    expect([-2, 0, 2].map((x) => valueOf(slope("min(x, x^2)", "x"), x))).toEqual([1, 1, 1]);
    for (const jump of ["x < 0", "sign(x)", "not x", "x and y", "x == 1"])
      expect(slope(jump, "x")).toEqual({ kind: "number", value: 0 });
    // The other branch may be infinite: it is chosen away, not multiplied by zero.
    expect(valueOf(slope("max(1, 1/x)", "x"), 0)).toBe(-Infinity);
    expect(valueOf(slope("min(1, 1/x)", "x"), 0)).toBe(0);
  });

  it("keep their digits where tanh and tan saturate", () => {
    // sech² 20 = 4 e⁻⁴⁰ (1 + O(e⁻⁴⁰)), which 1 − tanh² would round to 0.
    expect(valueOf(slope("tanh(x)", "x"), 20) / (4 * Math.exp(-40))).toBeCloseTo(1, 13);
  });

  it("stay small: common parts are shared", () => {
    const wells = "-log(0.6*exp(-((x+1.2)^2+y^2)/0.7) + 0.4*exp(-((x-1.2)^2+(y-0.4)^2)/0.5))";
    const size = (tree: ReturnType<typeof read>): number => inOrder(tree).length;
    expect(size(slope(wells, "x"))).toBeLessThan(2 * size(read(wells)));
    expect(size(slope(wells, "x", "y"))).toBeLessThan(3 * size(read(wells)));
    const nested = `${"sin(x*".repeat(100)}x${")".repeat(100)}`;
    expect(size(slope(nested, "x"))).toBeLessThan(1000);
  });

  it("come out simple", () => {
    expect(printTree(slope("x^4/4 - x^2/2", "x"))).toBe("4*x^3/4 - 2*x/2");
    expect(printTree(slope("a*x + t", "x"))).toBe("1.5");
    expect(printTree(slope("-x", "x"))).toBe("-1");
    expect(printTree(slope("x*y", "x"))).toBe("y");
    expect(treeField(read("x^2"), axes).derivative(0).text).toBe("d/dx (x^2)");
  });

  it("of an interaction are taken along its displacements", () => {
    const tree = parseExpression("theta*dx^2/2", { axes: ["x"], parameters: { theta: 3 }, displacements: true }, "p");
    const out = new Float64Array(1);
    treeField(tree, ["dx"])
      .derivative(0)
      .valuesInto([Float64Array.of(2)], 0, out);
    expect(out[0]).toBe(6);
    expect(() => treeField(tree, ["x"])).toThrow(expect.objectContaining({ code: "unknown-name" }));
  });
});
