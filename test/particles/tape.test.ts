import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createWorkspace } from "../../src/kernels/workspace.js";
import { record, type Recording } from "../../src/particles/recording.js";
import { tapeAt } from "../../src/particles/tape.js";
import { treeField } from "../../src/problem/expression/expression.js";
import { makeForest } from "../../src/problem/expression/forest.js";
import { applyBinary, applyUnary } from "../../src/problem/expression/operations.js";
import { inOrder, unaryOperations, type BinaryOperation, type Tree } from "../../src/problem/expression/tree.js";
import { functionField, type Field } from "../../src/problem/field.js";
import { anyExpression, smoothExpression } from "../expression/random.js";
import { axes, read } from "../expression/trees.js";

/** Eighteen units in the last place: elementary functions here are within a few, those of JavaScript as well. */
const CLOSE = 4e-15;

const special = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  2,
  Math.PI,
  -1.5707963267948966,
  1e-300,
  5e-324,
  -1e-310,
  2.2250738585072014e-308,
  1e-8,
  0.46875,
  0.625,
  -0.6249,
  20,
  -36.7,
  300,
  -300,
  700,
  709.7,
  709.8,
  -707.9,
  1e5,
  1048575.9,
  1048576,
  -1e7,
  1e22,
  -1e100,
  1e300,
  Number.MAX_VALUE,
  Infinity,
  -Infinity,
  NaN,
];

/** Small, large and special numbers. */
const anyNumber = fc.oneof(
  fc.double({ min: -4, max: 4, noNaN: true }),
  fc.double({ min: -800, max: 800, noNaN: true }),
  fc.double(),
  fc.constantFrom(...special),
);

const agrees = (found: number, expected: number): boolean =>
  Object.is(found, expected) ||
  (Number.isNaN(found) && Number.isNaN(expected)) ||
  found === expected ||
  Math.abs(found - expected) <= CLOSE * Math.abs(expected) ||
  // exp is 0 from −708 on; what JavaScript gives there is hardly a number
  Math.abs(found - expected) < 4e-308;

/** Runs trees at points, in blocks of a workspace with `room` entries of which the last may be garbage. */
function run(recording: Recording, points: readonly (readonly number[])[], time = 0): number[][] {
  const n = points[0].length;
  const even = n + (n & 1);
  const workspace = createWorkspace(400_000 + 600 * (even + 32));
  const positions = points.map((column) => {
    const array = workspace.allocate(even).fill(NaN);
    array.set(column);
    return array;
  });
  const { outputs, run: evaluate } = tapeAt(recording, workspace, positions);
  // what was there before must not matter
  for (const output of outputs) if (!positions.includes(output as Float64Array<ArrayBuffer>)) evaluate(time + 1, n);
  evaluate(time, n);
  const found = outputs.map((output) => Array.from(output.subarray(0, n)));
  workspace.release();
  return found;
}

/** Trees as they are, without what `record` simplifies. */
const plain = (trees: readonly Tree[]): Recording => ({
  trees,
  axes,
  sources: new Map(),
  tableError: 0,
  callsFunctions: false,
});

describe("single operations", () => {
  const { coordinate, unary, binary, number } = makeForest();
  const [x, y] = axes.map(coordinate);
  const pairs = special.flatMap((a) => special.map((b) => [a, b] as const));
  const columns = [pairs.map(([a]) => a), pairs.map(([, b]) => b)];

  it.each(unaryOperations)("%s is that of JavaScript within 4e-15, for special numbers too", (operation) => {
    const scattered = Array.from({ length: 4001 }, (_, k) => Math.sinh((k - 2000) / 150) * 1e-3);
    const near = Array.from({ length: 4001 }, (_, k) => (k - 2000) * 0.0017 * Math.PI);
    const values = [...special, ...scattered, ...near, ...scattered.map((z) => z * 1e4)];
    const [found] = run(plain([unary(operation, x)]), [values, values]);
    values.forEach((value, k) => {
      const expected = applyUnary(operation, value);
      expect(agrees(found[k], expected), `${operation}(${value}) = ${found[k]}, not ${expected}`).toBe(true);
    });
  });

  it.each<BinaryOperation>(["+", "-", "*", "/", "^", "min", "max", "and", "or", "<", "<=", ">", ">=", "==", "!="])(
    "%s is that of JavaScript within 4e-15, for special numbers too",
    (operation) => {
      const [found] = run(plain([binary(operation, x, y)]), columns);
      pairs.forEach(([a, b], k) => {
        const expected = applyBinary(operation, a, b);
        expect(agrees(found[k], expected), `${a} ${operation} ${b} = ${found[k]}, not ${expected}`).toBe(true);
      });
    },
  );

  it.each(Array.from({ length: 16 }, (_, k) => k + 1))("x^%d is that of JavaScript within 4e-15", (exponent) => {
    const [found] = run(plain([binary("^", x, number(exponent))]), columns);
    columns[0].forEach((a, k) => {
      const expected = applyBinary("^", a, exponent);
      expect(agrees(found[k], expected), `${a}^${exponent} = ${found[k]}, not ${expected}`).toBe(true);
    });
  });
});

describe("whole expressions", () => {
  const points = fc.array(fc.tuple(anyNumber, anyNumber), { minLength: 1, maxLength: 37 });

  it("agree with evaluation node by node: each operation, from the arguments the tape itself found", () => {
    fc.assert(
      fc.property(anyExpression, points, fc.constantFrom(0, 1, -0.3, 2.5), ({ ours }, places, time) => {
        const tree = read(ours);
        const columns = [places.map(([a]) => a), places.map(([, b]) => b)];
        for (const root of [tree, treeOf(treeField(tree, axes).derivative(0))]) {
          const nodes = inOrder(root);
          const values = new Map(run(plain(nodes), columns, time).map((found, k) => [nodes[k], found]));
          for (const node of nodes)
            places.forEach((place, k) => {
              const at = (child: Tree): number => values.get(child)![k];
              const expected = valueOf(node, at, place, time);
              expect(agrees(at(node), expected), `${ours}: ${node.kind} ${at(node)}, not ${expected}`).toBe(true);
            });
          // registers are reused when only the root is asked for: not one bit may change
          expect(run(plain([root]), columns, time)[0]).toEqual(values.get(root));
        }
      }),
      { seed: 3, numRuns: 400 },
    );
  });

  it("agree with fields, derivatives and time included, where they are smooth", () => {
    const within = fc.array(fc.tuple(...[0, 1].map(() => fc.double({ min: -1, max: 1, noNaN: true }))), {
      minLength: 1,
      maxLength: 33,
    });
    fc.assert(
      fc.property(smoothExpression, within, fc.double({ min: 0, max: 3, noNaN: true }), (text, places, time) => {
        const field = treeField(read(`(${text})*(1 + 0.1*sin(t)) + t`), axes);
        const fields = [field, field.derivative(0), field.derivative(1), field.derivative(0).derivative(1)];
        const columns = [0, 1].map((a) => places.map((place) => place[a]));
        const recording = record(axes, ranges, ({ of }) => fields.map(of));
        const found = run(recording, columns, time);
        fields.forEach((one, f) => {
          const expected = valuesOf(one, columns, time);
          const size = Math.max(1, ...expected.map(Math.abs));
          expected.forEach((value, k) => {
            // some 50 operations with a rounding error each, hardly magnified
            expect(Math.abs(found[f][k] - value)).toBeLessThanOrEqual(10 * CLOSE * size);
          });
        });
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it("keeps coordinates that are asked for as they were at the time of the run", () => {
    const workspace = createWorkspace(1000);
    const position = workspace.allocate(4).fill(3);
    const recording = record(["x"], [[0, 1]], ({ make }) => [make.coordinate("x"), make.number(2)]);
    const { outputs, run: evaluate } = tapeAt(recording, workspace, [position]);
    evaluate(0, 4);
    position.fill(7);
    expect(Array.from(outputs[0])).toEqual([3, 3, 3, 3]);
    expect(Array.from(outputs[1])).toEqual([2, 2, 2, 2]);
  });
});

describe("plain functions", () => {
  const grid = Array.from({ length: 1999 }, (_, k) => -1 + (k + 0.37) / 1000);

  it("of one coordinate become a table whose stated error is met on average", () => {
    for (const f of [
      (x: number) => Math.exp(Math.sin(5 * x)),
      (x: number) => 1e6 * Math.cos(40 * x),
      (x: number) => Math.abs(x - 0.1234),
    ]) {
      const field = functionField(f, 1, "f");
      const recording = record(["x"], [[-1, 1]], ({ of, make }) => [make.binary("*", make.number(2), of(field))]);
      expect(recording.callsFunctions).toBe(false);
      const fine = Array.from({ length: 20001 }, (_, k) => -1 + k / 10000);
      const [found] = run(recording, [fine]);
      const largest = Math.max(...fine.map((x) => Math.abs(f(x))));
      const errors = fine.map((x, k) => Math.abs(found[k] / 2 - f(x)) / largest);
      // stated is the mean over the middle of pieces, where a smooth function is furthest off; the one with a kink is hit or missed
      expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(
        2 * recording.tableError + 1e-15,
      );
      expect(Math.max(...errors)).toBeLessThan(f(0.1234) === 0 ? 1e-4 : 1e-8);
      expect(recording.tableError).toBeLessThan(1e-9);
    }
  });

  it("of two coordinates become a table with rows along the second", () => {
    const f = (x: number, y: number) => Math.sin(2 * x + 0.3) * Math.exp(-y) + x;
    const field = functionField(f, 2, "f");
    const recording = record(
      axes,
      [
        [-1, 1],
        [0, 3],
      ],
      ({ of }) => [of(field)],
    );
    const columns = [grid, grid.map((x) => 1.5 * (1 + Math.sin(17 * x)))];
    const [found] = run(recording, columns);
    const largest = Math.sin(1.3) * 1 + 3;
    const errors = grid.map((x, k) => Math.abs(found[k] - f(x, columns[1][k])) / largest);
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(2 * recording.tableError);
    expect(Math.max(...errors)).toBeLessThan(1e-6);
    expect(recording.tableError).toBeLessThan(1e-7);
  });

  it("that give nothing outside the grid are looked up inside it alone", () => {
    const field = functionField((x) => Math.sqrt(x) * Math.sqrt(2 - x), 1, "f");
    const recording = record(["x"], [[0, 2]], ({ of }) => [of(field)]);
    const [found] = run(recording, [[0, 1, 2, -0.5, 5, NaN, Infinity]]);
    expect(found[0]).toBeCloseTo(0, 12);
    expect(found[1]).toBeCloseTo(1, 12);
    expect(found[2]).toBeCloseTo(0, 12);
    // beyond the ends: as at the ends
    expect(found[3]).toBe(found[0]);
    expect(found[4]).toBe(found[2]);
    expect(found[5]).toBeNaN();
    // steep beside the ends, where pieces are off by more than elsewhere
    expect(recording.tableError).toBeGreaterThan(1e-9);
    expect(recording.tableError).toBeLessThan(1e-6);
  });

  it("have slopes up to the ends, beyond which they give nothing", () => {
    const field = functionField((x) => Math.sqrt(x) * x, 1, "f").derivative(0);
    const recording = record(["x"], [[0, 4]], ({ of }) => [of(field)]);
    const places = [0, 1e-4, 1e-3, 0.01, 1, 3.999];
    const [found] = run(recording, [places]);
    // difference quotients reach over 0.002: nearer to 0 than that the slope 1.5√x is off by some of its change
    places.forEach((x, k) => void expect(Math.abs(found[k] - 1.5 * Math.sqrt(x))).toBeLessThan(0.05));
    expect(recording.tableError).toBeLessThan(1e-6);
  });

  it("of space and time are called at the time", () => {
    const field = functionField((x: number, t: number) => x * x + t, 1, "f");
    const recording = record(["x"], [[-1, 1]], ({ of, make }) => [make.unary("negate", of(field))]);
    expect(recording.callsFunctions).toBe(true);
    expect(run(recording, [[0.5, -2, 3]], 10)[0]).toEqual([-10.25, -14, -19]);
  });

  it("of time alone are numbers of the moment", () => {
    const field: Field = {
      ...functionField((x: number, t: number) => Math.cos(t) + 0 * x, 1, "f"),
      varies: { inTime: true, inSpace: false },
    };
    const recording = record(["x"], [[-1, 1]], ({ of, make }) => [
      of(field),
      make.binary("+", make.coordinate("x"), of(field)),
    ]);
    const found = run(recording, [[1, 2, 3]], 0.25);
    expect(found[0]).toEqual(new Array(3).fill(Math.cos(0.25)));
    expect(found[1]).toEqual([1, 2, 3].map((x) => x + Math.cos(0.25)));
  });
});

const ranges = [
  [-1, 1],
  [-1, 1],
] as const;

function treeOf(field: Field): Tree {
  if (!field.tree) throw new Error("an expression has a tree");
  return field.tree;
}

function valuesOf(field: Field, columns: readonly number[][], time: number): number[] {
  const out = new Float64Array(columns[0].length);
  field.valuesInto(
    columns.map((column) => Float64Array.from(column)),
    time,
    out,
  );
  return Array.from(out);
}

/** A node from the values of its arguments. */
function valueOf(node: Tree, at: (child: Tree) => number, place: readonly number[], time: number): number {
  switch (node.kind) {
    case "number":
      return node.value;
    case "time":
      return time;
    case "coordinate":
      return place[axes.indexOf(node.name)];
    case "unary":
      return applyUnary(node.operation, at(node.argument));
    case "binary":
      return applyBinary(node.operation, at(node.left), at(node.right));
    case "select":
      return at(node.test) === 0 ? at(node.otherwise) : at(node.then);
  }
}
