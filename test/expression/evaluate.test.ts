import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseExpression, printTree, treeField } from "../../src/problem/expression/expression.js";
import { anyExpression, coordinate, oracle } from "./random.js";
import { axes, names, read, valueOf } from "./trees.js";

describe("values", () => {
  it("agree with an independent evaluator on random expressions", () => {
    let finite = 0;
    fc.assert(
      fc.property(anyExpression, coordinate, coordinate, coordinate, ({ ours, theirs }, x, y, t) => {
        const expected: unknown = oracle.evaluate(theirs, { ...names.parameters, x, y, t });
        const found = valueOf(read(ours), x, y, t);
        if (typeof expected !== "number" || !Number.isFinite(expected)) return;
        finite++;
        // 1e-12: the two differ by rounding in erf only, which sums may magnify.
        expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-12 * Math.abs(expected) + 1e-300);
      }),
      { seed: 20240, numRuns: 3000 },
    );
    // The claim would be empty if most values were NaN.
    expect(finite).toBeGreaterThan(1500);
  });

  it("are the same bits in bulk, at single points, and when parts are folded", () => {
    fc.assert(
      fc.property(
        anyExpression,
        fc.array(coordinate, { minLength: 1, maxLength: 40 }),
        coordinate,
        ({ ours }, some, t) => {
          const n = 600; // more than two blocks, and not a multiple of one
          const x = Float64Array.from({ length: n }, (_, k) => some[k % some.length]!);
          const y = Float64Array.from({ length: n }, (_, k) => some[(7 * k + 3) % some.length]!);
          const out = new Float64Array(n);
          treeField(read(ours), axes).valuesInto([x, y], t, out);
          for (const k of [0, 1, 255, 256, 511, 512, n - 1]) {
            expect(Object.is(out[k], valueOf(read(ours), x[k]!, y[k]!, t))).toBe(true);
            const known = { ...names.parameters, x: x[k]!, y: y[k]!, t };
            const folded = parseExpression(ours, { axes: [], parameters: known }, "test");
            expect(folded.kind).toBe("number");
            expect(Object.is(out[k], valueOf(folded, 0))).toBe(true);
          }
        },
      ),
      { seed: 20241, numRuns: 300 },
    );
  });

  it("come back when the tree is printed and read again", () => {
    fc.assert(
      fc.property(anyExpression, coordinate, coordinate, ({ ours }, x, y) => {
        const tree = read(ours);
        const text = printTree(tree);
        const again = read(text);
        expect(printTree(again)).toBe(text);
        expect(Object.is(valueOf(again, x, y, 0.5), valueOf(tree, x, y, 0.5))).toBe(true);
      }),
      { seed: 20242, numRuns: 1000 },
    );
  });

  it("make x^2 the same as x*x, and small powers products", () => {
    for (const x of [0.1, -1.7, 1e-170, 3.3e153, -0]) {
      expect(valueOf(read("x^2"), x)).toBe(x * x);
      expect(valueOf(read("x^3"), x)).toBe(x * x * x);
      expect(valueOf(read("x^y"), x, 2)).toBe(x * x);
    }
  });

  it("make every comparison with NaN false, and NaN no truth", () => {
    for (const sign of ["<", "<=", ">", ">=", "==", "!="]) {
      expect(valueOf(read(`log(x) ${sign} 1`), -1)).toBe(0);
      expect(valueOf(read(`log(-1) ${sign} log(-1)`), 0)).toBe(0);
    }
    expect(valueOf(read("not log(x)"), -1)).toBe(1);
    expect(valueOf(read("log(x) or 0"), -1)).toBe(0);
    expect(valueOf(read("x and -2"), 0.1)).toBe(1);
  });

  it("vary with what the expression names", () => {
    const varies = (text: string) => treeField(read(text), axes).varies;
    expect(varies("a + pi")).toEqual({ inTime: false, inSpace: false });
    expect(varies("sin(t)")).toEqual({ inTime: true, inSpace: false });
    expect(varies("x")).toEqual({ inTime: false, inSpace: true });
    expect(varies("x*t")).toEqual({ inTime: true, inSpace: true });
    expect(treeField(read("x*t"), axes).derivative(0).varies).toEqual({ inTime: true, inSpace: false });
  });

  it("of chains of thousands of terms are computed, differentiated and printed without a stack overflow", () => {
    const n = 4990;
    const at = (text: string, axis?: number): number => {
      const field = treeField(read(text), axes);
      const out = new Float64Array(2);
      (axis === undefined ? field : field.derivative(axis).derivative(axis)).valuesInto(
        [Float64Array.of(1, 1), Float64Array.of(1, 1)],
        0,
        out,
      );
      expect(field.text.length).toBeLessThan(300);
      expect(field.derivative(0).text.length).toBeLessThan(300);
      expect(field.cuts).not.toBeNull();
      return out[1]!;
    };
    expect(at(`1${"+x".repeat(n)}`)).toBe(1 + n);
    expect(at(`x${"*x".repeat(n)}`, 0)).toBe(n * (n + 1));
    expect(at(`min(x${",y".repeat(n - 10)})`, 0)).toBe(0);
    expect(at(`x${"/y".repeat(n)}`, 0)).toBe(0);
  });

  it("need not come from more than one array shape, and leave their input alone", () => {
    const x = Float64Array.of(1, 2, 3, 4, 5);
    const out = new Float64Array(3).fill(9);
    treeField(read("x*x + t"), ["x", "y"]).valuesInto([x], 1, out);
    expect([...out]).toEqual([2, 5, 10]);
    expect([...x]).toEqual([1, 2, 3, 4, 5]);
    treeField(read("x + 1"), ["x"]).valuesInto([x], 0, x);
    expect([...x]).toEqual([2, 3, 4, 5, 6]);
  });

  it("fill a million points, finite everywhere", () => {
    const n = 1 << 20;
    const x = Float64Array.from({ length: n }, (_, k) => (8 * k) / n - 4);
    const out = new Float64Array(n);
    const wells = "-log(0.6*exp(-((x+1.2)^2+y^2)/0.7) + 0.4*exp(-((x-1.2)^2+(y-0.4)^2)/0.5))";
    treeField(read(wells), axes).derivative(0).derivative(1).valuesInto([x, x], 0, out);
    expect(out.every(Number.isFinite)).toBe(true);
  });
});
