import { describe, expect, test } from "vitest";
import { InputError } from "../../src/errors.js";
import { cellCenters } from "../../src/grid/grid.js";
import { defineProblem, type AxisDefinition, type InitialDefinition } from "../../src/problem/define.js";
import { erf } from "../../src/problem/expression/erf.js";
import { initialMasses } from "../../src/problem/initial.js";

const started = (axes: readonly AxisDefinition[], initial: InitialDefinition) => {
  const problem = defineProblem({ axes, diffusion: 1, initial });
  const { mass, warnings } = initialMasses(problem);
  const centers = cellCenters(problem.grid);
  const expectation = (f: (...z: number[]) => number): number =>
    mass.reduce((sum, part, c) => sum + part * f(...centers.map((center) => center[c]!)), 0);
  const total = mass.reduce((sum, part) => sum + part, 0);
  expect(Math.abs(total - 1)).toBeLessThan(1e-13); // rounding of a plain sum over some thousand cells
  expect(mass.every((part) => part >= 0)).toBe(true);
  return { problem, mass, warnings, expectation };
};
const moments = (expectation: (f: (...z: number[]) => number) => number) => {
  const mean = expectation((x) => x);
  return { mean, variance: expectation((x) => (x - mean) ** 2) };
};
const faultOf = (axes: readonly AxisDefinition[], initial: InitialDefinition): string => {
  try {
    started(axes, initial);
  } catch (error) {
    if (error instanceof InputError) return `${error.code} ${error.path}`;
    throw error;
  }
  return "none";
};
const line: AxisDefinition = { name: "x", range: [-6, 6], cells: 120 }; // cells of width 0.1
const other: AxisDefinition = { name: "y", range: [-5, 7], cells: 80 };

describe("a Gaussian", () => {
  test.each([
    ["resolved", line, 0.3, 0.2],
    ["as wide as a cell", line, 0.337, 0.01],
    ["narrower than a cell", line, 0.337, 0.0045],
    ["on a stretched axis", { ...line, stretch: { around: 1, strength: 4 } }, -0.71, 0.3],
    ["on faces at random", { name: "x", faces: [-5, -2, -1.3, -0.9, -0.2, 0.3, 0.5, 1.1, 1.9, 2.4, 5] }, 0.1, 0.4],
    ["on a ring, away from its seam", { ...line, boundary: "periodic" as const }, 0.3, 0.2],
  ])("%s has its mean and variance to rounding", (_, axis, mean, variance) => {
    const { expectation } = started([axis], { gaussian: { mean, variance } });
    const found = moments(expectation);
    expect(Math.abs(found.mean - mean)).toBeLessThan(1e-12); // the moments match to 1e-13 of a deviation, plus rounding
    expect(Math.abs(found.variance - variance)).toBeLessThan(1e-12);
  });

  test("resolved on uniform cells has its density at the centres", () => {
    const { mass, problem } = started([line], { gaussian: { mean: 0.3, variance: 0.2 } });
    const [axis] = problem.grid.axes;
    mass.forEach((part, c) => {
      const density = Math.exp(-((axis!.centers[c]! - 0.3) ** 2) / 0.4) / Math.sqrt(2 * Math.PI * 0.2);
      expect(Math.abs(part / 0.1 - density)).toBeLessThan(1e-13); // rounding of densities of order 1
    });
  });

  test.each([
    ["resolved", [0.3, 0.2], [0.2, 0.3], 0.9],
    ["narrow along one axis", [0.33, 0.2], [0.0049, 0.3], 0.5],
    ["narrower than the cells", [0.33, 0.21], [0.008, 0.01], 0.3],
  ])("in 2D, %s, has its mean and covariance to rounding", (_, mean, [xx, yy], correlation) => {
    const xy = correlation * Math.sqrt(xx! * yy!);
    const covariance = [
      [xx!, xy],
      [xy, yy!],
    ];
    const { expectation } = started([line, other], { gaussian: { mean, covariance } });
    const found = [
      expectation((x) => x - mean[0]!),
      expectation((_x, y) => y! - mean[1]!),
      expectation((x) => (x - mean[0]!) ** 2) - xx!,
      expectation((_x, y) => (y! - mean[1]!) ** 2) - yy!,
      expectation((x, y) => (x - mean[0]!) * (y! - mean[1]!)) - xy,
    ];
    // the moments match to 1e-13 of a deviation, plus rounding
    for (const error of found) expect(Math.abs(error)).toBeLessThan(1e-12);
  });

  test("far below a cell is a point with the same mean, and warned of", () => {
    const { expectation, warnings, mass } = started([line], { gaussian: { mean: 0.33, variance: 1e-8 } });
    expect(expectation((x) => x)).toBeCloseTo(0.33, 13); // rounding
    expect(mass.filter((part) => part > 1e-12)).toHaveLength(2);
    expect(warnings).toEqual([expect.stringMatching(/initial.gaussian: standard deviation 0.0001 along x is below/)]);
    const plane = started([line, other], { gaussian: { mean: [0.33, 1.2], variance: [1e-8, 0.5] } });
    expect(plane.expectation((x) => x)).toBeCloseTo(0.33, 12);
    expect(plane.expectation((_, y) => (y! - 1.2) ** 2)).toBeCloseTo(0.5, 12);
  });

  test("wraps around a periodic axis", () => {
    const ring: AxisDefinition = { name: "x", range: [0, 2 * Math.PI], cells: 90, boundary: "periodic" };
    for (const [mean, variance] of [
      [0.1, 0.3],
      [0.1 - 6 * Math.PI, 0.3],
      [3, 4],
      [6.2, 0.002],
    ] as const) {
      const { expectation } = started([ring], { gaussian: { mean, variance } });
      // E exp(ix) of a Gaussian, exact on a ring; 1e-9 allows for the one narrower than a cell, whose higher moments are free
      const tolerance = variance < 0.01 ? 1e-6 : 1e-13;
      expect(Math.abs(expectation(Math.cos) - Math.exp(-variance / 2) * Math.cos(mean))).toBeLessThan(tolerance);
      expect(Math.abs(expectation(Math.sin) - Math.exp(-variance / 2) * Math.sin(mean))).toBeLessThan(tolerance);
    }
    expect(faultOf([ring], { gaussian: { mean: 0, variance: 1e14 } })).toBe("initial-too-wide initial.gaussian");
  });

  test("partly off the grid is a warning, mostly off the grid an error", () => {
    const half: AxisDefinition = { name: "x", range: [0, 20], cells: 200 };
    const from = (mean: number): InitialDefinition => ({ gaussian: { mean, variance: 1 } });
    expect(started([half], from(4.9)).warnings).toEqual([]); // P(u > 4.9) = 4.8e-7
    expect(started([half], from(4)).warnings).toEqual([expect.stringMatching(/0.0032 % of the initial density/)]);
    expect(started([half], from(2.33)).warnings).toHaveLength(1); // P(u > 2.33) = 0.0099
    expect(faultOf([half], from(2.3))).toBe("initial-outside initial.gaussian"); // P(u > 2.3) = 0.0107
    expect(faultOf([half], from(-50))).toBe("initial-outside initial.gaussian");
    const narrow = started([half], { gaussian: { mean: 0.03, variance: 1e-4 } });
    expect(narrow.expectation((x) => x)).toBeCloseTo(0.05, 2); // all of it in the first cell
    expect(narrow.warnings).toHaveLength(2);
  });

  test("cut off by a wall keeps its shape", () => {
    const half: AxisDefinition = { name: "x", range: [0, 20], cells: 400 };
    const { expectation } = started([half], { gaussian: { mean: 2.5, variance: 1 } });
    const inside = 0.5 * (1 + erf(2.5 / Math.SQRT2));
    const truncated = 2.5 + Math.exp(-3.125) / Math.sqrt(2 * Math.PI) / inside;
    expect(Math.abs(expectation((x) => x) - truncated)).toBeLessThan(1e-5); // midpoint rule at the wall: h²/24·(xρ)'
  });

  test("outside one side of a plane is measured with its correlation", () => {
    const square: AxisDefinition[] = [
      { name: "x", range: [-20, 1], cells: 40 },
      { name: "y", range: [-20, 3], cells: 40 },
    ];
    // P(u > 3 or v > 3) for correlation 0.95 is below twice P(u > 3) = 0.0027 and above once
    const { warnings } = started(square, {
      gaussian: {
        mean: [-8, -6],
        covariance: [
          [9, 8.55],
          [8.55, 9],
        ],
      },
    });
    const [percent] = /[\d.]+/.exec(warnings[0]!)!;
    expect(Number(percent)).toBeGreaterThan(0.135);
    expect(Number(percent)).toBeLessThan(0.2);
  });
});

describe("a mixture", () => {
  test("is the weighted sum of its parts", () => {
    const { expectation, problem } = started([line], {
      mixture: [
        { weight: 3, gaussian: { mean: -2, variance: 0.1 } },
        { weight: 1, gaussian: { mean: 2, covariance: [[0.2]] } },
      ],
    });
    const { mean, variance } = moments(expectation);
    expect(mean).toBeCloseTo(-1, 12); // rounding
    expect(variance).toBeCloseTo(3 + 0.125, 12);
    expect(problem.source).toMatchObject({ initial: { mixture: [{ weight: 3 }, { weight: 1 }] } });
    const bad = { mixture: [{ weight: 0, gaussian: { mean: 0, variance: 1 } }] };
    expect(faultOf([line], bad)).toBe("bad-weight initial.mixture[0].weight");
  });

  test("with a part off the grid is an error that names the part", () => {
    const parts = [0, 40].map((mean) => ({ weight: 1, gaussian: { mean, variance: 0.1 } }));
    expect(faultOf([line], { mixture: parts })).toBe("initial-outside initial.mixture[1].gaussian");
  });
});

describe("a point", () => {
  test("shares its mass between the nearest cells so that its mean is exact", () => {
    const { expectation, mass } = started([line, other], { point: [0.337, 1.21] });
    expect(expectation((x) => x)).toBeCloseTo(0.337, 13); // rounding
    expect(expectation((_, y) => y!)).toBeCloseTo(1.21, 13);
    expect(mass.filter((part) => part > 0)).toHaveLength(4);
    const stretched: AxisDefinition = { ...line, stretch: { around: 0, strength: 3 } };
    expect(started([stretched], { point: 2.2 }).expectation((x) => x)).toBeCloseTo(2.2, 13);
    expect(started([line], { point: 0.35 }).mass.filter((part) => part > 1e-12)).toHaveLength(1); // a cell centre
  });

  test("wraps across the seam of a periodic axis", () => {
    const ring: AxisDefinition = { name: "x", range: [0, 1], cells: 10, boundary: "periodic" };
    for (const point of [0.98, -0.02, 1.98]) {
      const { mass } = started([ring], { point });
      // 0.98 lies 3/10 of the way from the last centre, 0.95, to the first, 1.05
      expect(mass[9]).toBeCloseTo(0.7, 12);
      expect(mass[0]).toBeCloseTo(0.3, 12);
    }
  });

  test("within half a cell of a wall goes to that cell, with a warning; beyond it is an error", () => {
    const { mass, warnings } = started([line], { point: 5.98 });
    expect(mass[119]).toBe(1);
    expect(warnings).toEqual([expect.stringMatching(/half a cell of a wall/)]);
    expect(started([line], { point: -5.95 }).warnings).toEqual([]);
    expect(faultOf([line], { point: 6.01 })).toBe("initial-outside initial.point[0]");
  });
});

describe("a density", () => {
  test("is taken at the centres and normalised", () => {
    const { expectation } = started([line], { density: "7*exp(-x^2)" });
    expect(expectation((x) => x * x)).toBeCloseTo(0.5, 13); // midpoint rule on a resolved Gaussian is exact to rounding
    expect(started([line], { density: (x) => 1e300 * Math.exp(-x * x) }).mass[60]).toBeGreaterThan(0);
  });

  test("that jumps inside a cell is averaged there", () => {
    for (const density of ["x > 0.33 and x < 1.77", (x: number) => x > 0.33 && x < 1.77]) {
      const { mass } = started([line], { density });
      expect(mass[63]! / mass[70]!).toBeCloseTo(0.7, 6); // the cell [0.3, 0.4]; edges of functions are found to 2e-7 of it
    }
  });

  test.each([
    ["initial-zero initial.density", "0"],
    ["initial-zero initial.density", "x > 100"],
    ["initial-negative initial.density", "x"],
    ["not-finite initial.density", "log(x)"],
    ["unknown-name initial.density", "exp(-t)"],
  ])("%s for %j", (fault, density) => {
    expect(faultOf([line], { density })).toBe(fault);
  });
});

test("uniform has the same density in cells of any width", () => {
  const { mass, problem } = started([{ ...line, stretch: { around: 0, strength: 3 } }, other], { uniform: true });
  const densities = mass.map((part, c) => part / problem.grid.volumes[c]!);
  expect(Math.max(...densities) / Math.min(...densities) - 1).toBeLessThan(1e-14); // rounding of one division
});

test("no initial density is an error where one is needed", () => {
  expect(() => initialMasses(defineProblem({ axes: [line], diffusion: 1 }))).toThrow(
    /initial: expected an initial density/,
  );
});
