import { describe, expect, it } from "vitest";
import type { Generator } from "../../src/generator/generator.js";
import { stretchedAxis, uniformAxis } from "../../src/grid/axis.js";
import { makeGrid } from "../../src/grid/grid.js";
import { entropyBalance } from "../../src/ledger/balance.js";
import { entropy } from "../../src/ledger/entropy.js";
import { addSample, integralSoFar, startIntegral } from "../../src/ledger/quadrature.js";
import { addStep, finishTotals, startTotals } from "../../src/ledger/totals.js";
import { applyGenerator, chain, gaussian, gibbs, masses, stationaryState } from "./chain.js";

/** Uneven times from 0 to `end`: steps vary by a factor of three, the same pattern at every resolution. */
const unevenTimes = (end: number, steps: number): number[] =>
  Array.from(
    { length: steps + 1 },
    (_, k) => end * (k / steps + (0.5 / (2 * Math.PI)) * Math.sin((2 * Math.PI * k) / steps)),
  );

/** Runge-Kutta steps so small that time is exact for these tests (1e-12). */
function advance(mass: Float64Array, generator: Generator, from: number, to: number): Float64Array {
  const steps = Math.max(1, Math.ceil((to - from) / 2e-3));
  const h = (to - from) / steps;
  const rate = (p: Float64Array, time: number) => {
    generator.rebuild(time);
    return applyGenerator(p, generator);
  };
  const shifted = (p: Float64Array, k: Float64Array, s: number) => p.map((value, c) => value + s * k[c]!);
  let p = mass;
  for (let n = 0; n < steps; n++) {
    const t = from + n * h;
    const k1 = rate(p, t);
    const k2 = rate(shifted(p, k1, h / 2), t + h / 2);
    const k3 = rate(shifted(p, k2, h / 2), t + h / 2);
    const k4 = rate(shifted(p, k3, h), t + h);
    p = p.map((value, c) => value + (h / 6) * (k1[c]! + 2 * k2[c]! + 2 * k3[c]! + k4[c]!));
  }
  generator.rebuild(to);
  return p;
}

type State = { logMass: Float64Array } | null;

function run(
  start: Float64Array,
  generator: Generator,
  stationary: () => State,
  times: readonly number[],
  singularStart = false,
) {
  generator.rebuild(times[0]!);
  const totals = startTotals(start, generator, stationary(), times[0]!, singularStart);
  let mass = start;
  for (let k = 1; k < times.length; k++) {
    mass = advance(mass, generator, times[k - 1]!, times[k]!);
    addStep(totals, mass, generator, stationary(), times[k]!);
  }
  return { totals: finishTotals(totals), end: mass };
}

/** A chain whose rates are those of a constant one times a factor that depends on time. */
function scaled(generator: Generator, factor: (time: number) => number): Generator {
  const axes = generator.axes.map((rates) => ({
    ...rates,
    forward: rates.forward.slice(),
    backward: rates.backward.slice(),
  }));
  const rebuild = (time: number) =>
    axes.forEach(({ forward, backward }, a) => {
      const base = generator.axes[a]!;
      forward.forEach((_, c) => (forward[c] = base.forward[c]! * factor(time)));
      backward.forEach((_, c) => (backward[c] = base.backward[c]! * factor(time)));
    });
  rebuild(0);
  return { ...generator, axes, timeDependent: true, rebuild };
}

describe("time integral of uneven samples", () => {
  const integrate = (f: (t: number) => number, times: readonly number[]) => {
    const integral = startIntegral();
    for (const time of times) addSample(integral, time, f(time));
    return integralSoFar(integral);
  };

  it("is exact for cubics, and for lower degrees while there are fewer samples", () => {
    const times = [0, 0.1, 0.5, 0.6, 1.4, 2];
    for (let count = 1; count <= times.length; count++) {
      const end = times[count - 1]!;
      for (let degree = 0; degree <= Math.min(3, count - 1); degree++)
        expect(integrate((t) => t ** degree, times.slice(0, count))).toBeCloseTo(
          end ** (degree + 1) / (degree + 1),
          14,
        );
    }
  });

  // Errors inside and at the two ends differ in sign, so the rate shows only once there are a hundred steps or so.
  it("converges with order 4", () => {
    const error = (steps: number) => Math.abs(integrate(Math.exp, unevenTimes(2, steps)) - Math.expm1(2));
    expect(Math.log2(error(160) / error(320))).toBeGreaterThan(3.8);
  });

  it("keeps its order across a jump that is given by adding its time twice", () => {
    const error = (steps: number) => {
      const integral = startIntegral();
      for (const t of unevenTimes(1, steps)) addSample(integral, t, Math.exp(t));
      for (const t of unevenTimes(1, steps)) addSample(integral, 1 + t, 5 * Math.cos(t));
      return Math.abs(integralSoFar(integral) - Math.expm1(1) - 5 * Math.sin(1));
    };
    expect(Math.log2(error(160) / error(320))).toBeGreaterThan(3.8);
  });

  it("is not thrown off by steps of rounding size", () => {
    const noisy = (t: number) => Math.exp(t) * (1 + 1e-15 * Math.sin(1e17 * t));
    const times = unevenTimes(2, 80).flatMap((t) => (t > 0 ? [t, t + 1e-14] : [t, 1e-14]));
    // The order-4 error at 80 steps is 1e-7; slivers taken at face value would add 0.1 per step.
    expect(Math.abs(integrate(noisy, times) - Math.expm1(2))).toBeLessThan(1e-6);
  });
});

describe("totals of a run", () => {
  const line = makeGrid([stretchedAxis("x", [-4, 5], 40, { around: 1, strength: 1 })]);
  const relaxing = chain(line, { D: 0.5, potential: (x) => 0.5 * x * x });
  const equilibrium = gibbs(line, (x) => x * x);
  const start = masses(line, gaussian(2, 0.2));
  const ring = makeGrid([uniformAxis("x", [0, 2 * Math.PI], 24, "periodic")]);
  const driven = chain(ring, { D: 0.4, potential: (x) => Math.cos(x), force: () => 0.7 });
  const steady = stationaryState(driven);
  const bump = masses(ring, (x) => Math.exp(2 * Math.cos(x - 1)));

  it("are KL(0) − KL(T) and no housekeeping for a reversible problem, whatever the steps", () => {
    const few = run(start, relaxing, () => equilibrium, [0, 0.3, 0.7]);
    const kl = (p: Float64Array) => p.reduce((sum, q, c) => sum + q * (Math.log(q) - equilibrium.logMass[c]!), 0);
    expect(few.totals.entropyProduction).toBeCloseTo(kl(start) - kl(few.end), 12);
    expect(few.totals.entropyProduction).toBeCloseTo(few.totals.excess!, 14);
    expect(Math.abs(few.totals.housekeeping!)).toBeLessThan(1e-14);
    expect(few.totals.entropyRate).toBe(entropy(start, line) - entropy(few.end, line));
  });

  it("reach the closed form of an Ornstein-Uhlenbeck transient with an error that falls fourfold", () => {
    // k = 1, D = 0.5, N(2, 0.04) to t = 0.7: KL(0) − KL(0.7). The start is narrow: 0.2 wide.
    const error = (cells: number) => {
      const grid = makeGrid([uniformAxis("x", [-3, 4], cells)]);
      const generator = chain(grid, { D: 0.5, potential: (x) => 0.5 * x * x });
      const { totals } = run(masses(grid, gaussian(2, 0.04)), generator, () => gibbs(grid, (x) => x * x), [0, 0.7]);
      return totals.entropyProduction! - 3.8012575484649;
    };
    expect(Math.abs(error(140))).toBeLessThan(5e-3);
    expect(error(70) / error(140)).toBeCloseTo(4, 0);
  });

  it("agree with and without knowing the stationary state, to order 4 in the step", () => {
    for (const [generator, stationary, from] of [
      [relaxing, equilibrium, start],
      [driven, steady, bump],
      [scaled(driven, (t) => 1 + 0.5 * Math.sin(3 * t)), steady, bump],
    ] as const) {
      const gap = (steps: number) => {
        const times = unevenTimes(1, steps);
        const known = run(from, generator, () => stationary, times).totals;
        const unknown = run(from, generator, () => null, times).totals;
        expect(unknown.housekeeping).toBeNull();
        expect(unknown.excess).toBeNull();
        expect(unknown.entropyRate).toBe(known.entropyRate);
        return Math.abs(known.entropyProduction! - unknown.entropyProduction!);
      };
      const [coarse, fine] = [gap(160), gap(320)];
      expect(fine).toBeLessThan(1e-7);
      expect(Math.log2(coarse / fine)).toBeGreaterThan(3.5);
    }
  });

  it("integrate the housekeeping of a driven ring: at the steady state, rate times time", () => {
    const mass = steady.logMass.map(Math.exp);
    const { totals } = run(mass, driven, () => steady, [0, 0.2, 0.5, 1.1, 3]);
    const { production } = entropyBalance(mass, driven, steady.logMass);
    expect(totals.housekeeping! / (3 * production)).toBeCloseTo(1, 11);
    expect(totals.entropyProduction! / (3 * production)).toBeCloseTo(1, 11);
    expect(Math.abs(totals.excess!)).toBeLessThan(1e-13);
  });

  it("of a generator that changes in time sum up its instantaneous rates, each with the stationary state of its time", () => {
    const changing = scaled(driven, (t) => 1 + 0.5 * Math.sin(3 * t));
    const times = unevenTimes(1, 60);
    const { totals } = run(bump, changing, () => steady, times);
    const fine = startIntegral();
    const parts = { housekeeping: startIntegral(), excess: startIntegral(), entropyRate: startIntegral() };
    let mass = bump;
    unevenTimes(1, 200).forEach((time, k, all) => {
      if (k > 0) mass = advance(mass, changing, all[k - 1]!, time);
      else changing.rebuild(0);
      const balance = entropyBalance(mass, changing, steady.logMass);
      addSample(fine, time, balance.production);
      for (const name of ["housekeeping", "excess", "entropyRate"] as const)
        addSample(parts[name], time, balance[name]!);
    });
    // Order 4 with 60 steps over a few decay times: 1e-5.
    expect(totals.entropyProduction).toBeCloseTo(integralSoFar(fine), 4);
    for (const name of ["housekeeping", "excess", "entropyRate"] as const)
      expect(totals[name], name).toBeCloseTo(integralSoFar(parts[name]), 4);
    expect(run(bump, changing, () => null, times).totals.excess).toBeNull();
  });

  describe("of a stationary state that moves", () => {
    // π_t is given: a well that swings, of the Gibbs form, while the masses move under rates that know nothing of it
    const moving = (t: number): { logMass: Float64Array } => gibbs(ring, (x) => Math.cos(x - 0.8 * Math.sin(2 * t)));
    const idle = scaled(driven, () => 1);
    const kl = (p: Float64Array, t: number): number =>
      p.reduce((sum, q, c) => sum + q * (Math.log(q) - moving(t).logMass[c]!), 0);
    const work = (steps: number): number => {
      const times = unevenTimes(1, steps);
      const totals = startTotals(bump, idle, moving(0), 0);
      let mass = bump;
      for (let k = 1; k < times.length; k++) {
        mass = advance(mass, idle, times[k - 1]!, times[k]!);
        addStep(totals, mass, idle, moving(times[k]!), times[k]!);
      }
      return finishTotals(totals).referenceWork!;
    };
    /** −Σ p ∂t log π, with the derivative by a difference of order 4. */
    const rate = (p: Float64Array, t: number): number => {
      const at = [t - 2e-3, t - 1e-3, t + 1e-3, t + 2e-3].map((time) => moving(time).logMass);
      const slope = (c: number): number => (at[0]![c]! - 8 * at[1]![c]! + 8 * at[2]![c]! - at[3]![c]!) / 12e-3;
      return -p.reduce((sum, q, c) => sum + q * slope(c), 0);
    };

    it("the work of moving it is the integral of −∫ρ ∂t log π, to order 4 in the step", () => {
      const exact = startIntegral();
      let mass = bump;
      unevenTimes(1, 400).forEach((time, k, all) => {
        if (k > 0) mass = advance(mass, idle, all[k - 1]!, time);
        addSample(exact, time, rate(mass, time));
      });
      const error = (steps: number): number => Math.abs(work(steps) - integralSoFar(exact));
      // the reference itself is good to some 1e-9
      expect(error(80)).toBeLessThan(1e-5);
      expect(Math.log2(error(20) / error(40))).toBeGreaterThan(3.5);
    });

    it("a jump of it counts as what it adds to KL at once", () => {
      const totals = startTotals(bump, idle, moving(0), 0);
      addStep(totals, bump, idle, moving(0.5), 0);
      expect(finishTotals(totals).referenceWork).toBeCloseTo(kl(bump, 0.5) - kl(bump, 0), 13);
    });

    it("is not known as soon as it is missing once", () => {
      const totals = startTotals(bump, idle, moving(0), 0);
      addStep(totals, bump, idle, null, 0.1);
      addStep(totals, bump, idle, moving(0.2), 0.2);
      expect(finishTotals(totals).referenceWork).toBeNull();
    });
  });

  it("cross a jump of the coefficients without losing order when its time is added twice", () => {
    const pieces = [scaled(driven, () => 1), scaled(driven, () => 3)];
    const production = (steps: number) => {
      const totals = startTotals(bump, pieces[0]!, null, 0);
      let mass = bump;
      pieces.forEach((piece, part) => {
        if (part > 0) addStep(totals, mass, piece, null, 0.5);
        const times = unevenTimes(0.5, steps).map((t) => t + 0.5 * part);
        for (let k = 1; k < times.length; k++) {
          mass = advance(mass, piece, times[k - 1]!, times[k]!);
          addStep(totals, mass, piece, null, times[k]!);
        }
      });
      return finishTotals(totals).entropyProduction!;
    };
    const exact = production(640);
    expect(Math.log2(Math.abs(production(80) - exact) / Math.abs(production(160) - exact))).toBeGreaterThan(3.5);
  });

  it("of a point start are housekeeping alone", () => {
    const point = new Float64Array(24);
    point[5] = 1;
    const { totals } = run(point, driven, () => steady, unevenTimes(1, 30), true);
    expect(totals.housekeeping).toBeGreaterThan(0);
    expect({ ...totals, housekeeping: null }).toEqual({
      entropyProduction: null,
      housekeeping: null,
      excess: null,
      entropyRate: null,
      referenceWork: 0,
    });
  });

  it("with absorbing ends are the change of entropy alone", () => {
    const slab = makeGrid([uniformAxis("x", [0, 1], 20, "absorbing")]);
    const leaky = chain(slab, { D: 0.25 });
    const from = masses(slab, (x) => Math.sin(Math.PI * x));
    const { totals, end } = run(from, leaky, () => null, [0, 0.1, 0.3]);
    expect(totals).toEqual({
      entropyProduction: null,
      housekeeping: null,
      excess: null,
      entropyRate: entropy(from, slab) - entropy(end, slab),
      referenceWork: null,
    });
  });

  it("are zero before the first step", () => {
    const zero = { entropyProduction: 0, housekeeping: 0, excess: 0, entropyRate: 0, referenceWork: 0 };
    expect(run(start, relaxing, () => equilibrium, [0]).totals).toEqual(zero);
    expect(run(start, relaxing, () => null, [0]).totals).toEqual({
      ...zero,
      housekeeping: null,
      excess: null,
      referenceWork: null,
    });
  });
});
