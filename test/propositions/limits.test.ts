import { describe, expect, it } from "vitest";
import { uniformAxis } from "../../src/grid/axis.js";
import { makeGrid } from "../../src/grid/grid.js";
import { defineProblem } from "../../src/problem/define.js";
import type { Certificate } from "../../src/propositions/certificate.js";
import { documentedSet } from "../../src/propositions/documented-set.js";
import { examine } from "../../src/propositions/examine.js";
import { requestsFor } from "../../src/propositions/own-problem.js";
import { basins } from "../../src/propositions/persistence.js";
import { integral, panelQuadrature } from "../../src/propositions/rate-quadrature.js";
import { rerun } from "../../src/propositions/rerun.js";

/*
 * What is no comparison, or not of what is claimed, gives no verdict: each of these had one, and a wrong one.
 */

type Data = Parameters<typeof defineProblem>[0];
const line = (range: readonly [number, number], cells: number, boundary = "reflecting") => [
  { name: "x", range, cells, boundary },
];
const gaussian = (mean: number, variance: number) => ({ gaussian: { mean, variance } });

/** Literal and amended of each proposition, in the order they are examined in. */
const [STATIONARY, PRODUCTION, TRANSITION] = [0, 2, 4] as const;
const certified = (data: object, which: number, form: "literal" | "amended"): Certificate =>
  examine(requestsFor(defineProblem(data as Data))[which + (form === "literal" ? 0 : 1)]!);
const verdictOf = (data: object, which: number, form: "literal" | "amended"): string =>
  certified(data, which, form).verdict;
const bothReasons = (data: object, ...which: number[]): (string | null)[] =>
  which.flatMap((one) => [certified(data, one, "literal").reason, certified(data, one, "amended").reason]);

describe("a run far longer than its transients", () => {
  it("has its production from each of them: settling in one well, and passing to the other 1e7 times later", () => {
    const deep = {
      axes: line([-2, 2], 96),
      drift: { loss: "(x^2 - 1)^2" },
      diffusion: 0.05,
      initial: gaussian(-1, 0.01),
      time: { end: 1e12 },
    };
    const { verdict, checks } = certified(deep, PRODUCTION, "amended");
    expect(verdict).toBe("holds");
    // all of KL_0: 0.5 (r - 1 - log r) with r = 0.01/0.00625 for a well of curvature 8, and log 2 for the other well; some 3 % anharmonic
    expect(checks[0]!.measured).toBeCloseTo(0.065 + Math.log(2), 1);
    expect(Math.abs(checks[0]!.measured! - checks[0]!.bound!)).toBeLessThan(1e-3);
    expect(checks[0]!.tolerance).toBeLessThan(1e-2);
    expect(verdictOf(deep, PRODUCTION, "literal")).toBe("fails");
  });

  it("is cut into panels on which rates of any time scale have their integral", () => {
    const { times, weights, half } = panelQuadrature(0, 1e12, 1e-2, 64);
    for (const tau of [0.1, 1, 1e5, 1e11]) {
      const values = times.map((t) => Math.exp(-t / tau) / tau);
      // 16 intervals a panel of at most 4 units of its own distance; what is between 0 and the first mark is smooth
      expect(Math.abs(integral(weights, values) - (1 - Math.exp(-1e12 / tau)))).toBeLessThan(1e-8);
      expect(Math.abs(integral(half, values) - 1)).toBeLessThan(1e-2);
    }
    expect([...new Set(times)].sort((a, b) => a - b)).toEqual(times);
  });

  it("whose errors leave more than 5 % open gives no comparison", () => {
    const coarse = {
      axes: line([-2.5, 2.5], 8),
      drift: { loss: "(x^2 - 1)^2" },
      diffusion: 0.5,
      initial: gaussian(0.5, 0.1),
      time: { end: 2 },
    };
    const { checks } = certified(coarse, PRODUCTION, "amended");
    expect(checks[2]).toMatchObject({ holds: null, reason: expect.stringMatching(/errors of the run leave/) });
  });
});

describe("a loss that is no function of the place", () => {
  it("goes around a ring and comes back to another value: a force, of which nothing is said", () => {
    const tilted = { axes: line([0, 1], 64, "periodic"), drift: { loss: "x + 0.3*sin(2*pi*x)" }, diffusion: 0.1 };
    for (const reason of bothReasons(tilted, STATIONARY, TRANSITION)) expect(reason).toMatch(/not single-valued/);
    const closed = { ...tilted, drift: { loss: "0.3*sin(2*pi*x)" } };
    expect(verdictOf(closed, STATIONARY, "amended")).toBe("holds");
  });

  it("does not go down at a rate of 0 or less", () => {
    const at = (learningRate: number) => ({
      axes: line([-2, 2], 64),
      drift: { loss: "x^2", learningRate },
      diffusion: 0.5,
    });
    for (const reason of bothReasons(at(0), STATIONARY, TRANSITION)) expect(reason).toMatch(/learning rate is 0/);
    for (const reason of bothReasons(at(-1), STATIONARY, TRANSITION)) expect(reason).toMatch(/rate is negative/);
  });

  it("is large beside what it varies by: rounded, and not said to be the same everywhere", () => {
    const raised = { axes: line([-0.05, 0.05], 64), drift: { loss: "1e6 + x^2/2" }, diffusion: 1e-5 };
    for (const reason of bothReasons(raised, STATIONARY, TRANSITION)) expect(reason).toMatch(/subtract a constant/);
  });
});

describe("what cells do not show", () => {
  const box = { axes: line([-4, 4], 128), diffusion: 0.5 };

  it.each([
    ["jumps", "x^2/2 + 0.5*sign(x - 0.5)"],
    ["waves", "x^2/2 + 0.3*sin(32*pi*x)"],
  ])("%s between centres: no temperature is measured from slopes there", (_, loss) => {
    const { verdict, checks } = certified({ ...box, drift: { loss } }, STATIONARY, "amended");
    expect(verdict).toBe("holds");
    expect(checks.map(({ holds }) => holds)).toEqual([true, null, null, true]);
    expect(certified({ ...box, drift: { loss } }, STATIONARY, "literal").reason).toMatch(/\|\|mu\|\| is not measured/);
  });

  it("is a density in a cell or two", () => {
    const narrow = { ...box, axes: line([-2, 2], 65), drift: { loss: "x^2/2" }, diffusion: 1e-6 };
    for (const reason of bothReasons(narrow, STATIONARY)) expect(reason).toMatch(/grid does not resolve what settles/);
  });

  it("are the bottoms of narrow valleys: a parabola has one basin along any diagonal, and its mirror image the same", () => {
    const axes = ["x", "y"].map((name) => uniformAxis(name, [-3, 3], 40));
    const grid = makeGrid(axes);
    const depths = (sign: number): number[] => {
      const values = new Float64Array(grid.size);
      for (let i = 0, c = 0; i < 40; i++)
        for (let j = 0; j < 40; j++, c++) {
          const [x, y] = [axes[0]!.centers[i]!, axes[1]!.centers[j]!];
          values[c] = 0.01 * (x * x + y * y) + 10 * (x + sign * y) ** 2;
        }
      return basins(values, grid).map(({ birth, death }) => death - birth);
    };
    expect(depths(1)).toEqual([]);
    expect(depths(-1)).toEqual([]);
    // at other angles cells do make barriers; finer ones tell
    const at = (slope: number) => ({
      axes: ["x", "y"].map((name) => ({ name, range: [-3, 3], cells: 32 })),
      drift: { loss: `0.01*(x^2 + y^2) + 10*(x + ${slope}*y)^2` },
      diffusion: 0.25,
    });
    const [one, mirrored] = [1.3, -1.3].map((slope) => certified(at(slope), TRANSITION, "amended"));
    expect(one).toMatchObject({
      verdict: "not-applicable",
      reason: expect.stringMatching(/does not resolve the barrier/),
    });
    expect(mirrored!.reason).toBe(one!.reason);
  });
});

describe("a literal form", () => {
  it("is not said to hold where any temperature does: of a loss that varies by little of one", () => {
    const flat = { axes: line([-2, 2], 64), drift: { loss: "0.1*x^2/2" }, diffusion: 5 };
    const { verdict, reason } = certified(flat, STATIONARY, "literal");
    expect([verdict, reason]).toEqual(["not-applicable", expect.stringMatching(/many temperatures describe it/)]);
    expect(verdictOf(flat, STATIONARY, "amended")).toBe("holds");
  });

  it("that holds at any D for a constant slope fails in another unit of length", () => {
    const slope = { axes: line([0, 6], 96), drift: { loss: "x" }, diffusion: 0.5 };
    const { verdict, checks } = certified(slope, STATIONARY, "literal");
    expect(verdict).toBe("fails");
    expect(checks.map(({ holds }) => holds)).toEqual([true, true, false, true]);
    // of a kink the slope is known, wherever it lies between the cells
    for (const cells of [100, 101])
      expect(
        verdictOf({ ...slope, axes: line([-6, 6], cells), drift: { loss: "abs(x)" } }, STATIONARY, "literal"),
      ).toBe("fails");
  });

  it("of a transition has one verdict for one process, whatever the unit of the file", () => {
    for (const c of [1e-6, 1, 1e6]) {
      const well = {
        parameters: { c },
        axes: line([-2.5 * c, 2.5 * c], 96),
        drift: { loss: "c^2*((x/c)^2 - 1)^2" },
        diffusion: "0.25*c^2",
      };
      expect(verdictOf(well, TRANSITION, "literal")).toBe("fails");
      expect(verdictOf(well, TRANSITION, "amended")).toBe("holds");
    }
  });
});

it("a field with coordinates that do not matter is constant: D = 0.5 + 0*x, and no force 0*x", () => {
  const idle = { axes: line([-4, 4], 64), drift: { loss: "x^2/2", force: { x: "0*x" } }, diffusion: "0.5 + 0*x" };
  expect(certified(idle, STATIONARY, "amended")).toMatchObject({ verdict: "holds", reason: null });
});

it("a box narrower than a temperature is not said to lack an integral beyond it, where L rises as a power", () => {
  const hot = { axes: line([-1, 1], 64), drift: { loss: "x^2/2" }, diffusion: 100 };
  expect(certified(hot, STATIONARY, "amended")).toMatchObject({ verdict: "holds", reason: null });
});

describe("a certificate repeated", () => {
  const documented = documentedSet().find(
    ({ proposition, form, case: name }) =>
      proposition === "stationary-distribution" && form === "amended" && name === "double well",
  )!;

  it("gives away what was altered far below its tolerance", () => {
    const sound = examine(documented);
    const last = sound.checks.length - 1;
    const altered = sound.checks.map((check, k) => (k === last ? { ...check, measured: 9e-10 } : check));
    expect(rerun(sound)).toMatchObject({ exact: true, differences: [] });
    expect(rerun({ ...sound, checks: altered }).differences.map(({ path }) => path)).toContain(
      `checks[${last}].measured`,
    );
  });

  it("is a documented case only with all of its problem and protocol", () => {
    const other = { ...documented, problem: { ...documented.problem, drift: { loss: "x^2", learningRate: "eta" } } };
    const forged = rerun(examine(other)).differences.map(({ path }) => path);
    expect(forged).toEqual(expect.arrayContaining(["case", "expected"]));
    const hidden = rerun({ ...examine(documented), expected: null }).differences.map(({ path }) => path);
    expect(hidden).toEqual(["expected"]);
    const more = { ...documented, protocol: { tolerance: 1 } };
    expect(() => examine(more)).toThrow(expect.objectContaining({ code: "bad-protocol", path: "protocol.tolerance" }));
  });
});
