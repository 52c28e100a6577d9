import { createWorkspace } from "../../src/kernels/workspace.js";
import type { Problem } from "../../src/problem/problem.js";
import { makeBlock } from "../../src/particles/crowd.js";
import { problemEquation } from "../../src/particles/problem-equation.js";
import type { Scheme } from "../../src/particles/scheme.js";

/** One step of a scheme on one axis from given places with given noise (z, v) for each of them; no walls. */
export function oneStep(
  problem: Problem,
  scheme: Scheme,
  h: number,
  noise: (step: number) => readonly [z: readonly number[], v: readonly number[]],
  from: readonly number[],
): Float64Array {
  const n = from.length;
  const workspace = createWorkspace(400 * (n + 32) + 10_000);
  const block = makeBlock(workspace, 1, n);
  block.n = n;
  block.positions[0].set(from);
  const move = scheme.prepare({
    equation: problemEquation(problem),
    workspace,
    block,
    path: {
      drawInto([z], v, _block, step) {
        const numbers = noise(step);
        z.set(numbers[0]);
        v?.[0].set(numbers[1]);
      },
    },
  });
  move(problem.time!.start, h, 1);
  const found = block.positions[0].slice(0, n);
  workspace.release();
  return found;
}
