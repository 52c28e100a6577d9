import type { Workspace } from "../kernels/workspace.js";
import type { Grid } from "../grid/grid.js";
import { removeMarked, type WorkingBlock } from "./crowd.js";
import type { Noise } from "./noise.js";
import type { ProblemEquation } from "./problem-equation.js";

/** Lanes of the uniform numbers of the bridges, one an end. */
const BRIDGE_LANE = 32;
/** Lanes of the time of leaving within a step. */
const TIME_LANE = { normal: 36, uniform: 37 } as const;

/** Lanes of the uniform numbers of reflecting ends, two an axis. */
const REFLECTION_LANE = 40;
/** Whoever is further from a wall than this many times √(2Dh) does not meet it in a step. */
const REACH = 12;
/** What the ends of the axes do to a block. */
export interface Walls {
  /**
   * Remembers where the particles are before a step of length h, and D there at a time, the middle of the step.
   * @param clear what `after` found, where the particles have not been touched since
   */
  before(time: number, h: number, clear?: boolean): void;
  /**
   * Brings back, takes round, or lets go whoever crossed an end in the step.
   * @returns whether all were seen to lie inside, and clear of reflecting ends for another such step; false is no claim
   */
  after(time: number, h: number, step: number): boolean;
}

/** A particle has left through an end, numbered as in `absorbingEnds`. */
export type Departure = (id: number, end: number, time: number) => void;

/** The absorbing ends by name, `x.lower` first. */
export function absorbingEnds({ axes }: Grid): { name: string; axis: number; side: -1 | 1; wall: number }[] {
  return axes.flatMap(({ name, boundary, faces }, axis) => [
    ...(boundary.lower === "absorbing" ? [{ name: `${name}.lower`, axis, side: -1 as const, wall: faces[0] }] : []),
    ...(boundary.upper === "absorbing"
      ? [{ name: `${name}.upper`, axis, side: 1 as const, wall: faces[faces.length - 1] }]
      : []),
  ]);
}

/**
 * Walls of a grid for one block.
 *
 * Periodic: round the ring. Reflecting: the wall pushes as far as the least place of a Brownian bridge lies beyond it
 * (Skorokhod 1961, Lépingle 1995), along D n for a full tensor, so that no probability flows through (conormal reflection);
 * exact in law for constant drift and D, weak order 1 else. What is left beyond, in corners, is folded. Absorbing: whoever is beyond,
 * and of the others with distances a, b before and after a share exp(−ab/(D h)), the probability that a Brownian
 * bridge has crossed (Gobet 2000); the time of leaving is that of the bridge, drawn by {@link crossingShare}.
 * @param bridge false leaves the crossings within a step out, an error of order √h, and folds back at reflecting ends: for
 *   comparisons
 */
export function makeWalls(
  grid: Grid,
  equation: ProblemEquation,
  noise: Noise,
  workspace: Workspace,
  block: WorkingBlock,
  leave: Departure,
  bridge = true,
): Walls {
  const { kernels, allocate } = workspace;
  const ends = absorbingEnds(grid);
  const reflecting = grid.axes.some(
    ({ boundary }) => boundary.lower === "reflecting" || boundary.upper === "reflecting",
  );
  const tensor = !equation.diagonal;
  const active = ends.length > 0 || reflecting;
  const D = active ? equation.diffusionAt(workspace, block.positions, NONE) : null;
  const before = active ? block.positions.map((position) => allocate(position.length)) : [];
  const uniform = allocate(active ? block.ids.length : 0);
  const normal = allocate(ends.length > 0 ? block.ids.length : 0);
  let meets = false;
  let looked = { h: 0, margins: grid.axes.map(() => 0) };
  const marks = block.marks;
  const address = (array: Float64Array): number => array.byteOffset;

  return {
    before(time, h, clear = false) {
      if (!active) return;
      const fresh = bridge && reflecting && !(equation.constantDiffusion && h === looked.h);
      if (fresh) look(time, h);
      meets = bridge && reflecting && (fresh || !clear) && !allClear();
      if (!meets && ends.length === 0) return;
      D!.run(time, block.n);
      before.forEach((saved, a) => void saved.set(block.positions[a]));
    },
    after(time, h, step) {
      if (meets) reflectInTime(h, step);
      const gone = ends.length > 0 ? absorb(h, step) : 0;
      if (gone > 0) {
        noise.normalsInto(normal, block.particles, step, TIME_LANE.normal, block.n);
        noise.uniformsInto(uniform, block.particles, step, TIME_LANE.uniform, block.n);
        for (let k = 0; k < block.n; k++) if (marks[k] !== 0) depart(k, time, h);
        removeMarked(block);
      }
      grid.axes.forEach(({ faces, boundary }, a) => {
        if (boundary.lower !== "periodic") return;
        kernels.wrap(address(block.positions[a]), faces[0], faces[faces.length - 1] - faces[0], block.n);
      });
      // mostly so, and then one look is all that walls cost
      if (allClear()) return true;
      if (reflecting) bringBack(time + h);
      return false;
    },
  };

  /** How far from a wall particles may meet it, by the largest D of the block. */
  function look(time: number, h: number): void {
    D!.run(time, block.n);
    const margins = block.positions.map((_, a) => {
      let largest = 0;
      for (let k = 0; k < block.n; k++) largest = Math.max(largest, D!.factor[a][k]);
      return REACH * Math.sqrt(2 * largest * h);
    });
    looked = { h, margins };
  }

  /** Whether all lie inside and too far from reflecting ends to meet them in a step like the one looked at last. */
  function allClear(): boolean {
    return grid.axes.every(({ faces, boundary }, a) => {
      const least = faces[0] + (boundary.lower === "reflecting" ? looked.margins[a] : 0);
      const most = faces[faces.length - 1] - (boundary.upper === "reflecting" ? looked.margins[a] : 0);
      return kernels.allWithin(address(block.positions[a]), least, most, block.n) !== 0;
    });
  }

  function reflectInTime(h: number, step: number): void {
    grid.axes.forEach(({ faces, boundary }, a) => {
      const other = tensor ? address(block.positions[1 - a]) : 0;
      const cross = tensor ? address(D!.factor[2]) : 0;
      const reflect = (wall: number, side: -1 | 1): void => {
        noise.uniformsInto(uniform, block.particles, step, REFLECTION_LANE + 2 * a + (side > 0 ? 1 : 0), block.n);
        const [from, to, own] = [address(before[a]), address(block.positions[a]), address(D!.factor[a])];
        kernels.reflectBridge(from, to, wall, side, own, h, address(uniform), other, cross, block.n);
      };
      if (boundary.lower === "reflecting") reflect(faces[0], -1);
      if (boundary.upper === "reflecting") reflect(faces[faces.length - 1], 1);
    });
  }

  function absorb(h: number, step: number): number {
    let count = 0;
    ends.forEach(({ axis, side, wall }, e) => {
      if (bridge) noise.uniformsInto(uniform, block.particles, step, BRIDGE_LANE + e, block.n);
      count += kernels.exits(
        address(before[axis]),
        address(block.positions[axis]),
        wall,
        side,
        address(D!.factor[axis]),
        h,
        address(uniform),
        Number(bridge),
        2 ** e,
        address(marks),
        block.n,
      );
    });
    return count;
  }

  /** Of several ends crossed in one step the one that is reached first counts. */
  function depart(k: number, time: number, h: number): void {
    let first = -1;
    let earliest = Infinity;
    ends.forEach(({ axis, side, wall }, e) => {
      if ((marks[k] & (2 ** e)) === 0) return;
      // what a reflection elsewhere has put beyond this end leaves at once
      const a = Math.max(side * (wall - before[axis][k]), 0);
      const b = Math.abs(side * (wall - block.positions[axis][k]));
      const share = crossingShare(a, b, 2 * D!.factor[axis][k] * h, normal[k], uniform[k]);
      if (share >= earliest) return;
      first = e;
      earliest = share;
    });
    leave(block.ids[k], first, time + h * earliest);
  }

  function bringBack(time: number): void {
    if (tensor) reflectConormally(time);
    grid.axes.forEach(({ faces, boundary }, a) => {
      const [low, high] = [boundary.lower === "reflecting", boundary.upper === "reflecting"];
      const [lower, upper] = [low ? faces[0] : -Infinity, high ? faces[faces.length - 1] : Infinity];
      if (low || high) kernels.fold(address(block.positions[a]), lower, upper, block.n);
    });
  }

  /** In a corner the way back from one wall may lead beyond the other: again, until everyone is inside. */
  function reflectConormally(time: number): void {
    D!.run(time, block.n);
    let moved = 1;
    for (let round = 0; round < ROUNDS && moved > 0; round++) {
      moved = 0;
      grid.axes.forEach(({ faces, boundary }, a) => {
        const [x, other] = [block.positions[a], block.positions[1 - a]];
        const [own, cross] = [D!.factor[a], D!.factor[2]];
        const reflect = (wall: number, side: number): number =>
          kernels.reflectOblique(address(x), address(other), wall, side, address(own), address(cross), block.n);
        if (boundary.lower === "reflecting") moved += reflect(faces[0], -1);
        if (boundary.upper === "reflecting") moved += reflect(faces[faces.length - 1], 1);
      });
    }
  }
}

/**
 * When, as a share of the step, a Brownian bridge of variance v = 2Dh first reaches a wall that it crosses, from a distance
 * a before it to b behind it (or before it again, which by reflection is the same). With s that share, s/(1 − s) is inverse
 * Gaussian of mean a/b and shape a²/v, drawn as by Michael, Schucany and Haas (1976) from a normal and a uniform number. The
 * straight way, a/(a + b), is later: mean first-passage times came out some 0.4 of a step too long.
 */
export function crossingShare(a: number, b: number, v: number, normal: number, uniform: number): number {
  if (a === 0) return 0;
  const mean = a / Math.max(b, 1e-150 * a);
  const q = (mean * normal * normal * v) / (a * a);
  const small = mean / (1 + 0.5 * q + Math.sqrt(q) * Math.sqrt(1 + 0.25 * q));
  const drawn = uniform * (mean + small) <= mean ? small : mean * (mean / small);
  return 1 / (1 + 1 / drawn);
}

/** Reflections at two walls in turn in a corner, at most; who is still outside then is folded. */
const ROUNDS = 12;
const NONE = { drift: null, factor: false } as const;
