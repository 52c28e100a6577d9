import type { EnsembleFrame } from "../particles/ensemble.js";
import type { Expected } from "./extrapolated.js";
import type { FrameData } from "./frame-data.js";
import { studentTail } from "./distributions.js";
import type { Test } from "./tests.js";

/**
 * Tests of particles that act on each other within groups. They are no independent samples: the mean field fluctuates, and
 * moves all of a group together. What is averaged over a group is one sample, and Student's t over the groups (Gosset 1908)
 * knows how far groups differ. Second moments are taken about the mean of the density, as those about the mean of a group
 * leave its fluctuations out.
 */
export function groupTests(data: FrameData, groups: readonly EnsembleFrame[]): Test[] {
  const { grid, time, expectation, timeError, step } = data;
  const { mean, covariance, observables } = expectation;
  const tests: Test[] = [];
  const add = (name: string, of: Expected, shift: number, value: (group: EnsembleFrame) => number): void => {
    const test = studentTest(groups.map(value), of.value);
    if (!test) return;
    const allowed = of.error + shift + timeError * Math.abs(of.value);
    const bias = allowed / test.standardError;
    const { statistic, found, degrees } = test;
    const pValue = studentTail(statistic, degrees);
    const tolerant = studentTail(Math.max(0, Math.abs(statistic) - bias), degrees);
    tests.push({ kind: "moment", name, time, statistic, degrees, expected: of.value, found, pValue, tolerant, bias });
  };
  grid.axes.forEach(({ name }, a) => add(`mean of ${name}`, mean[a], step.mean[a], (group) => group.mean![a].value));
  grid.axes.forEach(({ name }, a) => {
    for (let b = a; b < grid.axes.length; b++) {
      const title = a === b ? `variance of ${name}` : `covariance of ${name} and ${grid.axes[b].name}`;
      const off = (group: EnsembleFrame, axis: number): number => group.mean![axis].value - mean[axis].value;
      add(
        title,
        covariance[a][b],
        step.covariance[a][b],
        (group) => group.covariance![a][b] + off(group, a) * off(group, b),
      );
    }
  });
  for (const [name, of] of Object.entries(observables))
    add(`E[${name}]`, of, step.observables[name] ?? 0, (group) => group.observables[name].value);
  return tests;
}

/** t = (x̄ − m)/(s/√n) with n − 1 degrees of freedom; null where all values are one. */
function studentTest(values: readonly number[], expected: number) {
  const n = values.length;
  const found = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - found) ** 2, 0) / (n - 1);
  const standardError = Math.sqrt(variance / n);
  if (!(standardError > 0)) return null;
  return { found, standardError, statistic: (found - expected) / standardError, degrees: n - 1 };
}
