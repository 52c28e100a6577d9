import { describe, expect, it } from "vitest";
import { heun } from "../../src/particles/schemes/heun.js";
import { rootMeanSquare } from "../../src/particles/schemes/root-mean-square.js";
import { planned } from "../../src/particles/planning.js";
import { stretches } from "../../src/particles/schedule.js";
import { simulate } from "../../src/particles/simulate.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import type { Problem } from "../../src/problem/problem.js";
import { oneStep } from "./one-step.js";

/** A linear drift −x + F(t) and D(t), as text for the problem and as functions for the answer. */
interface Changing {
  readonly what: string;
  readonly F?: readonly [string, (t: number) => number];
  readonly D: readonly [string | number, (t: number) => number];
  readonly scheme?: "euler-maruyama" | "heun" | "sosri";
  /** Particles; as many as take a second or two. */
  readonly N: number;
  /** Steps that are taken, at most. */
  readonly steps: number;
}

const problem = (
  { F, D, scheme, N }: Omit<Changing, "what" | "steps">,
  rest: Partial<ProblemDefinition> = {},
): Problem =>
  defineProblem({
    axes: [{ name: "x", range: [-12, 12], cells: 64 }],
    drift: { loss: "x^2/2", ...(F ? { force: { x: F[0] } } : {}) },
    diffusion: D[0],
    initial: { gaussian: { mean: 1, variance: 0.1 } },
    time: { end: 1, frames: 11 },
    particles: { count: N, seed: 3, ...(scheme ? { scheme } : {}) },
    ...rest,
  });

/** Mean and variance by m′ = −m + F, V′ = −2V + 2D: ∫ e^{−(t − s)} F ds and its like by Simpson's rule over 4e4 parts. */
function momentsAt(t: number, F: (t: number) => number, D: (t: number) => number) {
  const n = 4e4;
  let [m, V] = [Math.exp(-t), 0.1 * Math.exp(-2 * t)];
  for (let k = 0; k <= n; k++) {
    const s = (k * t) / n;
    const weight = ((k === 0 || k === n ? 1 : k % 2 === 1 ? 4 : 2) * t) / (3 * n);
    m += weight * Math.exp(s - t) * F(s);
    V += weight * Math.exp(2 * (s - t)) * 2 * D(s);
  }
  return { m, V };
}

const pulse = (t: number, at: number, width: number): number => Math.exp(-(((t - at) / width) ** 2));
const zero = (): number => 0;
const half = [0.5, () => 0.5] as const;

const cases: readonly Changing[] = [
  {
    what: "D = (1 + sin 200t)/2",
    D: ["0.5*(1 + sin(200*t))", (t) => 0.5 * (1 + Math.sin(200 * t))],
    N: 1e5,
    steps: 1000,
  },
  {
    what: "D = (1 + sin 200t)/2 with Euler's scheme",
    D: ["0.5*(1 + sin(200*t))", (t) => 0.5 * (1 + Math.sin(200 * t))],
    scheme: "euler-maruyama",
    N: 4000,
    steps: 8000,
  },
  {
    what: "D = (1 + sin 200t)/2 with SOSRI",
    D: ["0.5*(1 + sin(200*t))", (t) => 0.5 * (1 + Math.sin(200 * t))],
    scheme: "sosri",
    N: 4000,
    steps: 4000,
  },
  {
    what: "D in the rhythm of 1/200 of the run",
    D: ["0.5*(1 + cos(400*pi*t))", (t) => 0.5 * (1 + Math.cos(400 * Math.PI * t))],
    N: 2e4,
    steps: 4000,
  },
  {
    what: "a pulse of D of 1/1000 of the run",
    D: ["0.1 + 200*exp(-((t - 0.52)/0.001)^2)", (t) => 0.1 + 200 * pulse(t, 0.52, 0.001)],
    N: 1e5,
    steps: 1000,
  },
  {
    what: "a pulse of D of 1/5000 of the run",
    D: ["0.1 + 1000*exp(-((t - 0.523)/0.0002)^2)", (t) => 0.1 + 1000 * pulse(t, 0.523, 0.0002)],
    N: 1e5,
    steps: 1000,
  },
  {
    what: "a pulse of the force of 1/1000 of the run",
    F: ["500*exp(-((t - 0.777)/0.001)^2)", (t) => 500 * pulse(t, 0.777, 0.001)],
    D: half,
    N: 1e5,
    steps: 1000,
  },
  { what: "a force of 5 sin 300t", F: ["5*sin(300*t)", (t) => 5 * Math.sin(300 * t)], D: half, N: 1e4, steps: 2000 },
  {
    what: "D that dies within 1/500 of the run",
    D: ["0.02 + 100*exp(-t/0.002)", (t) => 0.02 + 100 * Math.exp(-t / 0.002)],
    N: 1e5,
    steps: 1000,
  },
];

describe("mean and variance are right at the default step, in few steps:", () => {
  it.each(cases)("$what", (own) => {
    const set = problem(own);
    const { frames, steps } = simulate(set);
    for (const { time, mean, covariance } of frames.slice(1)) {
      const { m, V } = momentsAt(time, own.F?.[1] ?? zero, own.D[1]);
      // 4 standard errors; the chance of a false alarm in all of them was 1 % before the seed was fixed
      expect(Math.abs(mean![0].value - m) / Math.sqrt(V / own.N), `mean at t = ${time}`).toBeLessThan(4);
      expect(Math.abs(covariance![0][0] / V - 1) / Math.sqrt(2 / own.N), `variance at t = ${time}`).toBeLessThan(4);
    }
    expect(steps).toBeLessThan(own.steps);
  });

  it("a jump that a function of a program does not tell of, and its step when it does", () => {
    const force = (_x: number, t: number): number => (t > 0.3 && t < 0.301 ? 1000 : 0);
    for (const jumps of [undefined, [0.3, 0.301]]) {
      const set = problem(
        { D: half, N: 2e4 },
        { drift: { loss: "x^2/2", force: { x: force } }, ...(jumps ? { jumps } : {}) },
      );
      const { frames, plan } = simulate(set);
      const { mean, covariance } = frames.at(-1)!;
      const { V } = momentsAt(1, zero, () => 0.5);
      // 1000∫e^{−(1 − s)} ds over the pulse
      const m = Math.exp(-1) + 1000 * (Math.exp(-0.699) - Math.exp(-0.7));
      expect(Math.abs(mean![0].value - m) / Math.sqrt(V / 2e4)).toBeLessThan(4);
      expect(Math.abs(covariance![0][0] / V - 1) / Math.sqrt(2 / 2e4)).toBeLessThan(4);
      // steps end at what is known
      const stops = stretches(plan).map(({ end }) => end);
      if (jumps) expect(stops).toEqual(expect.arrayContaining(jumps));
    }
  });

  it("a boost of a reset that decays within 1/200 of the run", () => {
    const D = (t: number): number => 0.1 + (t > 0.413 ? 20 * Math.exp(-(t - 0.413) / 0.005) : 0);
    const set = problem({ D: [0.1, D], N: 5e4 }, { resets: [{ at: [0.413], boost: 20, decay: 0.005 }] });
    const { V } = momentsAt(0.5, zero, D);
    const frame = simulate(set).frames[5];
    expect(frame.time).toBe(0.5);
    expect(Math.abs(frame.covariance![0][0] / V - 1) / Math.sqrt(2 / 5e4)).toBeLessThan(4);
  });
});

describe("Heun's noise over a step in which B changes", () => {
  it("has the mean of B² at both ends, where it is additive", () => {
    const set = problem({ D: ["0.1 + 3*t", zero], N: 1 }, { drift: { loss: "0*x" } });
    const h = 0.2;
    const moved = oneStep(
      set,
      heun,
      h,
      () => [
        [1, -2],
        [0, 0],
      ],
      [0, 0],
    );
    const B = Math.sqrt(0.2 + 3 * h);
    [B, -2 * B].forEach((b, k) => expect(Math.abs(moved[k] - b * Math.sqrt(h))).toBeLessThan(1e-15));
  });

  it("has the root of the mean of two tensors", () => {
    const square = ([a, b, c]: readonly number[]): number[] => [a * a + b * b, b * (a + c), b * b + c * c];
    const [first, second] = [
      [2, 0.5, 1],
      [0.3, -0.1, 4],
    ];
    const root = rootMeanSquare(false, first, second);
    const mean = square(first).map((value, k) => 0.5 * (value + square(second)[k]));
    // a few roundings of numbers up to 10
    square(root).forEach((value, k) => expect(Math.abs(value - mean[k])).toBeLessThan(1e-14));
    expect(root[0] * root[2] - root[1] ** 2).toBeGreaterThan(0);
    expect(rootMeanSquare(false, first, first)).toBe(first);
  });
});

describe("steps", () => {
  const count = (set: Problem): number => stretches(planned(set)).reduce((sum, { steps }) => sum + steps, 0);

  it("are as without it where what changes in time is slow, weak beside the rest, or a front that single particles meet", () => {
    const usual = count(problem({ D: half, N: 1e5 }));
    expect(count(problem({ D: ["0.5 + 0.1*t", zero], N: 1e5 }))).toBe(usual);
    expect(count(problem({ D: ["0.5 + 1e-5*sin(300*t)", zero], N: 1e5 }))).toBe(usual);
    const front = problem({ D: half, F: ["0.5*(x < 4*t - 2)", zero], N: 1e5 });
    expect(count(front)).toBeLessThan(1.5 * usual);
  });

  it("end where a comparison with t changes", () => {
    const { spells, ...plan } = planned(problem({ D: ["0.1 + 50*(t > 0.2003)*(t < 0.2004)", zero], N: 1e4 }));
    const stops = stretches({ ...plan, spells }).map(({ end }) => end);
    for (const jump of [0.2003, 0.2004]) expect(stops.some((stop) => Math.abs(stop - jump) < 1e-12)).toBe(true);
    expect(spells).toEqual([]);
  });

  it("cannot follow what changes a million times: an error says so", () => {
    expect(() => planned(problem({ D: ["0.5*(1 + sin(1e7*t))", zero], N: 1e4 }))).toThrow(
      expect.objectContaining({ code: "too-many-steps", path: "particles.dt" }) as Error,
    );
  });

  it("that are stated and too long draw a warning with some that are not", () => {
    const stated = (dt: number) =>
      planned(problem({ D: ["0.5*(1 + sin(200*t))", zero], N: 1e4 }, { particles: { count: 1e4, dt } }));
    const { warnings, unfollowed, spells } = stated(0.05);
    expect(warnings).toEqual([expect.stringMatching(/faster than steps of 0.05 follow.* take 0.00\d+\)/)]);
    expect(unfollowed).toBeGreaterThan(0.1);
    expect(spells).toEqual([]);
    const { dt, spells: own } = planned(problem({ D: ["0.5*(1 + sin(200*t))", zero], N: 1e4 }));
    expect(stated(own.at(-1)?.dt ?? dt)).toMatchObject({ warnings: [], unfollowed: 0 });
  });
});
