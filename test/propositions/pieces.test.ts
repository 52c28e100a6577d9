import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { uniformAxis } from "../../src/grid/axis.js";
import { makeGrid } from "../../src/grid/grid.js";
import {
  accuracy,
  areaUnderCurve,
  bestThreshold,
  bootstrapInterval,
  type Scored,
} from "../../src/propositions/classification.js";
import { basins, criticalDepth } from "../../src/propositions/persistence.js";
import { integral, rateQuadrature } from "../../src/propositions/rate-quadrature.js";
import { transportDistanceSquared } from "../../src/propositions/transport-distance.js";

describe("the quadrature of rates", () => {
  it("integrates what decays to rounding, and knows its error from every other node", () => {
    const { times, weights, half } = rateQuadrature(1, 5, 32);
    const exact = (Math.exp(-2) - Math.exp(-10)) / 2;
    const values = times.map((t) => Math.exp(-2 * t));
    expect(Math.abs(integral(weights, values) - exact)).toBeLessThan(1e-15);
    const error = Math.abs(integral(half, values) - exact);
    expect(error).toBeGreaterThan(1e-13);
    expect(error).toBeLessThan(1e-6);
  });

  it("resolves the fast relaxation of a narrow start", () => {
    // D/(v0 + 2 D t) as in free diffusion from a Gaussian of variance v0: its integral is a logarithm
    const { times, weights } = rateQuadrature(0, 4, 64);
    const found = integral(
      weights,
      times.map((t) => 1 / (0.01 + 2 * t)),
    );
    expect(found).toBeCloseTo(0.5 * Math.log(801), 8);
  });
});

describe("the quadrature of rates that jump", () => {
  it("begins anew at each jump, with nodes on either side", () => {
    const jumps = [1, 1.75];
    const rate = (t: number): number => (t < 1 ? Math.exp(-3 * t) : t < 1.75 ? 5 + t * t : 1 / t);
    const exact = (1 - Math.exp(-3)) / 3 + 5 * 0.75 + (1.75 ** 3 - 1) / 3 + Math.log(3 / 1.75);
    const { times, weights, half } = rateQuadrature(0, 3, 96, jumps);
    // nodes are 3e-9 from the jumps; weights are those of the whole part
    expect(Math.abs(integral(weights, times.map(rate)) - exact)).toBeLessThan(1e-7);
    expect(Math.abs(integral(half, times.map(rate)) - exact)).toBeLessThan(1e-4);
    for (const at of jumps) expect(times).not.toContain(at);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
    const blind = rateQuadrature(0, 3, 96);
    expect(Math.abs(integral(blind.weights, blind.times.map(rate)) - exact)).toBeGreaterThan(1e-3);
  });
});

describe("the transport distance", () => {
  it("of Gaussians is that of their means and standard deviations, to order 2", () => {
    const error = (cells: number): number => {
      const axis = uniformAxis("x", [-7, 7], cells);
      const gaussian = (mean: number, sd: number) =>
        axis.centers.map((x) => Math.exp(-((x - mean) ** 2) / 2 / sd ** 2));
      return Math.abs(transportDistanceSquared(axis, gaussian(-1, 1), gaussian(1, 0.5)) - (2 ** 2 + 0.5 ** 2));
    };
    expect(error(400)).toBeLessThan(1e-3);
    expect(error(200) / error(400)).toBeCloseTo(4, 0);
  });

  it("of a shift by whole cells is the shift", () => {
    const axis = uniformAxis("x", [0, 10], 20);
    const one = axis.centers.map((_, i) => (i > 2 && i < 7 ? i : 0));
    const other = axis.centers.map((_, i) => (i > 7 && i < 12 ? i - 5 : 0));
    expect(transportDistanceSquared(axis, one, other)).toBeCloseTo(2.5 ** 2, 12);
  });
});

/** On a line, by its definition: the barrier from each minimum to a lower one, the least of both ways. */
function depthsOnLine(values: readonly number[]): number[] {
  const barrier = (from: number, step: number): number => {
    let top = values[from]!;
    for (let i = from + step; i >= 0 && i < values.length; i += step) {
      if (values[i]! < values[from]!) return top - values[from]!;
      top = Math.max(top, values[i]!);
    }
    return Infinity;
  };
  return values
    .flatMap((value, i) =>
      value < (values[i - 1] ?? Infinity) && value < (values[i + 1] ?? Infinity)
        ? [Math.min(barrier(i, 1), barrier(i, -1))]
        : [],
    )
    .filter((depth) => depth < Infinity)
    .sort((a, b) => b - a);
}

describe("persistence of sublevel sets", () => {
  const line = (n: number) => makeGrid([uniformAxis("x", [0, 1], n)]);

  it("is the barrier of each basin to a deeper one", () => {
    const distinct = fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 40 });
    fc.assert(
      fc.property(distinct, (values) => {
        const found = basins(Float64Array.from(values), line(values.length)).map(({ birth, death }) => death - birth);
        expect(found).toEqual(depthsOnLine(values));
      }),
      { seed: 5 },
    );
  });

  it("does not depend on the origin of energy, scales with it, and is the same seen from the other end", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 3, maxLength: 30 }), (values) => {
        const depth = (of: readonly number[]): number => criticalDepth(Float64Array.from(of), line(of.length));
        expect(depth(values.map((value) => 3 * value - 7))).toBe(3 * depth(values));
        expect(depth([...values].reverse())).toBe(depth(values));
      }),
      { seed: 6 },
    );
  });

  it("finds the pass of two wells in the plane to order 2, wherever the line between them runs", () => {
    // wells at distance 1 from a pass of height 1, turned by an angle
    for (const angle of [0, 0.4, 1.1, 2.2]) {
      const error = (cells: number): number => {
        const axes = ["x", "y"].map((name) => uniformAxis(name, [-2, 2.1], cells));
        const grid = makeGrid(axes);
        const values = new Float64Array(grid.size);
        for (let i = 0, c = 0; i < cells; i++)
          for (let j = 0; j < cells; j++, c++) {
            const [x, y] = [axes[0]!.centers[i]!, axes[1]!.centers[j]!];
            const along = x * Math.cos(angle) + y * Math.sin(angle);
            const across = y * Math.cos(angle) - x * Math.sin(angle);
            values[c] = (along ** 2 - 1) ** 2 + 0.05 * along + across ** 2;
          }
        return Math.abs(criticalDepth(values, grid) - 0.9498);
      };
      expect(error(160)).toBeLessThan(5e-3);
      expect(error(160)).toBeLessThan(0.5 * error(40) + 1e-3);
    }
  });

  it("counts a ring as closed, and a single basin as no barrier", () => {
    const ring = makeGrid([uniformAxis("x", [0, 2 * Math.PI], 64, "periodic")]);
    const cosine = ring.axes[0]!.centers.map((x) => Math.cos(x - 1));
    expect(criticalDepth(cosine, ring)).toBe(0);
    expect(criticalDepth(cosine, line(64))).toBeGreaterThan(0.1);
    expect(criticalDepth(ring.axes[0]!.centers.map(Math.cos), ring)).toBe(0);
    expect(criticalDepth(new Float64Array(64).fill(2), line(64))).toBe(0);
  });
});

describe("classification", () => {
  const cases = fc.array(fc.record({ score: fc.integer({ min: 0, max: 9 }), positive: fc.boolean() }), {
    minLength: 2,
    maxLength: 40,
  });
  const byPairs = (all: readonly Scored[]): number => {
    const [yes, no] = [true, false].map((kind) => all.filter(({ positive }) => positive === kind));
    const wins = yes!.flatMap((a) => no!.map((b) => (a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0)));
    return wins.reduce((sum: number, win) => sum + win, 0) / wins.length;
  };

  it("the area under the curve is the share of pairs in the right order", () => {
    fc.assert(
      fc.property(cases, (all) => {
        const expected = byPairs(all);
        if (Number.isNaN(expected)) expect(areaUnderCurve(all)).toBeNaN();
        else expect(areaUnderCurve(all)).toBeCloseTo(expected, 12);
      }),
      { seed: 7 },
    );
  });

  it("no threshold is right more often than the best one", () => {
    fc.assert(
      fc.property(cases, fc.double({ min: 0.1, max: 8.9, noNaN: true }), (all, other) => {
        const scores = all.map(({ score }) => score);
        // a threshold outside the scores says the same of all
        if (other <= Math.min(...scores) || other >= Math.max(...scores)) return;
        expect(accuracy(all, bestThreshold(all))).toBeGreaterThanOrEqual(accuracy(all, other));
      }),
      { seed: 8 },
    );
  });

  it("the interval of the bootstrap is that of the mean of coin throws, and repeats", () => {
    const throws = Array.from({ length: 400 }, (_, k) => (k % 4 === 0 ? 1 : 0));
    const mean = (sample: readonly number[]): number => sample.reduce((sum, value) => sum + value, 0) / sample.length;
    const sampling = { seed: 3, resamples: 2000, level: 0.95 };
    const { lower, upper, value } = bootstrapInterval(throws, mean, sampling);
    expect(value).toBe(0.25);
    // 1.96 standard errors of sqrt(p (1 - p)/n) = 0.02165; the ends of 2000 resamples scatter by some 3 % of that
    expect(lower).toBeCloseTo(0.25 - 0.0424, 2);
    expect(upper).toBeCloseTo(0.25 + 0.0424, 2);
    expect(bootstrapInterval(throws, mean, sampling)).toEqual({ lower, upper, value });
  });
});
