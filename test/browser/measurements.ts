import type * as Library from "../../src/index.js";

/** What is compared between Node and the browser; plain data, so that it survives the way out of the page. */
export interface Measurements {
  readonly agent: string;
  /** Named lists of numbers. */
  readonly numbers: Readonly<Record<string, readonly number[]>>;
}

const problemText = `
name: two-wells
parameters: { T: 0.3 }
axes:
  - { name: x, range: [-4, 4], cells: 48 }
  - { name: y, range: [-4, 4], cells: 40 }
drift:
  loss: -log(0.6*exp(-((x + 1.2)^2 + y^2)/0.7) + 0.4*exp(-((x - 1.2)^2 + (y - 0.4)^2)/0.5))
diffusion: T
initial: { gaussian: { mean: [0, 1.5], variance: 0.2 } }
time: { end: 1, frames: 3 }
observables: { left: x < 0 }
solver: { tolerance: 1e-6 }
`;

/** Solves one problem from a text, with kernels, ledger and stationary state, and one from functions on a ring. */
export function measure({ evolve, parseProblem, defineProblem, steady }: typeof Library): Measurements {
  const solution = evolve(parseProblem(problemText));
  const last = solution.frames[solution.frames.length - 1];
  const ring = steady(
    defineProblem({
      axes: [{ name: "x", range: [0, 2 * Math.PI], cells: 64, boundary: "periodic" }],
      drift: { loss: (x) => Math.cos(x), force: { x: () => 0.7 } },
      diffusion: 0.3,
    }),
  );
  const { entropy, klToStationary, entropyProduction } = last.ledger;
  return {
    agent: typeof navigator === "undefined" ? "" : navigator.userAgent,
    numbers: {
      density: Array.from(solution.density.data),
      steps: [solution.steps, solution.rejected],
      moments: [...last.mean, ...last.covariance.flat()],
      observables: [last.observables["left"]],
      ledger: [entropy ?? -1, klToStationary ?? -1, entropyProduction ?? -1],
      stationary: Array.from(ring.density.data),
      current: [ring.currents["x"]],
    },
  };
}
