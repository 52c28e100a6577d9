import { linesAlong, type Grid } from "../grid/grid.js";
import type { LossValues } from "./loss-values.js";

/** A mismatch this much above those of its neighbours is a jump and no curvature. */
const JUMP = 8;
/** As a share of the values at hand. */
const ROUNDING = 1e-9;

/** A logarithm at a wall is missed by a tenth in the first cells, a kink at a centre by a third, a jump nearly as a whole. */
const UNSEEN = 0.5;
/** Rises that differ from the integral of the slope by more than this share of both are not those of what is on the grid. */
const UNRESOLVED = 0.1;
/** Of the mass. */
const MOST = 0.5;

/**
 * Whether L, ∇L or its derivative jumps between two cells where there is mass: then |Δf − ∫∂f|, by the trapezoidal rule,
 * stands out from what it is a few faces away, while that of a smooth f changes little from face to face.
 * @param mass per cell; jumps where there is none do not count
 */
export const hasKink = (grid: Grid, mass: Float64Array, values: LossValues): boolean =>
  grid.axes.some((_, a) => linesOf(grid, mass, values, a).some(standsOut));

/** Whether L itself jumps between two cells where there is mass, by more than its slope can tell. */
export const hasJump = (grid: Grid, mass: Float64Array, values: LossValues): boolean =>
  grid.axes.some((_, a) =>
    linesOf(grid, mass, values, a).some((line) => line.of === "loss" && standsOut(line, UNSEEN)),
  );

/** @param least share of the rise and of what the slope makes of it that has to be missed */
const standsOut = ({ apart, rise, size, mass }: Line, least = 0): boolean =>
  apart.some((each, i) => {
    if (mass[i] < ROUNDING || each < least * rise[i]) return false;
    // a jump at a centre shows at two faces
    const near = [i - 3, i - 2, i + 2, i + 3].reduce((most, k) => Math.max(most, apart[k] ?? 0), 0);
    return each > JUMP * near + ROUNDING * (size[i] + (size[i - 2] ?? 0) + (size[i + 2] ?? 0));
  });

/**
 * Whether L waves between cells unseen: from centre to centre it or its slope rises by other amounts than the derivative
 * has it, not at a single face but where most of the mass is.
 */
export const isAliased = (grid: Grid, mass: Float64Array, values: LossValues): boolean =>
  grid.axes.some((_, a) =>
    (["loss", "slope"] as const).some((of) => {
      let [unseen, held] = [0, 0];
      for (const line of linesOf(grid, mass, values, a)) {
        if (line.of !== of) continue;
        line.mass.forEach((here, i) => {
          held += here;
          if (line.apart[i] > UNRESOLVED * line.rise[i] + ROUNDING * line.size[i]) unseen += here;
        });
      }
      return unseen > MOST * held;
    }),
  );

interface Line {
  readonly of: "loss" | "slope";
  /** |Δf − ∫∂f| from each cell to the next, and the size of what is compared. */
  readonly apart: Float64Array;
  readonly size: Float64Array;
  /** |Δf| + |∫∂f|. */
  readonly rise: Float64Array;
  /** Of both cells. */
  readonly mass: Float64Array;
}

/** All lines along an axis, each once for L and once for its slope. */
function linesOf(grid: Grid, mass: Float64Array, { loss, gradient, curvature }: LossValues, a: number): Line[] {
  const axis = grid.axes[a];
  const { count, stride, lines, lineStart } = linesAlong(grid, a);
  const pairs = [
    ["loss", loss, gradient[a]],
    ["slope", gradient[a], curvature[a]],
  ] as const;
  return Array.from({ length: lines }, (_, line) => lineStart(line)).flatMap((start) =>
    pairs.map(([of, f, derivative]): Line => {
      const [apart, size, rise, held] = [0, 1, 2, 3].map(() => new Float64Array(count - 1));
      for (let i = 0; i + 1 < count; i++) {
        const [low, high] = [start + i * stride, start + (i + 1) * stride];
        const by = 0.5 * (axis.centers[i + 1] - axis.centers[i]) * (derivative[low] + derivative[high]);
        apart[i] = Math.abs(f[high] - f[low] - by);
        size[i] = Math.abs(f[high]) + Math.abs(f[low]) + Math.abs(by);
        rise[i] = Math.abs(f[high] - f[low]) + Math.abs(by);
        held[i] = mass[low] + mass[high];
      }
      return { of, apart, size, rise, mass: held };
    }),
  );
}
