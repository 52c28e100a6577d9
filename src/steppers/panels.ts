import type { Discretization } from "../generator/discretize.js";
import type { Workspace } from "../kernels/workspace.js";
import { factorSlots, forget, type LineSolver } from "./lines.js";

/**
 * A plane in panels of eight lines: [line/8][cell][line%8], both counts rounded up to a multiple of eight.
 * Lines of the first axis are the columns of the plane (`x` layout), lines of the second its rows (`y` layout).
 */
export interface PanelLayout {
  /** Length of an array in either layout. */
  readonly size: number;
  /** Index in the x layout of a cell. */
  placeOf(cell: number): number;
  /** x layout from cell order, and back. */
  pack(natural: Float64Array, panels: Float64Array): void;
  unpack(panels: Float64Array, natural: Float64Array): void;
  /** x layout to y layout, and back. */
  turn(x: Float64Array, y: Float64Array): void;
  turnBack(y: Float64Array, x: Float64Array): void;
}

const roundedUp = (count: number): number => 8 * Math.ceil(count / 8);

export function panelLayout({ kernels }: Workspace, [nx, ny]: readonly [number, number]): PanelLayout {
  const [depth, width] = [roundedUp(nx), roundedUp(ny)];
  return {
    size: depth * width,
    placeOf(cell) {
      const row = (cell / ny) | 0;
      const column = cell - row * ny;
      return 8 * ((column >> 3) * depth + row) + (column & 7);
    },
    pack: (natural, panels) => kernels.pack(natural.byteOffset, panels.byteOffset, nx, ny, depth),
    unpack: (panels, natural) => kernels.unpack(panels.byteOffset, natural.byteOffset, nx, ny, depth),
    turn: (x, y) => kernels.turn(x.byteOffset, y.byteOffset, depth, width),
    turnBack: (y, x) => kernels.turn(y.byteOffset, x.byteOffset, width, depth),
  };
}

/** The solver of one axis of a plane; states are in that axis's panel layout. */
export function panelSolver(
  { grid, axes, workspace }: Discretization,
  layout: PanelLayout,
  axis: 0 | 1,
  slots: number,
): LineSolver {
  const { kernels, allocate } = workspace;
  const count = grid.shape[axis];
  const lines = grid.shape[1 - axis];
  const [depth, panels] = [roundedUp(count), roundedUp(lines) / 8];
  const ring = grid.axes[axis].boundary.upper === "periodic";
  const [forward, backward] = [allocate(layout.size), allocate(layout.size)];
  const turned = axis === 1 ? allocate(layout.size) : null;
  const factors = factorSlots(slots, () => allocate(layout.size, false).byteOffset);
  const scratch = allocate(8 * depth).byteOffset;
  const left = allocate(4);
  const ownLeft = left.byteOffset + 16 * axis;
  const read = (natural: Float64Array, panelled: Float64Array): void => {
    layout.pack(natural, turned ?? panelled);
    if (turned) layout.turn(turned, panelled);
  };
  const solver: LineSolver = {
    left,
    refresh() {
      forget(factors);
      read(axes[axis].forward, forward);
      read(axes[axis].backward, backward);
    },
    factor(slot, a) {
      const own = factors[slot];
      if (own.a === a) return;
      own.a = a;
      const [f, b] = [forward.byteOffset, backward.byteOffset];
      if (ring) kernels.factorPanelRings(f, b, a, own.up, own.down, own.loop(), own.fill(), count, depth, panels);
      else kernels.factorPanels(f, b, a, own.up, own.down, count, depth, panels);
    },
    sweep(state, slot, weight, repeats) {
      const own = factors[slot];
      const r = state.byteOffset;
      if (ring)
        kernels.sweepPanelRings(
          r,
          own.up,
          own.down,
          own.loop(),
          own.fill(),
          scratch,
          weight,
          count,
          depth,
          panels,
          repeats,
        );
      else kernels.sweepPanels(r, own.up, own.down, scratch, ownLeft, weight, count, depth, panels, repeats);
    },
  };
  solver.refresh();
  return solver;
}
