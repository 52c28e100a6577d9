import type { Discretization } from "../generator/discretize.js";
import type { AxisRates } from "../generator/generator.js";

/**
 * Implicit solves (I − aA)x = r along all lines of one axis, in flux form (mass telescopes), with room for several
 * factorisations. States are in cell order on one axis and in panels on two (see panels.ts).
 */
export interface LineSolver {
  /** Read the rates anew; all factorisations are forgotten. */
  refresh(): void;
  /** Prepare a factorisation for this a, unless it is there already. */
  factor(slot: number, a: number): void;
  /**
   * state ← state + weight·(x − state), `repeats` times: weight 1 is backward Euler over a, 2 is Crank-Nicolson over 2a.
   * Say so when the state is no density but a difference of two.
   */
  sweep(state: Float64Array, slot: number, weight: 1 | 2, repeats: number, difference?: boolean): void;
  /** Mass that has left through each end, entry 2·axis + (0 lower, 1 upper); set to zero by the caller. */
  readonly left: Float64Array;
}

/** Cells that hand on this many times what they hold in a step keep less than eight digits in flux form. */
export const STIFF = 1e8;

/** The solver of the only axis of a line. */
export function lineSolver({ grid, axes, workspace }: Discretization, slots: number): LineSolver {
  const { kernels, allocate } = workspace;
  const { size } = grid;
  const ring = grid.axes[0].boundary.upper === "periodic";
  const forward = axes[0].forward.byteOffset;
  const backward = axes[0].backward.byteOffset;
  const factors = factorSlots(slots, () => allocate(size).byteOffset);
  const scratch = allocate(size).byteOffset;
  const left = allocate(2);
  let highest: number | null = null;
  return {
    left,
    refresh() {
      forget(factors);
      highest = null;
    },
    factor(slot, a) {
      const own = factors[slot];
      if (own.a === a) return;
      own.a = a;
      if (ring) kernels.factorRing(forward, backward, a, own.up, own.down, own.loop(), own.fill(), size);
      else kernels.factorLine(forward, backward, a, own.up, own.down, size);
    },
    sweep(state, slot, weight, repeats, difference = false) {
      const own = factors[slot];
      highest ??= largest(axes[0]);
      if (!ring && weight === 1 && own.a * highest > STIFF) {
        const { a, up, down } = own;
        const keep = difference ? 0 : 1;
        for (let n = 0; n < repeats; n++)
          kernels.sweepStiffLine(
            state.byteOffset,
            forward,
            backward,
            a,
            up,
            down,
            scratch,
            left.byteOffset,
            keep,
            size,
          );
        return;
      }
      for (let n = 0; n < repeats; n++)
        if (ring) kernels.sweepRing(state.byteOffset, own.up, own.down, own.loop(), own.fill(), scratch, weight, size);
        else kernels.sweepLine(state.byteOffset, own.up, own.down, scratch, left.byteOffset, weight, size);
    },
  };
}

function largest({ forward, backward }: AxisRates): number {
  let highest = 0;
  for (let c = 0; c < forward.length; c++) highest = Math.max(highest, forward[c], backward[c]);
  return highest;
}

/** One prepared matrix I − aA: arrays by their address; `loop` and `fill` exist for rings only. */
export interface Factors {
  a: number;
  readonly up: number;
  readonly down: number;
  readonly loop: () => number;
  readonly fill: () => number;
}

export const factorSlots = (slots: number, allocate: () => number): Factors[] =>
  Array.from({ length: slots }, () => ({
    a: NaN,
    up: allocate(),
    down: allocate(),
    loop: once(allocate),
    fill: once(allocate),
  }));

export function forget(factors: readonly Factors[]): void {
  for (const factor of factors) factor.a = NaN;
}

function once(make: () => number): () => number {
  let made: number | undefined;
  return () => (made ??= make());
}
