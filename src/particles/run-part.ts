import { createWorkspace } from "../kernels/workspace.js";
import type { Reset } from "../problem/reset.js";
import { loadBatch, makeBlock, makeCrowd, removeMarked, storeBatch, type Batch, type WorkingBlock } from "./crowd.js";
import { meanFieldOf } from "./mean-field.js";
import { createNoise, type Noise } from "./noise.js";
import { mergedPath, mergedUniforms, noisePath } from "./noise-path.js";
import type { Plan } from "./plan.js";
import { problemEquation } from "./problem-equation.js";
import { cutMove, LEVELS, plainMove } from "./refinement.js";
import { needsEverybody, spread } from "./reset-actions.js";
import { keepBetween } from "./keep-between.js";
import { makeRestarts } from "./restarts.js";
import { stretches, type Stretch } from "./schedule.js";
import { sharpen, worstOf, type Resampling } from "./sharpen.js";
import { makeStarter } from "./start.js";
import { groupSizes, makeTally, type Tally } from "./tally.js";
import { makeWalls, type Walls } from "./walls.js";

/** What is found of the particles first … first + count − 1. */
export interface Part {
  readonly first: number;
  readonly count: number;
  readonly tally: Omit<Tally, "add">;
  /** Where the particles are at the end, one array a coordinate; NaN for those that have left or are lost. */
  readonly positions: readonly Float64Array[];
  /** When each left through an absorbing end; NaN for those that did not. */
  readonly passageTimes: Float64Array;
  /** Through which end, numbered as in `absorbingEnds`; −1 for none. */
  readonly passageEnds: Int8Array;
  /** Positions of the first particles at the frames: frames × trajectories × axes; NaN once they have left. */
  readonly trajectories: Float64Array;
  /** Particles whose position became NaN or infinite: they are taken out and counted. */
  readonly lost: number;
  /** Of the resets that resample particles, in their order. */
  readonly resamplings: readonly Resampling[];
  readonly tableError: number;
}

/** Numbers of the workspace an array takes besides its own. */
const SLACK = 32;
/** Arrays of the length of a batch that schemes and tapes may need. */
const ARRAYS = 400;
/** Room for tables of functions. */
const TABLES = 1 << 24;
/** Particle steps between two reports. */
const REPORT = 3e6;

/**
 * Runs a part of the particles from start to end. Yields the share that is done, now and then.
 *
 * Batches run one after the other through the whole run, unless particles act on each other: then they keep step.
 * @param first the number of the first particle, a multiple of {@link CHUNK}
 */
export function* runPart(plan: Plan, first: number, count: number): Generator<number, Part> {
  const { problem, due } = plan;
  const { grid } = problem;
  const { start: origin, frames, jumps } = problem.time!;
  const d = grid.axes.length;
  const size = Math.min(plan.batch, count);
  const workspace = createWorkspace((plan.cut ? 1 + LEVELS : 1) * ARRAYS * (size + SLACK) + TABLES);
  const noise = createNoise(workspace, plan.seed, plan.stream);
  const block = makeBlock(workspace, d, size);
  const crowd = makeCrowd(d, count);
  const sizes = groupSizes(count, plan.groups);
  const together = meanFieldOf(problem, crowd, sizes);
  const equation = problemEquation(problem, together?.drift ?? null);
  const tally = makeTally(grid, problem.observables, frames.length, first, count);
  const passageTimes = new Float64Array(count).fill(NaN);
  const passageEnds = new Int8Array(count).fill(-1);
  const tracked = Math.max(0, Math.min(plan.trajectories - first, count));
  const trajectories = new Float64Array(frames.length * tracked * d).fill(NaN);
  const path = plan.merged === 2 ? mergedPath(noise, workspace, block) : noisePath(noise);
  const preparation = { equation, workspace, block, path };
  const crossings = plan.merged === 2 ? mergedUniforms(noise, workspace, block.ids.length) : noise;
  const wallsOf = (of: WorkingBlock, by: Noise): Walls =>
    makeWalls(grid, equation, by, workspace, of, leave, plan.bridge);
  const walls = wallsOf(block, crossings);
  const moveBlock = plan.cut
    ? cutMove(plan.scheme, preparation, walls, noise, wallsOf)
    : plainMove(plan.scheme.prepare(preparation), walls);
  const restarts = makeRestarts(problem, equation, noise, workspace, block, leave, plan.bridge, plan.merged);
  const starter = makeStarter(problem.initial!, grid, origin, noise);
  const scratch = workspace.allocate(block.ids.length);
  const run = stretches(plan);
  const steps = run.reduce((sum, stretch) => sum + stretch.steps, 0);
  const batches: Batch[] = [];
  sizes.forEach((own, group) => {
    const from = sizes.slice(0, group).reduce((sum, other) => sum + other, 0);
    for (let start = 0; start < own; start += size)
      batches.push({ start: from + start, n: Math.min(size, own - start), group });
  });
  let lost = 0;
  /** Whether the particles of the block are as the walls left them, clear of any. */
  let clear = false;
  const resamplings: Resampling[] = [];

  for (const batch of batches) begin(batch);
  yield* together || needsEverybody(due) ? inStep() : oneByOne();
  workspace.release();
  const positions = Array.from({ length: d }, () => new Float64Array(count).fill(NaN));
  for (const { start, n } of batches)
    for (let k = start; k < start + n; k++)
      crowd.positions.forEach((position, a) => (positions[a][crowd.ids[k] - first] = position[k]));
  const { tableError } = equation;
  return { first, count, tally, positions, passageTimes, passageEnds, trajectories, lost, resamplings, tableError };

  function begin(batch: Batch): void {
    block.n = batch.n;
    for (let k = 0; k < batch.n; k++) block.ids[k] = first + batch.start + k;
    noise.nameInto(block.particles, first + batch.start, batch.n);
    starter(block);
    if (frames[0] === origin) keepFrame(0);
    storeBatch(block, crowd, batch);
  }

  function* oneByOne(): Generator<number, void> {
    let since = 0;
    for (const [k, batch] of batches.entries()) {
      load(batch);
      for (const stretch of run) {
        prepare(stretch);
        for (const reset of stretch.resets) spreadBlock(stretch, reset);
        for (let s = 0; s < stretch.steps && block.n > 0; s++) move(stretch, s);
        if (stretch.frame >= 0) keepFrame(stretch.frame);
        if ((since += stretch.steps * size) < REPORT) continue;
        since = 0;
        yield (k + (stretch.firstStep + stretch.steps - 1) / steps) / batches.length;
      }
      storeBatch(block, crowd, batch);
    }
  }

  function* inStep(): Generator<number, void> {
    let since = 0;
    together?.update(batches, null);
    for (const stretch of run) {
      prepare(stretch);
      const h = (stretch.end - stretch.start) / stretch.steps;
      for (const reset of stretch.resets) redistribute(stretch, reset);
      // the mean field is that of where they are now
      if (stretch.resets.length > 0) together?.update(batches, null);
      for (let s = 0; s < stretch.steps; s++) {
        for (const batch of batches) {
          load(batch);
          together?.select(batch.group);
          move(stretch, s);
          if (s === stretch.steps - 1 && stretch.frame >= 0) keepFrame(stretch.frame);
          storeBatch(block, crowd, batch);
        }
        together?.update(batches, h);
        if ((since += count) < REPORT) continue;
        since = 0;
        yield (stretch.firstStep + s) / steps;
      }
    }
  }

  function load(batch: Batch): void {
    loadBatch(block, crowd, batch);
    clear = false;
  }

  function prepare({ start, end }: Stretch): void {
    keepBetween(equation, workspace.kernels, due, jumps, start, end);
  }

  /** What a reset does to all particles where they are. */
  function redistribute(stretch: Stretch, reset: Reset): void {
    if (reset.redistribute?.sign === "literal") {
      const { alpha } = reset.redistribute;
      const uniform = decision(stretch);
      // groups stay samples that know nothing of each other
      const found = sizes.map((_, own) => batches.filter(({ group, n }) => group === own && n > 0));
      const { kernels } = workspace;
      const each = found.map((group) => sharpen(crowd, group, grid, alpha, uniform, stretch.start, kernels));
      resamplings.push(worstOf(each));
      return;
    }
    for (const batch of batches) {
      load(batch);
      spreadBlock(stretch, reset);
      storeBatch(block, crowd, batch);
    }
  }

  function spreadBlock({ firstStep }: Stretch, { redistribute: how, entry }: Reset): void {
    if (how?.sign !== "redistribute") return;
    // the same draws whatever the length of the steps, and others for another entry at the same time
    const name = (firstStep - 1) * plan.merged + 1 + entry * 2 ** 32;
    spread(block, grid, how, workspace, noise, name, scratch);
    clear = false;
  }

  /** One uniform number for all, that of the first particle. */
  function decision({ firstStep }: Stretch): number {
    noise.nameInto(block.particles, first, 1);
    noise.uniformsInto(scratch, block.particles, (firstStep - 1) * plan.merged + 1, DECISION_LANE, 1);
    return scratch[0];
  }

  function move({ start, end, steps: parts, firstStep }: Stretch, s: number): void {
    if (block.n === 0) return;
    const h = (end - start) / parts;
    const now = start + s * h;
    restarts.takeOut(h, firstStep + s);
    if (block.n > 0) clear = moveBlock(now, h, firstStep + s, clear);
    restarts.putBack(now, h, firstStep + s);
    if (problem.restart) clear = false;
    if (!clear) takeOutLost();
  }

  function takeOutLost(): void {
    const { kernels } = workspace;
    if (!block.positions.some((position) => kernels.notFinite(position.byteOffset, block.n) > 0)) return;
    for (let k = 0; k < block.n; k++)
      if (!block.positions.every((position) => Number.isFinite(position[k]))) {
        block.marks[k] = 1;
        lost++;
      }
    removeMarked(block);
  }

  function leave(id: number, end: number, time: number): void {
    passageTimes[id - first] = time;
    passageEnds[id - first] = end;
  }

  function keepFrame(frame: number): void {
    tally.add(frame, frames[frame], block);
    if (tracked === 0) return;
    for (let k = 0; k < block.n; k++) {
      const row = block.ids[k] - first;
      if (row < tracked)
        for (let a = 0; a < d; a++) trajectories[(frame * tracked + row) * d + a] = block.positions[a][k];
    }
  }
}

/** Lane of a number drawn once for all particles. */
const DECISION_LANE = 45;
