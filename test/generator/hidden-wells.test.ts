import { describe, expect, it } from "vitest";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { evolve } from "../../src/solve/evolve.js";

const warningsOf = (more: Partial<ProblemDefinition>): string =>
  evolve(
    defineProblem({
      axes: [{ name: "x", range: [-2, 2], cells: 512 }],
      diffusion: 0.3,
      initial: { gaussian: { mean: 0, variance: 0.05 } },
      time: { end: 0.01, frames: 2 },
      ...more,
    }),
    { ledger: false },
  ).warnings.join("\n");

describe("a well narrower than a cell", () => {
  it.each([
    // ρ goes as 1/D: 0.3/256 + 1e-4 at the middles of the cells beside the tip
    ["of D", { diffusion: "0.3*abs(x - 0.5) + 1e-4", convention: "ito" }, /Near x = 0.5 D has a well .* 13 times/],
    // by a quarter of a cell off, e^(1/0.3) times 1 − exp(-(1/4)²/2/0.3²)
    ["of the loss", { drift: { loss: "x^2 - exp(-(x - 1)^2/(2*0.002^2))" } }, /Near x = 1 the loss has a well/],
    // neither at a face nor at the middle of a cell
    [
      "anywhere between wide cells",
      { axes: [{ name: "x", range: [-1, 1], cells: 10 }], drift: { loss: "-0.5*exp(-((x - 0.22)/0.02)^2)" } },
      /Near x = 0.21875 the loss has a well/,
    ],
  ] as const)("%s is told with its place", (_, more, words) => {
    expect(warningsOf(more as Partial<ProblemDefinition>)).toMatch(words);
  });

  it.each([
    ["a tip of D in the sense of Fick, where the density is smooth", { diffusion: "0.3*abs(x - 0.5) + 1e-4" }],
    ["a tip that cells resolve", { diffusion: "0.3*abs(x - 0.5) + 0.05", convention: "ito" }],
    ["a well of a few cells", { drift: { loss: "x^2 - exp(-(x - 1)^2/(2*0.02^2))" } }],
    ["a barrier, over which fluxes are exact", { drift: { loss: "x^2 + exp(-(x - 1)^2/(2*0.002^2))" } }],
  ] as const)("is not seen in %s", (_, more) => {
    expect(warningsOf(more as Partial<ProblemDefinition>)).not.toMatch(/narrower than a cell/);
  });
});
