import type { Discretization } from "../generator/discretize.js";
import { linesAlong } from "../grid/grid.js";

/**
 * Implicit solves (I − aA)x = r along all lines of one axis, in flux form (mass telescopes), with room for several
 * factorisations. States are laid out with this axis slowest: for the second axis of a plane that is the transpose.
 */
export interface LineSolver {
  /** Read the rates anew; all factorisations are forgotten. */
  refresh(): void;
  /** Prepare a factorisation for this a, unless it is there already. */
  factor(slot: number, a: number): void;
  /** state ← state + weight·(x − state), `repeats` times: weight 1 is backward Euler over a, 2 is Crank-Nicolson over 2a. */
  sweep(state: Float64Array, slot: number, weight: 1 | 2, repeats: number): void;
  /** Mass that has left through the lower and upper end; set to zero by the caller. */
  readonly left: Float64Array;
}

export function lineSolver({ grid, axes, workspace }: Discretization, axis: number, slots: number): LineSolver {
  const { kernels, allocate } = workspace;
  const { count, lines } = linesAlong(grid, axis);
  const { size } = grid;
  const ring = grid.axes[axis]!.boundary.upper === "periodic";
  const turned = axis === 1;
  const rates = axes[axis]!;
  const forward = turned ? allocate(size) : rates.forward;
  const backward = turned ? allocate(size) : rates.backward;
  const factors = Array.from({ length: slots }, () => ({
    a: NaN,
    up: allocate(size).byteOffset,
    down: allocate(size).byteOffset,
    loop: ring ? allocate(size).byteOffset : 0,
    fill: ring ? allocate(size).byteOffset : 0,
  }));
  const scratch = allocate(size).byteOffset;
  const carry = allocate(2 * lines).byteOffset;
  const left = allocate(2);
  const solver: LineSolver = {
    left,
    refresh() {
      for (const factor of factors) factor.a = NaN;
      if (!turned) return;
      kernels.transpose(rates.forward.byteOffset, forward.byteOffset, lines, count);
      kernels.transpose(rates.backward.byteOffset, backward.byteOffset, lines, count);
    },
    factor(slot, a) {
      const own = factors[slot]!;
      if (own.a === a) return;
      own.a = a;
      if (ring)
        kernels.factorRings(
          forward.byteOffset,
          backward.byteOffset,
          a,
          own.up,
          own.down,
          own.loop,
          own.fill,
          carry,
          count,
          lines,
        );
      else kernels.factorLines(forward.byteOffset, backward.byteOffset, a, own.up, own.down, carry, count, lines);
    },
    sweep(state, slot, weight, repeats) {
      const { up, down, loop, fill } = factors[slot]!;
      if (ring) kernels.sweepRings(state.byteOffset, up, down, loop, fill, scratch, weight, count, lines, repeats);
      else
        kernels.sweepLines(state.byteOffset, up, down, scratch, carry, left.byteOffset, weight, count, lines, repeats);
    },
  };
  solver.refresh();
  return solver;
}
