import type { Discretization } from "../generator/discretize.js";
import { linesAlong } from "../grid/grid.js";
import { explicitKernel } from "./stepper.js";

/** Half disc |z| ≤ 2.61, Re z ≤ 0: where the Taylor polynomial of degree 4 of exp(z) is bounded by 1. */
const STABLE = 2.6;

/** What is left of the generator when the diffusion is taken out of it. */
export interface Transport {
  /** Reads the rates of the generator, and D along each axis, anew. */
  refresh(diffusion: readonly number[]): void;
  /** No more time than this fits into one stage of four; infinite without a drift. */
  readonly longest: number;
  /** mass ← exp(h·T)·mass, order 4 in h, in pieces that are stable. */
  move(mass: Float64Array, h: number): void;
  /** mass ← the same by upwind Euler steps: order 1 in time and space, and nothing turns negative. */
  moveUpwind(mass: Float64Array, h: number): void;
}

/**
 * The transport T = A − A_D, with A_D the face-based pure diffusion with the same D: per face the rates
 *
 *   forward − D/h² = (D/h²)(B(−Pe) − 1),   backward − D/h² = (D/h²)(B(Pe) − 1)
 *
 * With exponential fitting that is the central flux of the drift and a diffusion D·(Pe/2·coth(Pe/2) − 1) ≥ 0, of the order
 * of h² where |Pe| is small, which turns it into the upwind flux less D where |Pe| is large: conservative and stable,
 * but not positive. Equal cells and no absorbing ends.
 */
export function transport(discretization: Discretization): Transport {
  const { grid, axes, workspace } = discretization;
  const { kernels, allocate } = workspace;
  const { size } = grid;
  const pair = () => axes.map((axis) => ({ ...axis, forward: allocate(size), backward: allocate(size) }));
  const central = pair();
  const apply = explicitKernel({ ...discretization, axes: central, oblique: null });
  let upwind: { axes: ReturnType<typeof pair>; apply: typeof apply; current: boolean } | null = null;
  const [stage, next] = [allocate(size), allocate(size)];
  let speed = 0;

  return {
    refresh(diffusion) {
      axes.forEach((rates, axis) => {
        const perFace = diffusion[axis] / grid.axes[axis].widths[0] ** 2;
        const { forward, backward } = central[axis];
        forEachFace(discretization, axis, (lower, upper) => {
          forward[lower] = rates.forward[lower] - perFace;
          backward[upper] = rates.backward[upper] - perFace;
        });
      });
      speed = highestModulus(central, size);
      if (upwind) upwind.current = false;
    },
    get longest() {
      return STABLE / speed;
    },
    move(mass, h) {
      const pieces = Math.ceil((h * speed) / STABLE);
      const dt = h / pieces;
      for (let piece = 0; piece < pieces; piece++) {
        // Horner's form of 1 + z + z²/2 + z³/6 + z⁴/24: each stage is what the one before moves, on top of the start
        let moved = mass;
        for (let k = 4; k >= 1; k--) {
          apply(moved, next, 0, dt / k);
          kernels.combine(mass.byteOffset, 1, next.byteOffset, 1, next.byteOffset, 0, stage.byteOffset, size);
          moved = stage;
        }
        mass.set(stage);
      }
    },
    moveUpwind(mass, h) {
      if (!upwind) {
        const own = pair();
        upwind = { axes: own, apply: explicitKernel({ ...discretization, axes: own, oblique: null }), current: false };
      }
      if (!upwind.current)
        for (let axis = 0; axis < axes.length; axis++) {
          const { forward, backward } = upwind.axes[axis];
          forEachFace(discretization, axis, (lower, upper) => {
            const drift = axes[axis].forward[lower] - axes[axis].backward[upper]; // μ/h, whatever the scheme
            forward[lower] = Math.max(drift, 0);
            backward[upper] = Math.max(-drift, 0);
          });
        }
      upwind.current = true;
      const pieces = Math.ceil((h * highestModulus(upwind.axes, size)) / 2);
      for (let piece = 0; piece < pieces; piece++) {
        upwind.apply(mass, next, 1, h / pieces);
        mass.set(next);
      }
    },
  };
}

/** The cells on both sides of every face inside the grid, the wrap of a ring included. */
function forEachFace({ grid }: Discretization, axis: number, visit: (lower: number, upper: number) => void): void {
  const { count, stride, lines, lineStart } = linesAlong(grid, axis);
  const ring = grid.axes[axis].boundary.upper === "periodic";
  for (let line = 0; line < lines; line++) {
    const first = lineStart(line);
    const last = first + (count - 1) * stride;
    for (let c = first; c < last; c += stride) visit(c, c + stride);
    if (ring) visit(last, first);
  }
}

/** Gershgorin's bound on the modulus of the eigenvalues, from the columns: |diagonal| + what else is in the column. */
function highestModulus(
  axes: readonly { readonly forward: Float64Array; readonly backward: Float64Array }[],
  size: number,
): number {
  let highest = 0;
  for (let c = 0; c < size; c++) {
    let modulus = 0;
    for (const { forward, backward } of axes)
      modulus += Math.abs(forward[c] + backward[c]) + Math.abs(forward[c]) + Math.abs(backward[c]);
    highest = Math.max(highest, modulus);
  }
  return highest;
}
