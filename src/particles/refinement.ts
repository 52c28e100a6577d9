import type { Grid } from "../grid/grid.js";
import { createWorkspace, type Workspace } from "../kernels/workspace.js";
import { makeBlock } from "./crowd.js";
import { entryIndex, type StochasticEquation } from "./equation.js";
import type { Noise } from "./noise.js";
import type { Block, Path, Preparation, Scheme, Step } from "./scheme.js";

/** A step is cut into so many, and each of these again where it must be. */
const PARTS = 4;
export const LEVELS = 8;
/** Where the drift changes over a step by more than this part of what would make it unstable, the step is cut. */
const ROUGH = 0.5;
/** Or where the scheme ends further than this part of a step of noise from where Euler and Maruyama's would. */
const BENT = 0.25;
/** Places on the way at which the drift is looked at, as shares of it: what is narrower than their distance may be missed. */
const ON_THE_WAY = [0.25, 0.5, 0.75, 1];
/** Noise of shorter steps has names far from those of the steps of a run. */
const FAR = 2 ** 50;

/**
 * A scheme whose steps are cut into four, up to eight times over, for those particles that meet a drift which h is too
 * long for: h·|a(Y) − a(X)| > ½|X′ − X| along some axis, Y on the way from X to X′, or X′ far from the step of Euler and
 * Maruyama. The Brownian path stays the same: short steps are drawn from the bridge over the long one. For drifts that are
 * infinite at a wall, such as D/r of a radius, and for steep places where few particles come.
 */
export function refined(scheme: Scheme, preparation: Preparation, noise: Noise, grid: Grid, level = 1): Step {
  if (level > LEVELS) return scheme.prepare(preparation);
  const { equation, workspace, block, path } = preparation;
  const { kernels } = workspace;
  const d = block.positions.length;
  const length = block.positions[0].length;
  const arrays = (): Float64Array[] => block.positions.map(() => workspace.allocate(length));
  const [drawn, before, between] = [arrays(), arrays(), arrays()];
  const steepest = arrays();
  const remembered: Path = {
    drawInto(z, v, own, step, h) {
      path.drawInto(z, v, own, step, h);
      z.forEach((values, i) => void drawn[i].set(values));
    },
  };
  const long = scheme.prepare({ ...preparation, path: remembered });
  const first = equation.at(workspace, before, { drift: "ito", factor: true, inside: true });
  const onTheWay = equation.at(workspace, between, { drift: "ito", factor: false });
  const few = makeBlock(workspace, d, length);
  const bridge = bridgePath(noise, d, length, level);
  const short = refined(scheme, { equation, workspace, block: few, path: bridge.path }, noise, grid, level + 1);
  return (time, h, step) => {
    const even = block.n + (block.n & 1);
    before.forEach((saved, i) => void saved.set(block.positions[i].subarray(0, even)));
    long(time, h, step);
    first.run(time, block.n);
    lookOnTheWay(time + h);
    const rough = roughPlaces(h);
    if (rough.length === 0) return;
    load(rough, h);
    for (let s = 0; s < PARTS; s++) {
      short(time + (s * h) / PARTS, h / PARTS, step * PARTS + s);
      turnBack(few);
    }
    rough.forEach((k, m) => block.positions.forEach((position, i) => (position[k] = few.positions[i][m])));
  };

  /** The largest |a(Y) − a(X)| of each particle. */
  function lookOnTheWay(time: number): void {
    const { n } = block;
    // a pair is worked upon together
    const even = n + (n & 1);
    steepest.forEach((most) => most.fill(0, 0, n));
    for (const share of ON_THE_WAY) {
      between.forEach((place, i) => {
        const [from, to] = [before[i], block.positions[i]];
        for (let k = 0; k < even; k++) place[k] = from[k] + share * (to[k] - from[k]);
      });
      onTheWay.run(time, n);
      steepest.forEach((most, i) => {
        const [here, there] = [first.drift[i], onTheWay.drift[i]];
        for (let k = 0; k < n; k++) {
          const change = Math.abs(there[k] - here[k]);
          if (!(change <= most[k])) most[k] = change;
        }
      });
    }
  }

  function roughPlaces(h: number): number[] {
    const found: number[] = [];
    const s = Math.sqrt(h);
    for (let k = 0; k < block.n; k++)
      for (let i = 0; i < d; i++) {
        const moved = block.positions[i][k] - before[i][k];
        let [noise, size] = [0, 0];
        for (let j = 0; j < d; j++) {
          if (equation.diagonal && i !== j) continue;
          const entry = first.factor[equation.diagonal ? i : entryIndex(i, j, d)][k];
          noise += s * entry * drawn[j][k];
          size += s * Math.abs(entry);
        }
        const bent = Math.abs(moved - h * first.drift[i][k] - noise);
        const steep = h * steepest[i][k];
        if (steep <= ROUGH * Math.abs(moved) && bent <= BENT * size) continue;
        found.push(k);
        break;
      }
    return found;
  }

  function load(rough: readonly number[], h: number): void {
    few.n = rough.length;
    // a pair is moved together: behind an odd number stands the first once more
    const padded = rough.length % 2 === 1 ? [...rough, rough[0]] : rough;
    padded.forEach((k, m) => {
      few.particles[m] = block.particles[k];
      for (let i = 0; i < d; i++) few.positions[i][m] = before[i][k];
    });
    bridge.begin(
      drawn.map((z) => Float64Array.from(padded, (k) => Math.sqrt(h) * z[k])),
      h,
    );
  }

  function turnBack(own: Block): void {
    grid.axes.forEach(({ faces, boundary }, a) => {
      const [lower, upper] = [faces[0], faces[faces.length - 1]];
      const x = own.positions[a].byteOffset;
      if (boundary.lower === "periodic") return kernels.wrap(x, lower, upper - lower, own.n);
      const [low, high] = [boundary.lower === "reflecting", boundary.upper === "reflecting"];
      kernels.fold(x, low ? lower : -Infinity, high ? upper : Infinity, own.n);
    });
  }
}

/** Increments of a path over h in equal parts, given its increment over all of h. */
function bridgePath(noise: Noise, dimension: number, length: number, level: number) {
  let left: Float64Array[] = Array.from({ length: dimension }, () => new Float64Array(length));
  let time = 0;
  const path: Path = {
    drawInto(z, v, block, step, h) {
      const name = level * FAR + step;
      const spread = Math.sqrt(Math.max((h * (time - h)) / time, 0));
      z.forEach((own, i) => {
        noise.normalsInto(own, block.particles, name, i, block.n);
        for (let k = 0; k < block.n; k++) {
          const increment = (left[i][k] * h) / time + spread * own[k];
          left[i][k] -= increment;
          own[k] = increment / Math.sqrt(h);
        }
      });
      v?.forEach((own, i) => noise.normalsInto(own, block.particles, name, dimension + i, block.n));
      time -= h;
    },
  };
  return {
    path,
    begin(increments: Float64Array[], over: number): void {
      left = increments;
      time = over;
    },
  };
}

/** How much nearer to an end the drift is looked at. */
const NEARER = 1e3;

/** True when the drift grows without bound towards a reflecting end: by more than 30 over three decades of distance. */
export function isSingular({ axes, shape }: Grid, equation: StochasticEquation, time: number): boolean {
  const other = shape.length === 2 ? Math.min(33, ...shape) : 1;
  return axes.some(({ faces, boundary }, a) => {
    const [lower, upper] = [faces[0], faces[faces.length - 1]];
    const ends = [
      ...(boundary.lower === "reflecting" ? [[lower, 1] as const] : []),
      ...(boundary.upper === "reflecting" ? [[upper, -1] as const] : []),
    ];
    return ends.some(([wall, inward]) => {
      const near = 1e-7 * (upper - lower);
      const sizes = [near, NEARER * near].map((distance) =>
        largestDrift(axes, a, wall + inward * distance, other, equation, time),
      );
      return sizes[0] > 30 * sizes[1] && sizes[1] > 0;
    });
  });
}

/** The largest |a| along one axis at some places with one coordinate given. */
function largestDrift(
  axes: Grid["axes"],
  axis: number,
  value: number,
  count: number,
  equation: StochasticEquation,
  time: number,
): number {
  const workspace: Workspace = createWorkspace(1 << 22);
  const positions = axes.map(({ centers }, a) => {
    const places = workspace.allocate(count + (count & 1));
    for (let k = 0; k < places.length; k++)
      places[k] = a === axis ? value : centers[Math.floor((Math.min(k, count - 1) * centers.length) / count)];
    return places;
  });
  const { drift, run } = equation.at(workspace, positions, { drift: "ito", factor: false, inside: true });
  run(time, count);
  const largest = drift[axis].subarray(0, count).reduce((most, a) => Math.max(most, Math.abs(a)), 0);
  workspace.release();
  return largest;
}
