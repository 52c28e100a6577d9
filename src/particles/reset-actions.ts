import type { Kernels } from "../kernels/kernels.js";
import type { Workspace } from "../kernels/workspace.js";
import type { Grid } from "../grid/grid.js";
import type { Redistribution } from "../problem/reset.js";
import type { WorkingBlock } from "./crowd.js";
import type { Noise } from "./noise.js";
import type { Due } from "./schedule.js";

/** Lanes of what resets draw. */
const LANE = { length: 46, spread: 48 } as const;

/** What resets up to a time add to D: Σ amount, times exp(−(t − t_reset)/decay) where it decays. */
export function boostFrom({ exp }: Kernels, due: readonly Due[], now: number): (time: number) => number {
  const boosts = due.filter(({ time, reset }) => time <= now && reset.boost !== null);
  return (time) =>
    boosts.reduce((sum, { time: since, reset }) => {
      const { amount, decay } = reset.boost!;
      return sum + (decay === null ? amount : amount * exp(-Math.max(time - since, 0) / decay));
    }, 0);
}

/** Literal redistribution sharpens, which no motion of single particles does: it takes the density of all of them. */
export const needsEverybody = (due: readonly Due[]): boolean =>
  due.some(({ reset }) => reset.redistribute?.sign === "literal");

/**
 * Spreads a block: each particle moves by N(0, 2α), and by N(0, 2αE) with E exponential for mode `resolvent`; walls fold.
 * Modes that step explicitly have the same first two moments.
 * @param step names the noise: another one for each reset
 * @param scratch an array of the workspace as long as the block
 */
export function spread(
  block: WorkingBlock,
  grid: Grid,
  { alpha, mode }: Redistribution,
  { kernels }: Workspace,
  noise: Noise,
  step: number,
  scratch: Float64Array,
): void {
  const size = new Float64Array(block.n).fill(Math.sqrt(2 * alpha));
  if (mode === "resolvent") {
    noise.uniformsInto(scratch, block.particles, step, LANE.length, block.n);
    kernels.waits(scratch.byteOffset, block.n);
    for (let k = 0; k < block.n; k++) size[k] *= Math.sqrt(scratch[k]);
  }
  grid.axes.forEach(({ faces, boundary }, a) => {
    const x = block.positions[a];
    const [lower, upper] = [faces[0], faces[faces.length - 1]];
    noise.normalsInto(scratch, block.particles, step, LANE.spread + a, block.n);
    for (let k = 0; k < block.n; k++) x[k] += size[k] * scratch[k];
    if (boundary.lower === "periodic") kernels.wrap(x.byteOffset, lower, upper - lower, block.n);
    else kernels.fold(x.byteOffset, lower, upper, block.n);
  });
}
