import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import type { Problem } from "../../src/problem/problem.js";
import { evolve } from "../../src/solve/evolve.js";

/** Noisy phase oscillators, W = −K cos dx: in step above K = 2D (Kuramoto 1984, Sakaguchi 1988). */
export const kuramoto = (K: number, more: Partial<ProblemDefinition> = {}, cells = 64): Problem =>
  defineProblem({
    parameters: { K },
    axes: [{ name: "x", range: [0, "2*pi"], cells, boundary: "periodic" }],
    drift: { interaction: "-K*cos(dx)" },
    diffusion: 1,
    initial: { density: "1 + 0.1*cos(x)" },
    observables: { cosine: "cos(x)", sine: "sin(x)" },
    ...more,
  });

/** Two wells whose particles attract each other, W = θdx²/2 (Desai and Zwanzig 1978). */
export const doubleWell = (D: number, more: Partial<ProblemDefinition> = {}, cells = 128): Problem =>
  defineProblem({
    axes: [{ name: "x", range: [-4, 4], cells }],
    drift: { loss: "x^4/4 - x^2/2", interaction: "dx^2/2" },
    diffusion: D,
    initial: { gaussian: { mean: 0.3, variance: 0.1 } },
    ...more,
  });

/** Swarm on a plane: an attraction that is not the same along both axes, in a weak trap. */
export const swarm = (more: Partial<ProblemDefinition> = {}, cells = 32): Problem =>
  defineProblem({
    axes: [
      { name: "x", range: [-3, 3], cells },
      { name: "y", range: [-3, 3], cells: cells - 4 },
    ],
    drift: { loss: "x^2/4 + y^4/8", interaction: "-0.8*exp(-dx^2 - dy^2/2)" },
    diffusion: 0.3,
    initial: { gaussian: { mean: [0.6, -0.4], variance: 0.3 } },
    ...more,
  });

/** Masses of the last frame. */
export function lastMasses(problem: Problem): Float64Array {
  const { density } = evolve(problem, { ledger: false });
  const { size, volumes } = problem.grid;
  return (density.data as Float64Array).slice(-size).map((value, c) => value * volumes[c]);
}

export const distance = (one: Float64Array, other: Float64Array): number =>
  one.reduce((sum, value, c) => sum + Math.abs(value - other[c]), 0);
