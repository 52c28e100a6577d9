import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { committor } from "../../src/solve/committor.js";
import { firstPassage } from "../../src/solve/first-passage.js";

const cells = 100;
const line = (boundary: "reflecting" | "periodic" | "absorbing" = "reflecting") => [
  { name: "x", range: [-1, 1] as const, cells, boundary },
];
const meanFrom = (at: number, target: NonNullable<ProblemDefinition["target"]>, axes = line()): number =>
  firstPassage(defineProblem({ axes, diffusion: 0.5, initial: { point: at }, target })).fromStart!.meanTime;

/** D = 1/2: between two edges, and between a reflecting wall at −1 and an edge. */
const between = (a: number, x: number, b: number): number => (x - a) * (b - x);
const fromWall = (x: number, b: number): number => (b + 1) ** 2 - (x + 1) ** 2;
/** The edge's cell is off by d(h − d)/2D, h²/4 at most with D = 1/2, at each end; a start between centres by h²/4 more. */
const within = 3 * (2 / cells) ** 2 * 0.25;

describe("a target whose edge goes through the centre of a cell", () => {
  // whether the edge itself belongs to it: who comes to the one comes to the other
  it.each(["x > 0", "x >= 0", "x > 0.2 or (x > 0 and x < 0.2)", "not (x <= 0)"])("is met there: %s", (target) => {
    for (const odd of [21, 61, 101])
      expect(
        Math.abs(meanFrom(-0.5, target, [{ ...line()[0], cells: odd }]) - fromWall(-0.5, 0)) / (2 / odd) ** 2,
      ).toBeLessThan(0.75);
  });

  it("is met at a corner of it too, and along an edge in the plane", () => {
    const from = (target: string): number =>
      firstPassage(
        defineProblem({
          axes: ["x", "y"].map((name) => ({ name, range: [-1, 1], cells: 21 })),
          diffusion: 0.5,
          initial: { point: [-0.5, -0.5] },
          target,
        }),
      ).fromStart!.meanTime;
    expect(from("x > 0 and y > 0")).toBeCloseTo(from("x >= 0 and y >= 0"), 12);
    expect(Math.abs(from("x > 0") - 0.75)).toBeLessThan(0.01);
  });
});

describe("a piece of a target without a cell centre in it", () => {
  it.each<[string, NonNullable<ProblemDefinition["target"]>, number, ReturnType<typeof line>?]>([
    ["between a centre and a face", "x > 0.8 or abs(x - 0.315) < 0.002", fromWall(0.1, 0.313)],
    ["around a face", "x > 0.8 or abs(x - 0.32) < 0.002", fromWall(0.1, 0.318)],
    ["alone", "abs(x - 0.315) < 0.002", fromWall(0.1, 0.313)],
    ["as a smooth function that hardly goes below 0", "(x - 0.3141)^2 < 1e-12", fromWall(0.1, 0.314099)],
    ["next to a cell of the target", "x > 0.33 or abs(x - 0.3) < 0.002", fromWall(0.1, 0.298)],
    ["in the gap of another edge", "(x > 0.293 and x < 0.294) or x > 0.307", fromWall(0.1, 0.293)],
    ["of a plain function", (x: number) => x > 0.8 || Math.abs(x - 0.315) < 0.002, fromWall(0.1, 0.313)],
    ["in the gap of another edge of it", (x) => (x > 0.293 && x < 0.294) || x > 0.307, fromWall(0.1, 0.293)],
    ["before a wall", "x > 0.8 or (x < -0.993 and x > -0.997)", between(-0.993, 0.1, 0.8)],
    ["before an end that absorbs", "abs(x) > 0.993 and abs(x) < 0.995", between(-0.993, 0.1, 0.993), line("absorbing")],
    ["at the wrap of a ring", "abs(x) > 0.999 or abs(x - 0.5) < 0.1", between(-0.999, 0.1, 0.4), line("periodic")],
    ["on one side of the wrap", "x > 0.999 or abs(x - 0.5) < 0.1", between(-1, 0.1, 0.4), line("periodic")],
  ])("ends the process all the same: %s", (_, target, exact, axes) => {
    expect(Math.abs(meanFrom(0.1, target, axes) - exact)).toBeLessThan(within);
  });

  it("is met wherever it is, however thin", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -0.97, max: 0, noNaN: true }),
        fc.double({ min: 0.2, max: 0.97, noNaN: true }),
        fc.integer({ min: 2, max: 7 }),
        (low, high, digits) => {
          const half = 10 ** -digits;
          const found = meanFrom(0.1, `abs(x - ${low}) < ${half} or abs(x - ${high}) < ${half}`);
          expect(Math.abs(found - between(low + half, 0.1, high - half))).toBeLessThan(within);
        },
      ),
      { seed: 7, numRuns: 60 },
    );
  });

  it("keeps a point on its side, with a word", () => {
    // between a centre at 0.31 and one at 0.33, beyond which it would take 0.1 and more
    const { fromStart, warnings } = firstPassage(
      defineProblem({
        axes: line(),
        diffusion: 0.5,
        initial: { point: 0.318 },
        target: "abs(x - 0.32) < 0.001 or x < 0.3",
      }),
    );
    // of the size of the longest time between these edges, (0.019/2)² with D = 1/2: its cell is a cell wide
    expect(fromStart!.meanTime).toBeLessThan(0.6 * 0.019 ** 2);
    expect(warnings.join()).toContain("within a cell of the target's edge");
  });

  it("ends it from both sides: a line across a square, and a circle", () => {
    const square = (n: number) => ["x", "y"].map((name) => ({ name, range: [-1, 1] as const, cells: n }));
    const slit = firstPassage(defineProblem({ axes: square(cells), diffusion: 0.5, target: "abs(x - 0.315) < 0.002" }))
      .fields.meanTime;
    for (const i of [10, 55, 90]) {
      const x = -0.99 + 0.02 * i;
      const exact = x < 0.313 ? fromWall(x, 0.313) : fromWall(-x, -0.317);
      expect(Math.abs(slit.get(i, 33) - exact)).toBeLessThan(within);
    }
    // inside the circle (r² − x² − y²)/4D, by round and by tilted D, whose oblique faces must not step over it either
    for (const n of [24, 37]) {
      const [a, b, c] = [0.6, 0.25, 0.3];
      const det = a * c - b * b;
      for (const [diffusion, form, D] of [
        [0.5, (x: number, y: number) => x * x + y * y, 0.5],
        [
          {
            tensor: [
              [a, b],
              [b, c],
            ],
          },
          (x: number, y: number) => (c * x * x - 2 * b * x * y + a * y * y) / det,
          1,
        ],
      ] as const) {
        const text = D === 1 ? `(${c}*x^2 - 2*${b}*x*y + ${a}*y^2)/${det}` : "x^2 + y^2";
        const problem = defineProblem({ axes: square(n), diffusion, target: `abs(${text} - 0.5) < 1e-3` });
        const { data } = firstPassage(problem).fields.meanTime;
        const [x, y] = problem.grid.axes.map(({ centers }) => centers);
        data.forEach((time, k) => {
          const level = form(x[Math.floor(k / n)], y[k % n]);
          if (level < 0.499) expect(Math.abs(time - (0.499 - level) / (4 * D))).toBeLessThan(0.3 * (2 / n) ** 2);
        });
      }
    }
  });

  it("stands before an end that absorbs for what comes askew, too", () => {
    const axes = [
      { name: "x", range: [-1, 1] as const, cells: 20, boundary: "absorbing" as const },
      { name: "y", range: [-1, 1] as const, cells: 20, boundary: "periodic" as const },
    ];
    const diffusion = {
      tensor: [
        [0.6, 0.25],
        [0.25, 0.3],
      ],
    };
    const { fields } = firstPassage(defineProblem({ axes, diffusion, target: "x > 0.96 and x < 0.98" }));
    const upper = fields.probability["x.upper"].data;
    expect(Math.max(...upper)).toBe(0);
    // and it is reached from x with (x + 1)/1.96, which is linear and so exact but for the cells beside the edges
    expect(Math.abs(fields.probability["target"].get(10, 3) - 1.05 / 1.96)).toBeLessThan(1e-3);
  });

  it("counts between regions as well, from the side that meets it", () => {
    const q = (A: string, at: number) =>
      committor(defineProblem({ axes: line(), diffusion: 0.5, regions: { A, B: "x > 0.5" }, initial: { point: at } }));
    const A = "x < -0.5 or abs(x - 0.315) < 0.002";
    expect(q(A, 0.1).fromStart).toBe(0);
    const found = q(A, 0.41);
    expect(Math.abs(found.fromStart! - (0.41 - 0.317) / (0.5 - 0.317))).toBeLessThan(1e-3);
    // transitions go from the piece alone: D π/(0.5 − 0.317) with π = 1/2, and as many come back
    expect(Math.abs(found.reactive!.rate / (0.25 / 0.183) - 1)).toBeLessThan(1e-9);
    expect(Math.abs(found.reactive!.reverseRate / found.reactive!.rate - 1)).toBeLessThan(1e-10);
  });
});

describe("what cannot be told apart is refused", () => {
  const square = ["x", "y"].map((name) => ({ name, range: [-1, 1] as const, cells: 20 }));
  const code = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      return (error as { code: string }).code;
    }
    return "";
  };
  const target = (text: string, axes: ProblemDefinition["axes"] = line()) =>
    code(() => firstPassage(defineProblem({ axes, diffusion: 0.5, target: text })));

  it("many pieces between two centres", () => expect(target("sin(2000*x) > 0.9")).toBe("region-too-thin"));
  it("a spot that no line between centres meets", () =>
    expect(target("x > 0.8 or x^2 + y^2 < 1e-4", square)).toBe("region-too-thin"));
  it("a target of which the grid shows nothing", () => expect(target("x > 1.5")).toBe("empty-region"));
  it("a piece of A right in front of B", () => {
    const regions = { A: "x < -0.5 or abs(x - 0.295) < 0.001", B: "x > 0.3" };
    expect(code(() => committor(defineProblem({ axes: line(), diffusion: 0.5, regions })))).toBe("regions-touch");
  });
});
