import type { Workspace } from "../kernels/workspace.js";
import type { Block } from "./scheme.js";

/** Particles that are still on their way, in the order of their numbers. */
export interface Crowd {
  /** One array a coordinate. */
  readonly positions: readonly Float64Array[];
  /** The word of each particle, for the noise. */
  readonly particles: BigUint64Array;
  /** The number of each particle, from 0. */
  readonly ids: Float64Array;
}

/** The part of a crowd that is worked upon together: entries start … start + n − 1. */
export interface Batch {
  readonly start: number;
  n: number;
  /** The group it is part of: see `Plan.groups`. */
  readonly group: number;
}

/** A block with the numbers of its particles, and marks for those that leave. */
export interface WorkingBlock extends Block {
  readonly ids: Float64Array;
  readonly marks: Float64Array;
  /** What else goes with each particle: whoever is taken out takes it along. */
  readonly carried?: readonly Float64Array[];
}

export function makeCrowd(dimension: number, count: number): Crowd {
  return {
    positions: Array.from({ length: dimension }, () => new Float64Array(count)),
    particles: new BigUint64Array(count),
    ids: new Float64Array(count),
  };
}

/** An empty block for up to `size` particles, in a workspace. */
export function makeBlock({ allocate }: Workspace, dimension: number, size: number): WorkingBlock {
  const even = size + (size & 1);
  const words = allocate(even);
  return {
    positions: Array.from({ length: dimension }, () => allocate(even)),
    particles: new BigUint64Array(words.buffer, words.byteOffset, even),
    ids: allocate(even),
    marks: allocate(even),
    n: 0,
  };
}

/** Copies a batch into the block. What follows it in the last pair is made harmless: a copy of the first particle. */
export function loadBatch(block: WorkingBlock, crowd: Crowd, { start, n }: Batch): void {
  block.n = n;
  const copy = <T extends Float64Array | BigUint64Array>(to: T, from: T): void => {
    (to as Float64Array).set((from as Float64Array).subarray(start, start + n));
    if (n < to.length) to[n] = from[start];
  };
  crowd.positions.forEach((position, a) => copy(block.positions[a], position));
  copy(block.particles, crowd.particles);
  copy(block.ids, crowd.ids);
}

/** Copies the block back. */
export function storeBatch(block: WorkingBlock, crowd: Crowd, batch: Batch): void {
  const { n } = block;
  batch.n = n;
  crowd.positions.forEach((position, a) => position.set(block.positions[a].subarray(0, n), batch.start));
  crowd.particles.set(block.particles.subarray(0, n), batch.start);
  crowd.ids.set(block.ids.subarray(0, n), batch.start);
}

/** Takes out every particle whose mark is not 0, keeping the order of the others; the marks are cleared. */
export function removeMarked(block: WorkingBlock): void {
  const { positions, particles, ids, marks, carried = [] } = block;
  let kept = 0;
  for (let k = 0; k < block.n; k++) {
    if (marks[k] !== 0) {
      marks[k] = 0;
      continue;
    }
    if (kept !== k) {
      for (const position of positions) position[kept] = position[k];
      for (const value of carried) value[kept] = value[k];
      particles[kept] = particles[k];
      ids[kept] = ids[k];
    }
    kept++;
  }
  block.n = kept;
}

/** Moves every particle whose mark is not 0 into another block, both in the order they had; the marks are cleared. */
export function takeMarked(block: WorkingBlock, taken: WorkingBlock): void {
  taken.n = 0;
  for (let k = 0; k < block.n; k++) if (block.marks[k] !== 0) copyParticle(block, k, taken, taken.n++);
  if (taken.n > 0) removeMarked(block);
}

/** Puts particles back into the block they were taken from, in the order of their numbers. */
export function insertInto(block: WorkingBlock, taken: WorkingBlock): void {
  let [own, other] = [block.n - 1, taken.n - 1];
  block.n += taken.n;
  for (let place = block.n - 1; other >= 0; place--)
    if (own >= 0 && block.ids[own] > taken.ids[other]) copyParticle(block, own--, block, place);
    else copyParticle(taken, other--, block, place);
}

function copyParticle(from: WorkingBlock, k: number, to: WorkingBlock, place: number): void {
  for (let a = 0; a < from.positions.length; a++) to.positions[a][place] = from.positions[a][k];
  to.particles[place] = from.particles[k];
  to.ids[place] = from.ids[k];
}
