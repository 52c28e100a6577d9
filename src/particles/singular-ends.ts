import { InputError } from "../errors.js";
import type { Grid } from "../grid/grid.js";
import { createWorkspace } from "../kernels/workspace.js";
import { entryIndex, type StochasticEquation } from "./equation.js";

/** A reflecting end towards which the drift grows without bound. */
export interface SingularEnd {
  readonly axis: number;
  readonly end: "lower" | "upper";
  /** lim −s·a/D at the distance s, a the drift to the inside: above 0 where it pulls as strongly as 1/s; the density then goes as s^−pull. */
  readonly pull: number;
}

/** Distances from an end at which the drift is looked at, as parts of the axis. */
const NEAR = 1e-7;
const FURTHER = 1e-4;
/** The drift grows without bound when it does by more than this between them: as s^−1/2 or faster. */
const GROWS = 30;
/** A limit changes less than by this factor between them. */
const SETTLED = 0.5;

/** The reflecting ends at which the drift is infinite, at one time. */
export function singularEnds({ axes, shape }: Grid, equation: StochasticEquation, time: number): SingularEnd[] {
  const lines = shape.length === 2 ? Math.min(33, ...shape) : 1;
  return axes.flatMap(({ faces, boundary }, axis) =>
    (["lower", "upper"] as const).flatMap((end) => {
      if (boundary[end] !== "reflecting") return [];
      const [low, high] = [faces[0], faces[faces.length - 1]];
      const [wall, inward] = end === "lower" ? [low, 1] : [high, -1];
      const [near, further] = [NEAR, FURTHER].map((part) => {
        const distance = part * (high - low);
        const at = alongEnd(axes, axis, wall + inward * distance, lines, equation, time);
        const size = at.drift.reduce((most, a) => Math.max(most, Math.abs(a)), 0);
        return { size, pulls: at.drift.map((a, k) => (-inward * distance * a) / at.diffusion[k]) };
      });
      if (!(near.size > GROWS * further.size && further.size > 0)) return [];
      const lasting = near.pulls.filter((pull, k) => pull > SETTLED * further.pulls[k]);
      return { axis, end, pull: lasting.reduce((most, pull) => Math.max(most, pull), 0) };
    }),
  );
}

/** The drift and D along one axis, at some places with its coordinate given. */
function alongEnd(
  axes: Grid["axes"],
  axis: number,
  value: number,
  count: number,
  equation: StochasticEquation,
  time: number,
): { drift: number[]; diffusion: number[] } {
  const workspace = createWorkspace(1 << 22);
  const positions = axes.map(({ centers }, a) => {
    const places = workspace.allocate(count + (count & 1));
    for (let k = 0; k < places.length; k++)
      places[k] = a === axis ? value : centers[Math.floor((Math.min(k, count - 1) * centers.length) / count)];
    return places;
  });
  const { drift, factor, run } = equation.at(workspace, positions, { drift: "ito", factor: true, inside: true });
  run(time, count);
  const own = factor[equation.diagonal ? axis : entryIndex(axis, axis, axes.length)];
  const found = {
    drift: Array.from(drift[axis].subarray(0, count)),
    diffusion: Array.from(own.subarray(0, count), (b) => 0.5 * b * b),
  };
  workspace.release();
  return found;
}

/** A weaker pull than this makes steps no worse than they are elsewhere. */
const WEAK = 0.01;

/**
 * Particles come back to a wall that pulls as 1/s so often that steps of any length keep them too far from it, or take for ever.
 * @throws InputError naming the wall
 */
export function refusePulls({ axes }: Grid, ends: readonly SingularEnd[]): void {
  const worst = ends.find(({ pull }) => pull > WEAK);
  if (!worst) return;
  const { name, faces } = axes[worst.axis];
  const place = worst.end === "lower" ? faces[0] : faces[faces.length - 1];
  throw new InputError({
    code: "drift-pulls-to-wall",
    path: "drift",
    expected: "for particles, a drift that is finite at reflecting walls, or points away from them",
    found: `one that is infinite at ${name} = ${place} (${worst.end}) and points to it: -${Number(worst.pull.toPrecision(2))} D/s at the distance s`,
    remedy: "Solve for the density alone, or make the drift finite, e.g. s/(s^2 + w^2) for 1/s with a small width w.",
  });
}
