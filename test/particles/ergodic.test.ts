import { describe, expect, it } from "vitest";
import { simulate } from "../../src/particles/simulate.js";
import { defineProblem } from "../../src/problem/define.js";

/** V, D, and f whose average is compared. In the double well the path crosses the barrier, 2 D high, some 900 times. */
const wells = [
  { name: "a harmonic well", V: "x^2/2", potential: (x: number) => x ** 2 / 2, D: 0.5 },
  { name: "a double well", V: "(x^2 - 1)^2", potential: (x: number) => (x ** 2 - 1) ** 2, D: 0.5 },
];
const averaged = {
  x: (x: number) => x,
  "x^2": (x: number) => x ** 2,
  "cos 3x": (x: number) => Math.cos(3 * x),
};

const END = 8000;
const SAMPLES = 80_000;
/** By now the start is: the slower well has an autocorrelation time of 4.3, and exp(−40/4.3) = 1e-4. */
const FORGOTTEN = 40;

const problemOf = (V: string, D: number, end: number, frames: number) =>
  defineProblem({
    axes: [{ name: "x", range: [-5, 5], cells: 8 }],
    drift: { loss: V },
    diffusion: D,
    initial: { point: 0.3 },
    time: { end, frames },
    // Heun's variance within a well is off by (8 dt)²/4, a sixth of a percent, which is 1e-4: a thirtieth of an error below
    particles: { dt: 0.01, scheme: "heun" },
  });

describe.each(wells)("$name", ({ V, potential, D }) => {
  const path = simulate(problemOf(V, D, END, SAMPLES + 1), { count: 1, trajectories: 1, seed: 6 }).trajectories;
  const crowd = simulate(problemOf(V, D, FORGOTTEN, 2), { count: 20_000, seed: 7 }).positions[0];

  it.each(Object.entries(averaged))("averages %s over time as over the ensemble", (_name, f) => {
    const overTime = timeAverage(Float64Array.from(path.subarray(FORGOTTEN * (SAMPLES / END)), f));
    const overCrowd = ensembleAverage(Float64Array.from(crowd, f));
    const exact = stationaryAverage(f, potential, D);
    // 4 errors: a false alarm in 16000, for one of these in 1300
    const error = Math.hypot(overTime.error, overCrowd.error);
    expect(Math.abs(overTime.mean - overCrowd.mean)).toBeLessThan(4 * error);
    expect(Math.abs(overTime.mean - exact)).toBeLessThan(4 * overTime.error);
    expect(Math.abs(overCrowd.mean - exact)).toBeLessThan(4 * overCrowd.error);
    // both are precise enough to say something: 5 % of what f ranges over
    expect(error).toBeLessThan(0.05);
  });

  it("has an autocorrelation time that makes the naive error too small", () => {
    const values = Float64Array.from(path.subarray(FORGOTTEN * (SAMPLES / END)));
    const { error, time } = timeAverage(values);
    const naive = ensembleAverage(values).error;
    expect(error).toBeGreaterThan(3 * naive);
    // of x in the harmonic well it is ∫exp(−t) dt = 1, known to about 5 % from 8000 of them
    if (V === "x^2/2") expect(Math.abs(time - 1)).toBeLessThan(0.2);
  });
});

/**
 * Mean over a path and its error √(2 τ σ²/T), with the integrated autocorrelation time τ = ∫₀^∞ c(t) dt up to a window of
 * six times itself (Sokal 1997).
 */
function timeAverage(values: Float64Array): { mean: number; error: number; time: number } {
  const spacing = END / SAMPLES;
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const covarianceAt = (lag: number): number => {
    let sum = 0;
    for (let k = lag; k < n; k++) sum += (values[k] - mean) * (values[k - lag] - mean);
    return sum / n;
  };
  const variance = covarianceAt(0);
  let time = 0.5 * spacing;
  for (let lag = 1; lag * spacing < 6 * time; lag++) time += (spacing * covarianceAt(lag)) / variance;
  return { mean, error: Math.sqrt((2 * time * variance) / (n * spacing)), time };
}

function ensembleAverage(values: Float64Array): { mean: number; error: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length) };
}

/** ∫ f exp(−V/D) / ∫ exp(−V/D), by the trapezoidal rule, which is exact to rounding for what vanishes at both ends. */
function stationaryAverage(f: (x: number) => number, V: (x: number) => number, D: number): number {
  let [above, below] = [0, 0];
  for (let k = -1000; k <= 1000; k++) {
    const weight = Math.exp(-V(k / 200) / D);
    above += f(k / 200) * weight;
    below += weight;
  }
  return above / below;
}
