import { describe, expect, it } from "vitest";
import { defineProblem } from "../../src/problem/define.js";
import { committor } from "../../src/solve/committor.js";
import { firstPassage } from "../../src/solve/first-passage.js";

const integral = (from: number, to: number, f: (x: number) => number): number => {
  const n = 20_000;
  const h = (to - from) / n;
  let sum = 0;
  for (let k = 0; k < n; k++) sum += h * f(from + (k + 0.5) * h);
  return sum;
};

/** The Maier-Stein system, which has no potential. */
const maierStein = (cells: number, D = 0.1) =>
  defineProblem({
    axes: [
      { name: "x", range: [-2, 2], cells },
      { name: "y", range: [-1.5, 1.5], cells: (3 * cells) / 4 },
    ],
    drift: { force: { x: "x - x^3 - 10*x*y^2", y: "-(1 + x^2)*y" } },
    diffusion: D,
    regions: { A: "(x + 1)^2 + y^2 < 0.09", B: "(x - 1)^2 + y^2 < 0.09" },
  });

describe("transitions between two regions", () => {
  it("in one dimension: q and the rate are quotients of integrals, to quadrature on any grid", () => {
    const D = 0.25;
    const weight = (x: number): number => Math.exp((x * x - 1) ** 2 / D);
    const [a, b] = [-0.73, 0.61];
    const exact = D / integral(a, b, weight) / integral(-2.5, 2.5, (x) => 1 / weight(x));
    for (const cells of [50, 130]) {
      const problem = defineProblem({
        axes: [{ name: "x", range: [-2.5, 2.5], cells }],
        drift: { loss: "(x^2-1)^2" },
        diffusion: D,
        regions: { A: `x < ${a}`, B: `x > ${b}` },
      });
      const { reactive, committor: q } = committor(problem);
      // the midpoint rule above leaves 2e-10; five Gauss nodes a cell, on the coarser grid, 1e-8
      expect(Math.abs(reactive!.rate / exact - 1)).toBeLessThan(2e-8);
      expect(Math.abs(reactive!.reverseRate / reactive!.rate - 1)).toBeLessThan(1e-12);
      problem.grid.axes[0].centers.forEach((x, c) => {
        const known = x < a ? 0 : x > b ? 1 : integral(a, x, weight) / integral(a, b, weight);
        expect(Math.abs(q.data[c] - known)).toBeLessThan(2e-8);
        // reversible: looking back is looking ahead
        expect(Math.abs(reactive!.backwardCommittor.data[c] + q.data[c] - 1)).toBeLessThan(1e-11);
        if (x > a && x < b) expect(Math.abs(reactive!.current[0].data[c] / exact - 1)).toBeLessThan(2e-8);
      });
    }
  });

  it("without a potential as many leave A as reach B, and come back, to 1e-10", () => {
    const problem = maierStein(64);
    const { reactive, committor: q } = committor(problem);
    const { rate, reverseRate, rateConstants, current } = reactive!;
    expect(Math.abs(reverseRate / rate - 1)).toBeLessThan(1e-10);
    // by the symmetry of the wells
    expect(Math.abs(rateConstants.AB / rateConstants.BA - 1)).toBeLessThan(1e-10);
    // every section between the regions is crossed by all transitions: x from -0.7 to 0.7, a cell from either
    const [x, y] = problem.grid.axes;
    const [nx, ny] = problem.grid.shape;
    for (let i = 0; i < nx; i++) {
      if (Math.abs(x.centers[i]) > 0.7 - 0.1) continue;
      let through = 0;
      for (let j = 0; j < ny; j++) through += current[0].data[i * ny + j] * y.widths[j];
      expect(Math.abs(through / rate - 1)).toBeLessThan(1e-10);
    }
    // it is a current that differs from its mirror image: outwards above the axis, not back to where it came from
    const at = (i: number, j: number): number => current[1].data[i * ny + j];
    const [left, right] = [Math.floor(0.35 * nx), nx - 1 - Math.floor(0.35 * nx)];
    const upper = Math.floor(0.6 * ny);
    expect(at(left, upper) * at(right, upper)).toBeLessThan(0);
    expect(Math.abs(at(left, upper) + at(right, upper))).toBeGreaterThan(0.1 * Math.abs(at(left, upper)));
    q.data.forEach((value, c) => {
      const mirrored = q.data[(nx - 1 - Math.floor(c / ny)) * ny + (c % ny)];
      expect(value + mirrored).toBeCloseTo(1, 10);
    });
  });

  it("looking back is looking ahead in the process reversed in time, whose rotation is the other way round", () => {
    const differences = [24, 48].map((cells) => {
      // exp(−L/D) is stationary whatever the rotation, so that reversal turns it round
      const turning = (turn: number) =>
        committor(
          defineProblem({
            parameters: { c: turn },
            axes: [
              { name: "x", range: [-2, 2], cells },
              { name: "y", range: [-3, 3], cells: 1.5 * cells },
            ],
            drift: { loss: "(x^2 - 1)^2 + y^2", force: { x: "2*c*y", y: "-4*c*x*(x^2 - 1)" } },
            diffusion: 0.5,
            regions: { A: "x < -0.8", B: "x > 0.8" },
          }),
        );
      const back = turning(0.7).reactive!.backwardCommittor.data;
      const ahead = turning(-0.7).committor.data;
      // the rotation meets the walls, where only exp(−18) of the mass is: looked at is the middle third
      const inner = (c: number): boolean => Math.abs((c % (1.5 * cells)) + 0.5 - 0.75 * cells) < 0.25 * cells;
      return back.reduce((most, value, c) => Math.max(most, inner(c) ? Math.abs(value + ahead[c] - 1) : 0), 0);
    });
    // both have errors of order 2
    expect(differences[0]).toBeLessThan(0.1);
    expect(differences[1]).toBeLessThan(differences[0] / 3);
  });

  it("happens as often as for a particle that is followed for long", () => {
    const { rate } = committor(maierStein(96)).reactive!;
    // Euler-Maruyama with normal numbers out of a linear congruence (Box and Muller 1958)
    let seed = 12345;
    const uniform = (): number => (seed = (seed * 1664525 + 1013904223) % 4294967296) / 4294967296;
    const dt = 0.004;
    const size = Math.sqrt(2 * 0.1 * dt);
    const steps = 4e6;
    let [x, y] = [-1, 0];
    let last = "A";
    let transitions = 0;
    for (let k = 0; k < steps; k++) {
      const radius = size * Math.sqrt(-2 * Math.log(uniform() + 1e-12));
      const angle = 2 * Math.PI * uniform();
      const [dx, dy] = [x - x ** 3 - 10 * x * y * y, -(1 + x * x) * y];
      x += dt * dx + radius * Math.cos(angle);
      y += dt * dy + radius * Math.sin(angle);
      if (last !== "A" && (x + 1) ** 2 + y * y < 0.09) last = "A";
      else if (last !== "B" && (x - 1) ** 2 + y * y < 0.09) {
        last = "B";
        transitions++;
      }
    }
    // some 530 transitions at about regular intervals: 5 standard errors of a Poisson count
    const expected = rate * steps * dt;
    expect(Math.abs(transitions - expected)).toBeLessThan(5 * Math.sqrt(expected));
  });

  it("the committor is the splitting probability between two targets", () => {
    const stated = { drift: { force: { x: "0.4" } }, diffusion: "0.3 + 0.1*x^2", initial: { point: 0.2 } };
    const found = committor(
      defineProblem({
        ...stated,
        axes: [{ name: "x", range: [-2, 2], cells: 400 }],
        regions: { A: "x < -1", B: "x > 1" },
      }),
    );
    const { fromStart } = firstPassage(
      defineProblem({ ...stated, axes: [{ name: "x", range: [-1, 1], cells: 200, boundary: "absorbing" }] }),
    );
    // the same cells between the edges, which are faces
    expect(found.fromStart).toBeCloseTo(fromStart!.probability["x.upper"], 12);
  });

  it("has no rate where there is no stationary state", () => {
    const {
      reactive,
      committor: q,
      warnings,
    } = committor(
      defineProblem({
        axes: [{ name: "x", range: [-2, 2], cells: 40, boundary: { lower: "reflecting", upper: "absorbing" } }],
        diffusion: 1,
        regions: { A: "x < -1", B: "x > 0 and x < 1" },
      }),
    );
    expect(reactive).toBeNull();
    expect(warnings.join()).toContain("no stationary state");
    // from beyond B the way out of the grid is as good as the one into B
    expect(q.data[35]).toBeCloseTo(1 - 0.55, 10);
  });
});
