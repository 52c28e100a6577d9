import { defineProblem } from "../../src/problem/define.js";
import type { Problem } from "../../src/problem/problem.js";
import { endsOnPaths, type PathEnds } from "../../src/particles/on-paths.js";
import type { Scheme } from "../../src/particles/scheme.js";

const b = 1;
const start = 0.2;

/** dX = −b² X(1 − X²) dt + b(1 − X²) dW (Itô), whose solution is X = tanh(b W + artanh X₀) (Kloeden and Platen 1992, §4.4). */
export const tanhProblem = defineProblem({
  parameters: { b },
  axes: [{ name: "x", range: [-1, 1], cells: 64 }],
  drift: { force: { x: "-b^2*x*(1 - x^2)" } },
  diffusion: "b^2*(1 - x^2)^2/2",
  convention: "ito",
  initial: { point: start },
  time: { end: 1, frames: 2 },
});

export const tanhSolution = (w: number): number => Math.tanh(b * w + Math.atanh(start));

/** A free Brownian motion: started at 0, it ends at W itself. */
const freeMotion = defineProblem({
  axes: [{ name: "x", range: [-1000, 1000], cells: 64 }],
  diffusion: 0.5,
  initial: { point: 0 },
  time: { end: 1, frames: 2 },
});

/** What {@link endsOnPaths} gives. */
export function endsOf(problem: Problem, scheme: Scheme, runs: Parameters<typeof endsOnPaths>[2]): PathEnds {
  const run = endsOnPaths(problem, scheme, runs);
  for (;;) {
    const { done, value } = run.next();
    if (done) return value;
  }
}

/** W at the end of the paths that {@link endsOf} follows with the same seed and the same longest step. */
export const brownianEnds = (scheme: Scheme, runs: Parameters<typeof endsOnPaths>[2]): Float64Array =>
  endsOf(freeMotion, scheme, { ...runs, steps: [runs.coarsest] }).positions[0][0];
