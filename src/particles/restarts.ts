import type { Workspace } from "../kernels/workspace.js";
import type { Problem } from "../problem/problem.js";
import type { WorkingBlock } from "./crowd.js";
import { entryIndex, type StochasticEquation } from "./equation.js";
import type { Noise } from "./noise.js";

/** Lanes of the time and the noise of a restart. */
const LANE = { time: 40, noise: 41 } as const;

/** Restarts to a point within a step. */
export interface Restarts {
  /** Moves those that restarted between `time` and `time` + h to where they are at the end of the step. */
  jump(time: number, h: number, step: number): void;
}

/**
 * Restarts at a rate r as Poisson jumps. The last jump of a step lies s before its end, s exponential; from the point a step
 * of Euler and Maruyama of length s follows. Weak order 1.
 * @param merged 2 where a step is two steps of the noise
 */
export function makeRestarts(
  { restart }: Problem,
  equation: StochasticEquation,
  noise: Noise,
  workspace: Workspace,
  block: WorkingBlock,
  merged: 1 | 2,
): Restarts {
  if (!restart) return { jump: () => undefined };
  const { rate, to } = restart;
  const d = to.length;
  const point = to.map((value) => workspace.allocate(2).fill(value));
  const at = equation.at(workspace, point, { drift: "ito", factor: true });
  const uniform = workspace.allocate(block.ids.length);
  const z = block.positions.map((position) => workspace.allocate(position.length));
  return {
    jump(time, h, step) {
      at.run(time + h, 1);
      for (let part = 1; part <= merged; part++)
        jumpWithin(h / merged, (step - 1) * merged + part, h * (1 - part / merged));
    },
  };

  /** Jumps within h of the noise of one step, which ends `rest` before the end of the step. */
  function jumpWithin(h: number, name: number, rest: number): void {
    noise.uniformsInto(uniform, block.particles, name, LANE.time, block.n);
    z.forEach((own, a) => noise.normalsInto(own, block.particles, name, LANE.noise + a, block.n));
    workspace.kernels.waits(uniform.byteOffset, block.n);
    for (let k = 0; k < block.n; k++) {
      if (!(uniform[k] < rate * h)) continue;
      const since = rest + uniform[k] / rate;
      for (let i = 0; i < d; i++) {
        let moved = to[i] + since * at.drift[i][0];
        for (let j = 0; j < d; j++)
          if (!equation.diagonal || i === j)
            moved += Math.sqrt(since) * at.factor[equation.diagonal ? i : entryIndex(i, j, d)][0] * z[j][k];
        block.positions[i][k] = moved;
      }
    }
  }
}
