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

/** A pull or an exponent nearer to 0 than this makes steps no worse than they are elsewhere. */
const WEAK = 0.01;

/** A reflecting end, and drift (to the inside) and D along its axis at two distances from it, at some places across. */
interface Look {
  readonly axis: number;
  readonly end: "lower" | "upper";
  readonly near: Sampled;
  readonly further: Sampled;
}

interface Sampled {
  readonly distance: number;
  readonly inwards: readonly number[];
  readonly diffusion: readonly number[];
}

function reflectingEnds({ axes, shape }: Grid, equation: StochasticEquation, time: number): Look[] {
  const lines = shape.length === 2 ? Math.min(33, ...shape) : 1;
  return axes.flatMap(({ faces, boundary }, axis) =>
    (["lower", "upper"] as const).flatMap((end): Look[] => {
      if (boundary[end] !== "reflecting") return [];
      const [low, high] = [faces[0], faces[faces.length - 1]];
      const [wall, sign] = end === "lower" ? [low, 1] : [high, -1];
      const [near, further] = [NEAR, FURTHER].map((part): Sampled => {
        const distance = part * (high - low);
        const { drift, diffusion } = alongEnd(axes, axis, wall + sign * distance, lines, equation, time);
        return { distance, inwards: drift.map((a) => sign * a), diffusion };
      });
      return [{ axis, end, near, further }];
    }),
  );
}

const largest = (values: readonly number[]): number => values.reduce((most, a) => Math.max(most, Math.abs(a)), 0);

/** The reflecting ends at which the drift is infinite, at one time. */
export const singularEnds = (grid: Grid, equation: StochasticEquation, time: number): SingularEnd[] =>
  reflectingEnds(grid, equation, time).flatMap(({ axis, end, near, further }) => {
    const [size, before] = [largest(near.inwards), largest(further.inwards)];
    if (!(size > GROWS * before && before > 0)) return [];
    const pullAt = ({ distance, inwards, diffusion }: Sampled, k: number): number =>
      (-distance * inwards[k]) / diffusion[k];
    const pulls = near.inwards.map((_, k) => (pullAt(near, k) > SETTLED * pullAt(further, k) ? pullAt(near, k) : 0));
    return [{ axis, end, pull: Math.max(0, ...pulls) }];
  });

/** A limit of D is 0 where it falls by more than this between both distances. */
const FALLS = 0.1;

/** A reflecting end where D vanishes and the density is infinite, as s^exponent with the distance s. */
export interface WeakEnd {
  readonly axis: number;
  readonly end: "lower" | "upper";
  readonly exponent: number;
  /** dD/ds there. */
  readonly slope: number;
}

/**
 * The reflecting ends where D vanishes as D's, or nearly so, and the drift a to the inside is too weak to keep particles away,
 * a < D′ (Feller 1951): within some D′h of such an end no step of length h follows the law.
 */
export const weakEnds = (grid: Grid, equation: StochasticEquation, time: number): WeakEnd[] =>
  reflectingEnds(grid, equation, time).flatMap(({ axis, end, near, further }) => {
    const ends = near.diffusion.flatMap((D, k): WeakEnd[] => {
      if (!(D > 0 && D < FALLS * further.diffusion[k])) return [];
      const power = Math.log(further.diffusion[k] / D) / Math.log(further.distance / near.distance);
      const exponent = (near.distance * near.inwards[k]) / D - power;
      return exponent < -WEAK ? [{ axis, end, exponent, slope: D / near.distance }] : [];
    });
    return ends.sort((one, other) => one.exponent - other.exponent).slice(0, 1);
  });

/** What a user should know of them, for steps of length h; null where there are none. */
export function weakEndsWarning({ axes }: Grid, ends: readonly WeakEnd[], h: number): string | null {
  if (ends.length === 0) return null;
  const places = ends.map(({ axis, end, slope }) => {
    const { name, faces } = axes[axis];
    const place = end === "lower" ? faces[0] : faces[faces.length - 1];
    return `${Number((LAYER * slope * h).toPrecision(2))} of ${name} = ${place} (${end})`;
  });
  return `Within about ${places.join(" and ")} steps of the particles do not follow the law: D vanishes there and the density is infinite. Shares of particles that near are wrong, and what depends on them; a shorter particles.dt makes the layer narrower.`;
}

/** Shares of particles within so many times D′h were seen to be off by more than a hundredth of themselves. */
const LAYER = 20;

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
