import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createWorkspace } from "../../src/kernels/workspace.js";
import { withTables } from "../../src/particles/expression-tables.js";
import { planned } from "../../src/particles/planning.js";
import { record, type Recording } from "../../src/particles/recording.js";
import { runPart } from "../../src/particles/run-part.js";
import { tapeAt } from "../../src/particles/tape.js";
import { treeField } from "../../src/problem/expression/expression.js";
import { parseExpression } from "../../src/problem/expression/parse.js";
import { inOrder } from "../../src/problem/expression/tree.js";
import { defineProblem } from "../../src/problem/define.js";
import { smoothExpression } from "../expression/random.js";

const ranges = { x: [-3, 3], y: [-1, 5] } as const;
type Axis = keyof typeof ranges;

/** Recordings of texts on axes: as a tape alone, and with tables where they are cheaper. */
function both(axes: readonly Axis[], ...texts: string[]): { tape: Recording; tabled: Recording } {
  const along = axes.map((axis) => ranges[axis]);
  const fields = texts.map((text) =>
    treeField(parseExpression(text, { axes, time: true, parameters: {} }, "text"), axes),
  );
  const tape = record(axes, along, ({ of }) => fields.map(of));
  return { tape, tabled: withTables(tape, along, new Map()) };
}
const tablesOf = ({ sources }: Recording) =>
  [...sources.values()].flatMap((one) => (one.kind === "table" ? [one] : []));

/** First output at points. */
function run(recording: Recording, columns: readonly Float64Array[], time = 0.3): Float64Array {
  const n = columns[0].length + (columns[0].length & 1);
  const workspace = createWorkspace(1 << 19);
  const positions = columns.map((column) => {
    const array = workspace.allocate(n);
    array.set(column);
    return array;
  });
  const { outputs, run: evaluate } = tapeAt(recording, workspace, positions);
  evaluate(time, columns[0].length);
  const found = outputs[0].slice(0, columns[0].length);
  workspace.release();
  return found;
}

/** 4001 places that are no nodes, from one end to the other. */
const places = (axis: Axis): Float64Array =>
  Float64Array.from({ length: 4001 }, (_, k) => {
    const [lower, upper] = ranges[axis];
    return lower + ((upper - lower) * (k + 0.137 * Math.sin(k) ** 2 * (k < 4000 ? 1 : 0))) / 4000;
  });

const difference = (a: Float64Array, b: Float64Array): number =>
  Math.max(...a.map((value, k) => Math.abs(value - b[k])));

const wells = "-x/4 - 1.714*(x + 1.2)*exp(-(x + 1.2)^2/0.7) - 1.6*(x - 1.2)*exp(-(x - 1.2)^2/0.5)";

describe("expressions on one coordinate that cost more than to look up become tables", () => {
  it.each([
    ["two wells", wells],
    ["sines", "sin(5*x)*cos(x) + 2"],
    ["a power that is no product", "(4 + x)^1.7"],
    ["a narrow bump, 1/200 of the axis wide", "x + exp(-((x - 0.1)/0.03)^2)"],
    ["steep walls", "exp(x^2) - sinh(3*x)"],
  ])("%s: one table, nowhere off by more than 1e-9 of the values nearby", (_, text) => {
    const { tape, tabled } = both(["x"], text);
    expect(tablesOf(tabled)).toHaveLength(1);
    expect(inOrder(...tabled.trees)).toHaveLength(1);
    expect(tabled.tableError).toBeGreaterThan(0);
    expect(tabled.tableError).toBeLessThanOrEqual(1e-9);
    const x = places("x");
    const [exact, found] = [run(tape, [x]), run(tabled, [x])];
    // nearby: within a 64th of the axis on either side, of which there are 62 points
    const relative = exact.map((value, k) => {
      const nearby = exact
        .subarray(Math.max(k - 62, 0), k + 63)
        .reduce((most, one) => Math.max(most, Math.abs(one)), 0);
      return Math.abs(found[k] - value) / nearby;
    });
    // stated is the error in the middle of pieces; elsewhere it is hardly larger
    expect(Math.max(...relative)).toBeLessThanOrEqual(1.5e-9);
  });

  it("random ones, in a drift that changes in time: within 1e-8 of the largest value", () => {
    const x = places("x");
    fc.assert(
      fc.property(smoothExpression, (text) => {
        const { tape, tabled } = both(["x"], `${text.replaceAll("y", "x")} + exp(-t)*x`);
        const [exact, found] = [run(tape, [x]), run(tabled, [x])];
        // errors of several tables add up, and a product or a quotient may magnify them
        expect(difference(exact, found)).toBeLessThanOrEqual(1e-8 * Math.max(1, ...exact.map(Math.abs)));
      }),
      { seed: 11, numRuns: 30 },
    );
  });

  it("two coordinates: tables of the parts on one of them, each along its own axis", () => {
    const { tape, tabled } = both(["x", "y"], "exp(-y^2)*sin(y) + x*exp(-x^2/2)*cos(x) + t*x*y");
    expect(tablesOf(tabled).map(({ axis }) => axis)).toEqual([1, 0]);
    const columns = [places("x"), places("y").reverse()];
    const [exact, found] = [run(tape, columns), run(tabled, columns)];
    expect(difference(exact, found)).toBeLessThan(2e-9);
  });

  it("within a kink, which stays where it is", () => {
    const { tape, tabled } = both(["x"], "abs(sin(3*x))");
    expect(tablesOf(tabled)).toHaveLength(1);
    expect(difference(run(tape, [places("x")]), run(tabled, [places("x")]))).toBeLessThan(1e-9);
  });

  it("is done once for equal parts of several recordings", () => {
    const tried = new Map();
    const one = withTables(both(["x"], wells).tape, [ranges.x], tried);
    const other = withTables(both(["x"], `2*t + (${wells})`).tape, [ranges.x], tried);
    expect(tried.size).toBe(1);
    expect(tablesOf(one)[0].table).toBe(tablesOf(other)[0].table);
  });
});

describe("stays on the tape, to the last bit", () => {
  it.each([
    ["what is cheap", "-4*x*(x^2 - 1)"],
    ["a kink", "abs(x)*(x^2 - 1)"],
    ["a jump, and what it compares", "(exp(sin(x)) > 1) + sign(cos(x))"],
    ["a kink without a name", "sqrt((x - 0.1234)^2)*exp(x)"],
    ["a pole", "exp(x)/(x - 0.1234567)"],
    ["a pole at a wall", "log(x + 3)*sin(x)"],
    ["a root at a wall", "sqrt(x + 3)*exp(-x)*cos(x)"],
    ["a bump hardly wider than what would be missed", "x + exp(-((x - 0.1)/1.2e-4)^2)"],
    ["what is nothing over a part of the axis", "log(x)*x*sin(x)"],
    ["what changes in time within", "exp(sin(x + t))"],
    ["two coordinates within", "exp(sin(x*y))"],
  ])("%s", (_, text) => {
    const axes: Axis[] = text.includes("y") ? ["x", "y"] : ["x"];
    const { tape, tabled } = both(axes, text);
    const columns = axes.map(places);
    const found = run(tabled, columns);
    expect(run(tape, columns).every((value, k) => Object.is(value, found[k]))).toBe(true);
    expect(tabled.tableError).toBe(0);
  });
});

describe("products", () => {
  const passes = (text: string): number =>
    inOrder(...both(["x", "y"], text).tape.trees).filter(({ kind }) => kind === "unary" || kind === "binary").length;

  it.each([
    ["-(2*(x^2 - 1)*(2*x))", 4],
    ["-(x/0.7*3)", 1],
    ["exp(-((x - y)^2/0.5))", 4],
    ["2*x + 2*y", 2],
    ["2*x - (-2)*y", 2],
    ["-(3*x + exp(y))", 3],
    ["(6*x)/(3*exp(y))", 3],
  ])("%s takes %d passes: numbers are gathered in front", (text, count) => {
    expect(passes(text)).toBe(count);
  });

  it("keep numbers apart whose product would overflow", () => {
    const x = Float64Array.of(1e-200, 1e-180);
    expect(Array.from(run(both(["x"], "(1e200*x)*(1e200*x)").tape, [x]))).toEqual([1, 1e40]);
    expect(Array.from(run(both(["x"], "x/1e-200").tape, [x]))).toEqual([1, 1e20]);
  });
});

describe("the same bits in every engine", () => {
  afterEach(() => void vi.restoreAllMocks());

  it("no elementary function of the engine is called for expressions, once they are read", () => {
    const read = () =>
      defineProblem({
        axes: [
          { name: "x", range: [-3, 3], cells: 32 },
          { name: "y", range: [-3, 3], cells: 32 },
        ],
        drift: {
          loss: "cos(x) + exp(-x^2) + log(2 + sin(x*y + t)) + 0.1*(1 + x^2)^1.3*tanh(y)^2 + y^2",
          learningRate: "exp(-t)",
        },
        diffusion: { adaptive: { D0: 0.3, tau: 0.5, sigma2: 0.1, fisher: "gradient-outer" } },
        resets: [{ at: [0.1], boost: 0.1, decay: 0.2 }],
        initial: { point: [0.3, 0.2] },
        time: { end: 0.2, frames: 2 },
      });
    const plan = planned(read(), { count: 100, dt: 0.01, scheme: "heun" });
    // read anew, so that no table is there yet
    const part = runPart({ ...plan, problem: read() }, 0, 100);
    for (const name of ["exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "pow"] as const)
      vi.spyOn(Math, name).mockImplementation(() => {
        throw new Error(`Math.${name} was called`);
      });
    let next = part.next();
    while (!next.done) next = part.next();
    expect(next.value.tableError).toBeGreaterThan(0);
    expect(next.value.lost).toBe(0);
  });
});
