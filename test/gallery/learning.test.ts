import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { parseProblem } from "../../src/problem/file.js";
import { evolve } from "../../src/solve/evolve.js";

const file = new URL("../../grids/learning-two-wells-2d.yaml", import.meta.url);

/** D at a time where the Hessian of the loss is 1/variance, as in the wells: 0.35 in the first, 0.25 in the second. */
const diffusionIn = (variance: number, time: number): number => Math.exp(-time / 100) + 0.01 / variance + 0.01;
const eta = 0.1;

describe("learning as annealed diffusion, grids/learning-two-wells-2d.yaml:", () => {
  let times: number[];
  let entropy: number[];
  let observed: (name: string) => number[];
  let leftOfSaddle: number;

  beforeAll(() => {
    const problem = parseProblem(readFileSync(file, "utf8"), { fileName: file.pathname });
    // Entropies are taken from the densities here: the ledger has tests of its own.
    const { frames, density } = evolve(problem, { ledger: false });
    const values = density.data as Float64Array;
    const { size, volumes, shape } = problem.grid;
    times = frames.map(({ time }) => time);
    entropy = times.map((_, frame) => {
      let sum = 0;
      for (let c = 0; c < size; c++) {
        const rho = values[frame * size + c];
        if (rho > 0) sum -= volumes[c] * rho * Math.log(rho);
      }
      return sum;
    });
    observed = (name) => frames.map(({ observables }) => observables[name]);
    leftOfSaddle = 0;
    // the first axis varies slowest, and x = 0 is a face
    for (let c = 0; c < size / 2; c++) leftOfSaddle += volumes[c] * values[(times.length - 1) * size + c];
    expect(shape[0] % 2).toBe(0);
  });

  it("mass spreads first, then consolidates: the entropy rises until t = 10 and falls ever after", () => {
    const top = times.indexOf(10);
    for (let frame = 1; frame < times.length; frame++) {
      const rise = entropy[frame] - entropy[frame - 1];
      expect(Math.sign(rise), `entropy from t = ${times[frame - 1]} to ${times[frame]}`).toBe(frame <= top ? 1 : -1);
    }
    // A Gaussian of variance D s2/eta has entropy 1 + log(2 pi D s2/eta). Two centres, 1.2 on either side along x,
    // widen it by 1.44 at most in that direction.
    const variance = (diffusionIn(0.35, 10) * 0.35) / eta;
    const cloud = 1 + Math.log(2 * Math.PI * variance);
    expect(entropy[top]).toBeGreaterThan(cloud);
    expect(entropy[top]).toBeLessThan(cloud + 0.5 * Math.log(1 + 1.44 / variance));
    // What was gained by spreading, 2.9, is lost again but for a few tenths: the wells are as wide as the start, and two.
    expect(entropy[top] - entropy[0]).toBeGreaterThan(2.5);
    expect(entropy[top] - entropy[times.length - 1]).toBeGreaterThan(2.5);
  });

  it("the loss falls all the while that D does, to what two wells of variance D s2/eta have", () => {
    const loss = observed("loss");
    for (let frame = times.indexOf(10); frame < times.length; frame++)
      expect(loss[frame], `E[L] at t = ${times[frame]}`).toBeLessThan(loss[frame - 1]);
    // Around a minimum E[L - min L] = D/eta in two dimensions; minima are -log(0.6/(2 pi 0.35)) and -log(0.4/(2 pi 0.25)).
    const share = leftOfSaddle;
    const expected =
      share * (-Math.log(0.6 / (2 * Math.PI * 0.35)) + diffusionIn(0.35, 500) / eta) +
      (1 - share) * (-Math.log(0.4 / (2 * Math.PI * 0.25)) + diffusionIn(0.25, 500) / eta);
    // To first order in D/eta = 0.5: the saddle, 2.2 above the minima, is lower than parabolas are there.
    expect(Math.abs(loss[times.length - 1] - expected)).toBeLessThan(0.1);
  });

  it("the shares within one standard deviation of a well grow from 4 % and 3 % to those of a Gaussian in each", () => {
    const [first, second] = [observed("first"), observed("second")];
    const [spread, end] = [times.indexOf(10), times.length - 1];
    for (const share of [first, second]) {
      // Of a cloud of variance 3.5 D around, a disc of variance 0.35 holds 1 - exp(-0.35/(2*3.5)) = 5 %.
      expect(share[spread]).toBeLessThan(0.05);
      for (let frame = spread + 1; frame <= end; frame++) expect(share[frame]).toBeGreaterThan(share[frame - 1]);
    }
    // A Gaussian of variance D s2/eta has 1 - exp(-eta/(2 D)) within the radius s. Both wells are not quite parabolas,
    // and mass between them belongs to neither: 0.03.
    const within = (variance: number): number => 1 - Math.exp(-eta / (2 * diffusionIn(variance, 500)));
    expect(Math.abs(first[end] / leftOfSaddle - within(0.35))).toBeLessThan(0.03);
    expect(Math.abs(second[end] / (1 - leftOfSaddle) - within(0.25))).toBeLessThan(0.03);
    expect(first[end] + second[end]).toBeGreaterThan(0.6);
  });
});
