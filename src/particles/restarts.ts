import type { Workspace } from "../kernels/workspace.js";
import type { Problem } from "../problem/problem.js";
import { insertInto, makeBlock, removeMarked, takeMarked, type WorkingBlock } from "./crowd.js";
import { entryIndex, type Coefficients } from "./equation.js";
import type { Noise } from "./noise.js";
import type { ProblemEquation } from "./problem-equation.js";
import { absorbingEnds, crossingShare, makeWalls, type Departure } from "./walls.js";

/** Lanes of what a restart draws: its time, the noise after it, and how ends are met, one an end, and when. */
const LANE = { wait: 50, noise: 51, bridge: 53, normal: 57, uniform: 58 } as const;
/** Earlier restarts in one step have names far from those of the steps, and the way to the first one behind them all. */
const ROUND = 2 ** 32;
const FIRST = 2 ** 51;

/** Restarts to a point within a step. */
export interface Restarts {
  /** Takes those out of the block who restart in the step of length h. */
  takeOut(h: number, step: number): void;
  /** Moves them through the step that begins at `time`, and puts back who has not left. */
  putBack(time: number, h: number, step: number): void;
}

/**
 * Restarts at a rate r as Poisson jumps. The last jump of a step lies s before its end, s exponential, and so on
 * backwards. Between jumps, before the first and after the last one steps of Euler and Maruyama follow, of that length each,
 * in which ends absorb as in {@link makeWalls}. Weak order 1.
 * @param leave is told who leaves on the way
 * @param bridge as in {@link makeWalls}
 * @param merged 2 where a step is two steps of the noise
 */
export function makeRestarts(
  { restart, grid }: Problem,
  equation: ProblemEquation,
  noise: Noise,
  workspace: Workspace,
  block: WorkingBlock,
  leave: Departure,
  bridge: boolean,
  merged: 1 | 2,
): Restarts {
  if (!restart) return { takeOut: () => undefined, putBack: () => undefined };
  const { rate, to } = restart;
  const { kernels, allocate } = workspace;
  const d = to.length;
  const { length } = block.ids;
  const few = makeBlock(workspace, d, length);
  const point = to.map((value) => allocate(2).fill(value));
  const atPoint = equation.at(workspace, point, { drift: "ito", factor: true });
  const here = equation.at(workspace, few.positions, { drift: "ito", factor: true, inside: true });
  const walls = makeWalls(grid, equation, noise, workspace, few, leave, false);
  const ends = absorbingEnds(grid);
  const wait = allocate(length);
  const z = to.map(() => allocate(length));
  const added = to.map(() => allocate(length));
  const crossings = ends.map(() => allocate(length));
  const [normal, uniform] = [allocate(length), allocate(length)];
  const landing = to.map(() => new Float64Array(length));
  /** From the first jump that is known to the end of the step, and how far back the search is. */
  const [rest, reach] = [new Float64Array(length), new Float64Array(length)];
  const left = { end: new Int8Array(length), time: new Float64Array(length) };
  const origin = new Array<number>(d).fill(0);
  const moved = new Array<number>(d).fill(0);
  const nameOf = (step: number, part: number): number => (step - 1) * merged + part;

  return {
    takeOut(h, step) {
      for (let part = 1; part <= merged; part++) {
        drawWaits(block, nameOf(step, part));
        for (let k = 0; k < block.n; k++) if (wait[k] < (rate * h) / merged) block.marks[k] = 1;
      }
      takeMarked(block, few);
    },
    putBack(time, h, step) {
      if (few.n === 0) return;
      const middle = time + 0.5 * h;
      atPoint.run(middle, 1);
      here.run(middle, few.n);
      rest.fill(0, 0, few.n);
      left.end.fill(-1, 0, few.n);
      for (let part = merged; part >= 1; part--) jumpsOf(part, time, h, step);
      untilTheFirst(time, h, step);
      for (let k = 0; k < few.n; k++) {
        if (left.end[k] < 0) continue;
        few.marks[k] = 1;
        leave(few.ids[k], left.end[k], left.time[k]);
      }
      few.positions.forEach((position, a) => void position.set(landing[a].subarray(0, few.n)));
      removeMarked(few);
      if (few.n === 0) return;
      walls.before(middle, h);
      walls.after(time, h, step);
      insertInto(block, few);
    },
  };

  function drawWaits({ particles, n }: WorkingBlock, name: number): void {
    noise.uniformsInto(wait, particles, name, LANE.wait, n);
    kernels.waits(wait.byteOffset, n);
  }

  function drawCrossings(name: number): void {
    crossings.forEach((own, e) => noise.uniformsInto(own, few.particles, name, LANE.bridge + e, few.n));
    if (ends.length === 0) return;
    noise.normalsInto(normal, few.particles, name, LANE.normal, few.n);
    noise.uniformsInto(uniform, few.particles, name, LANE.uniform, few.n);
  }

  /** Jumps within a step of the noise, the last one first, and the ways from the point that follow them. */
  function jumpsOf(part: number, time: number, h: number, step: number): void {
    const after = h * (1 - part / merged);
    const before = after + h / merged;
    reach.fill(after, 0, few.n);
    for (let round = 0, open = few.n; open > 0; round++) {
      const name = nameOf(step, part) + round * ROUND;
      drawWaits(few, name);
      z.forEach((own, a) => noise.normalsInto(own, few.particles, name, LANE.noise + a, few.n));
      drawCrossings(name);
      open = 0;
      for (let k = 0; k < few.n; k++) {
        if (!(reach[k] < before)) continue;
        reach[k] += wait[k] / rate;
        if (!(reach[k] < before)) continue;
        open++;
        go(k, to, atPoint, 0, reach[k] - rest[k], time + h - reach[k]);
        if (rest[k] === 0) for (let a = 0; a < d; a++) landing[a][k] = moved[a];
        rest[k] = reach[k];
      }
    }
  }

  /** The ways from where the particles were to their first jumps, along the path that they would have had. */
  function untilTheFirst(time: number, h: number, step: number): void {
    z.forEach((own) => own.fill(0, 0, few.n));
    for (let part = 1; part <= merged; part++) {
      const since = ((part - 1) * h) / merged;
      added.forEach((own, a) => {
        noise.normalsInto(own, few.particles, nameOf(step, part), a, few.n);
        for (let k = 0; k < few.n; k++) {
          const all = h - rest[k];
          z[a][k] += own[k] * Math.sqrt(Math.max(Math.min(all - since, h / merged), 0) / all);
        }
      });
    }
    drawCrossings(FIRST + nameOf(step, 1));
    for (let k = 0; k < few.n; k++) {
      for (let a = 0; a < d; a++) origin[a] = few.positions[a][k];
      go(k, origin, here, k, h - rest[k], time);
    }
  }

  /** Where an Euler step of a length from a place leads, and whether an end is met on it: of several ways the first counts. */
  function go(k: number, from: readonly number[], at: Coefficients, i: number, since: number, time: number): void {
    const root = Math.sqrt(since);
    const b = (a: number, j: number): number =>
      equation.diagonal ? (a === j ? at.factor[a][i] : 0) : at.factor[entryIndex(a, j, d)][i];
    for (let a = 0; a < d; a++) {
      moved[a] = from[a] + since * at.drift[a][i];
      for (let j = 0; j < d; j++) moved[a] += root * b(a, j) * z[j][k];
    }
    let earliest = Infinity;
    ends.forEach(({ axis, side, wall }, e) => {
      const [distance, beyond] = [side * (wall - from[axis]), side * (wall - moved[axis])];
      let spread = 0;
      for (let j = 0; j < d; j++) spread += since * b(axis, j) ** 2;
      const meets =
        beyond <= 0
          ? beyond > -Infinity
          : bridge && crossings[e][k] < kernels.exp((-2 * Math.max(distance, 0) * beyond) / spread);
      if (!meets) return;
      const share = crossingShare(Math.max(distance, 0), Math.abs(beyond), spread, normal[k], uniform[k]);
      if (share >= earliest) return;
      earliest = share;
      left.end[k] = e;
      left.time[k] = time + share * since;
    });
  }
}
