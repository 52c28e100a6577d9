import { binned } from "./cells.js";
import type { Expected } from "./extrapolated.js";
import type { FrameData } from "./frame-data.js";
import { groupTests } from "./group-tests.js";
import type { Spread } from "./spread.js";
import { chiSquareTest, kolmogorovTest, l1Test, momentTest, type Test } from "./tests.js";

/** All tests of one frame. */
export function frameTests(data: FrameData): Test[] {
  const { grid, time, expectation, count, bins, timeError, step, groups } = data;
  if (groups.length > 1) return groupTests(data, groups);
  const found = binned(data.counts, bins.binOf, bins.count);
  const expected = expectation.bins.map(({ value }) => value);
  // whoever has left is a class of its own
  const gone = Math.max(0, 1 - sumOf(expected));
  const left = count - sumOf(found);
  const open = gone > 1e-9 || left > 0;
  const classes = open ? [...expected, gone] : expected;
  const observed = open ? [...found, left] : found;
  const tests: Test[] = [];
  const cells = chiSquareTest(observed, classes, count, count * noncentrality(data));
  if (cells) tests.push({ kind: "chi-square", name: "cells", time, ...cells });
  const shift = timeError + Math.sqrt(step.squared);
  const l1 = sumOf(expectation.bins.map(({ error }) => error)) + shift;
  tests.push({ kind: "l1", name: "cells", time, ...l1Test(observed, classes, count, l1) });
  if (grid.axes.length === 1) {
    const pairs = Math.ceil(grid.size / expectation.cells.length);
    const counts = new Float64Array(expectation.cells.length);
    for (let c = 0; c < grid.size; c++) counts[Math.floor(c / pairs)] += data.counts[c];
    const probabilities = expectation.cells.map(({ value }) => value);
    const grids = 0.5 * sumOf(expectation.cells.map(({ error }) => error));
    const test = kolmogorovTest(counts, probabilities, count, grids + 0.5 * shift);
    tests.push({ kind: "kolmogorov-smirnov", name: grid.axes[0].name, time, ...test });
  }
  return [...tests, ...momentTests(data), ...observableTests(data)];
}

/** Σ δ²/p of the errors that grid, time and step may leave. */
export function noncentrality({ expectation, count, timeError, step }: FrameData): number {
  const grid = sumOf(
    expectation.bins.map(({ value, error }) => (count * value >= 1 ? Math.min(error ** 2 / value, value) : 0)),
  );
  return grid + timeError ** 2 + step.squared;
}

function momentTests({ grid, time, expectation, ensemble, count, timeError, step }: FrameData): Test[] {
  if (!ensemble.mean || !ensemble.covariance) return [];
  const { mean, covariance, spreads } = expectation;
  const survivors = ensemble.survival * count;
  const tests: Test[] = [];
  const add = (name: string, found: number, of: Expected, { variance, skewness }: Spread, own: number): void => {
    const sd = Math.sqrt(Math.max(variance, 0));
    const bias = of.error + own + timeError * sd;
    const test = momentTest(found, of.value, sd / Math.sqrt(survivors), bias, skewness / Math.sqrt(survivors));
    if (test) tests.push({ kind: "moment", name, time, ...test });
  };
  grid.axes.forEach(({ name }, a) => {
    const spread = { variance: covariance[a][a].value, skewness: spreads.mean[a].skewness };
    add(`mean of ${name}`, ensemble.mean![a].value, mean[a], spread, step.mean[a]);
  });
  grid.axes.forEach(({ name }, a) => {
    for (let b = a; b < grid.axes.length; b++) {
      const title = a === b ? `variance of ${name}` : `covariance of ${name} and ${grid.axes[b].name}`;
      add(title, ensemble.covariance![a][b], covariance[a][b], spreads.covariance[a][b], step.covariance[a][b]);
    }
  });
  return tests;
}

/** Less than one particle in 1e8 makes, more than sums over cells lose. */
const ROUNDING = 1e-11;

function observableTests({ time, expectation, ensemble, count, timeError, step }: FrameData): Test[] {
  return Object.entries(expectation.observables).flatMap(([name, of]): Test[] => {
    const { value, standardError } = ensemble.observables[name];
    const { variance, skewness } = expectation.spreads.observables[name];
    const own = Math.sqrt(variance / count);
    // of a rare thing the particles may have seen too little to tell its spread, the cells may be too wide for it, and rounding
    // is not chance
    const error = Math.max(standardError ?? 0, own, ROUNDING * Math.abs(of.value));
    const bias =
      of.error + (step.observables[name] ?? 0) + timeError * Math.max(Math.abs(of.value), Math.sqrt(variance));
    const test = momentTest(value, of.value, error, bias, (skewness / Math.sqrt(count)) * (own / error) ** 3);
    return test ? [{ kind: "moment", name: `E[${name}]`, time, ...test }] : [];
  });
}

const sumOf = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k];
  return sum;
};
