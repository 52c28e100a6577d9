import { describe, expect, it } from "vitest";
import { agreementOf } from "../../src/compare/agreement.js";
import { compare } from "../../src/compare/compare.js";
import { noticeable } from "../../src/compare/noticeable.js";
import { momentTest } from "../../src/compare/tests.js";
import { createWorkspace } from "../../src/kernels/workspace.js";
import { createNoise } from "../../src/particles/noise.js";
import { defineProblem } from "../../src/problem/define.js";
import { estimated } from "../particles/statistics.js";

const [COUNT, REPEATS, TESTS, THRESHOLD] = [2000, 400, 30, 1e-4];

/** Many samples of normal numbers, seed fixed. */
function samples(): Float64Array[] {
  const workspace = createWorkspace(2 * COUNT + 4096);
  const noise = createNoise(workspace, 5);
  const x = workspace.allocate(COUNT);
  const words = workspace.allocate(COUNT);
  const particles = new BigUint64Array(words.buffer, words.byteOffset, COUNT);
  noise.nameInto(particles, 0, COUNT);
  return Array.from({ length: REPEATS }, (_, repeat) => {
    noise.normalsInto(x, particles, repeat, 0, COUNT);
    return x.slice();
  });
}

/** 3.9 standard errors of a share of one half. */
const CHANCE = 3.9 * Math.sqrt(0.25 / REPEATS);

describe("what a comparison says it would notice", () => {
  const least = noticeable(COUNT, 1, TESTS, THRESHOLD);

  it("is the shift of a mean that every other sample shows after Holm's correction", () => {
    const found = samples().filter((x) => {
      const test = momentTest(estimated(x).mean, least.mean, 1 / Math.sqrt(COUNT), 0, 0)!;
      return TESTS * test.pValue < THRESHOLD;
    });
    expect(Math.abs(found.length / REPEATS - 0.5)).toBeLessThan(CHANCE);
  });

  it("is the error of a variance that every other sample shows, to a tenth", () => {
    const shown = (error: number): number =>
      samples().filter((x) => {
        const variance = estimated(x).error ** 2 * (COUNT - 1);
        const test = momentTest(variance * (1 + error), 1, Math.sqrt(2 / COUNT), 0, Math.sqrt(8 / COUNT))!;
        return TESTS * test.pValue < THRESHOLD;
      }).length / REPEATS;
    // z is about 4.7, so that a tenth more or less makes half a standard error: shares of 0.69 and 0.31
    expect(shown(1.1 * least.variance)).toBeGreaterThan(0.5);
    expect(shown(0.9 * least.variance)).toBeLessThan(0.5);
  });

  it("is larger where means of a few groups are compared", () => {
    expect(noticeable(COUNT, 10, TESTS, THRESHOLD).mean).toBeGreaterThan(2 * least.mean);
  });
});

describe("a comparison with few particles", () => {
  const problem = defineProblem({
    axes: [{ name: "x", range: [-5, 5], cells: 64 }],
    drift: { force: { x: "-x" } },
    diffusion: 0.5,
    initial: { gaussian: { mean: [1], covariance: [[0.3]] } },
    time: { end: 0.5, frames: 3 },
  });

  it("does not say that they agree, names how many would do, and with so many it does", () => {
    const few = compare(problem, { count: 20 }).agreement;
    expect(few.verdict).toBe("inconclusive");
    expect(few.noticeable.variance).toBeGreaterThan(1);
    const [, enough] = /20 particles are too few: .* Take (\d+) or more/.exec(few.reason)!;
    expect(compare(problem, { count: Number(enough) }).agreement.verdict).toBe("agree");
  });

  it("says that they disagree where even so few show it", () => {
    const right = compare(problem, { count: 60 });
    const wrong = compare({ ...problem, drift: { ...problem.drift, force: shifted } }, { count: 60 });
    const { solution } = right;
    const { ensemble } = wrong;
    const agreement = agreementOf({ solution, coarse: null, ensemble, long: null, short: null });
    expect(agreement.verdict).toBe("disagree");
    expect(agreement.noticeable.variance).toBeGreaterThan(0.5);
  });
  const { drift } = defineProblem({
    axes: [{ name: "x", range: [-5, 5], cells: 64 }],
    drift: { force: { x: "5 - x" } },
    diffusion: 0.5,
  });
  const shifted = drift.force;
});
