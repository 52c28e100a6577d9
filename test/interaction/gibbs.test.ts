import { describe, expect, it } from "vitest";
import { discretize } from "../../src/generator/discretize.js";
import { faceRates } from "../../src/ledger/faces.js";
import { evolve } from "../../src/solve/evolve.js";
import { stationaryResidual } from "../../src/solve/detailed-balance.js";
import { steady } from "../../src/solve/steady.js";
import { cellCenters } from "../../src/grid/grid.js";
import { valueAt } from "../../src/problem/field.js";
import type { Problem } from "../../src/problem/problem.js";
import { distance, doubleWell, kuramoto, lastMasses, swarm } from "./problems.js";

/** exp(−(ηL + W * ρ)/D)/Z by direct sums over all pairs of cells. */
function gibbsIn(problem: Problem, mass: Float64Array): Float64Array {
  const { grid, drift, diffusion } = problem;
  const centers = cellCenters(grid);
  const loss = new Float64Array(grid.size);
  drift.loss?.valuesInto(centers, 0, loss);
  const D = valueAt(diffusion.diagonal[0], 0);
  const weights = mass.map((_, c) => {
    const differences = centers.map((z, a) => {
      const { faces, boundary } = grid.axes[a];
      const length = faces[faces.length - 1] - faces[0];
      return z.map((other) => {
        const straight = z[c] - other;
        return boundary.upper === "periodic" ? straight - length * Math.round(straight / length) : straight;
      });
    });
    const W = new Float64Array(grid.size);
    drift.interaction!.valuesInto(differences, 0, W);
    const potential = W.reduce((sum, value, k) => sum + value * mass[k], 0);
    return grid.volumes[c] * Math.exp(-(valueAt(drift.learningRate, 0) * loss[c] + potential) / D);
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

const problems = [
  ["on a ring", kuramoto(3)],
  ["on a ring of an odd number of cells", kuramoto(2.5, {}, 45)],
  [
    "between two wells",
    doubleWell(0.25, { drift: { loss: "x^4/4 - x^2/2", learningRate: 1.5, interaction: "dx^2/2" } }),
  ],
  ["on a plane", swarm()],
  [
    "on a plane whose D is a constant isotropic tensor",
    swarm({
      diffusion: {
        tensor: [
          ["0.3", "0"],
          ["0", "0.3"],
        ],
      },
    }),
  ],
  [
    "on a cylinder, with a W that is not separable",
    swarm({
      axes: [
        { name: "x", range: [-2, 2], cells: 20, boundary: "periodic" },
        { name: "y", range: [-2, 2], cells: 18 },
      ],
      drift: { loss: "y^2/2", interaction: "-exp(-sin(pi*dx/4)^2 - dy^2 - dy*sin(pi*dx/2)/2)" },
      initial: { gaussian: { mean: [0.4, 0.2], variance: 0.2 } },
    }),
  ],
] as const;

describe("the self-consistent Gibbs state exp(-(eta L + W * rho)/D)", () => {
  it.each(problems)("is what `steady` finds %s, to rounding", (_, problem) => {
    const found = steady(problem);
    const mass = (found.density.data as Float64Array).map((value, c) => value * problem.grid.volumes[c]);
    expect(found.residual).toBeLessThan(1e-13);
    // Pe is a difference of potentials of order 10 that are known to 1e-15; sums over thousands of cells
    expect(distance(gibbsIn(problem, mass), mass)).toBeLessThan(2e-12);
  });

  it.each(problems)("is left alone by a run %s", (_, problem) => {
    const found = steady(problem);
    const table = found.density.data as Float64Array;
    const start = table.map((value, c) => value * problem.grid.volumes[c]);
    let next = 0;
    // the density is read at the cell centres, in their order
    const density = (): number => table[next++ % table.length];
    const resting: Problem = {
      ...problem,
      initial: {
        kind: "density",
        density: {
          ...problem.drift.interaction!,
          valuesInto: (points, _time, out) => {
            if (points[0].length === table.length) next = 0;
            for (let c = 0; c < out.length; c++) out[c] = density();
          },
          cuts: [],
        },
      },
      time: { start: 0, frames: [0, 1], jumps: [] },
      solver: { ...problem.solver, dt: 0.1 },
    };
    // ten steps of rounding
    expect(distance(lastMasses(resting), start)).toBeLessThan(1e-11);
  });
});

describe("the rates of a generator with a mean field", () => {
  it("are those of the initial density first, and of the state after every step", () => {
    const problem = swarm({ time: { end: 0.2, frames: 3 } });
    const { density, frames } = evolve(problem);
    const { size, volumes } = problem.grid;
    for (const [k, { ledger }] of frames.entries()) {
      const mass = (density.data as Float64Array).slice(k * size, (k + 1) * size).map((value, c) => value * volumes[c]);
      const generator = discretize(problem);
      generator.meanField!.follow(() => mass);
      generator.rebuild(0);
      const instantaneous = gibbsIn(problem, mass);
      const kl = mass.reduce((sum, part, c) => sum + part * Math.log(part / instantaneous[c]), 0);
      // the reference of the ledger is the Gibbs state of the field as it stands
      expect(Math.abs(ledger.klToStationary! - kl)).toBeLessThan(1e-11);
      expect(stationaryResidual(faceRates(generator), instantaneous)).toBeLessThan(1e-14);
    }
  });
});
