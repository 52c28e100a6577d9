import { makeBlock, removeMarked, type WorkingBlock } from "./crowd.js";
import { entryIndex } from "./equation.js";
import type { Noise } from "./noise.js";
import type { Path, Preparation, Scheme, Step } from "./scheme.js";
import type { Walls } from "./walls.js";

/** A step is cut into so many, and each of these again where it must be. */
const PARTS = 4;
export const LEVELS = 8;
/** Where the drift changes over a step by more than this part of what would make it unstable, the step is cut. */
const ROUGH = 0.5;
/** Or where the scheme ends further than this part of a step of noise from where Euler and Maruyama's would. */
const BENT = 0.25;
/**
 * Places at which the drift is looked at, as shares of the way and steps of noise aside of it, as far as a Brownian bridge goes
 * in one case of twenty: what is narrower than their distance may be missed.
 */
const ON_THE_WAY = [
  [0.25, 0],
  [0.5, 0],
  [0.75, 0],
  [1, 0],
  [0.5, 1],
  [0.5, -1],
] as const;
/** Noise of shorter steps has names far from those of the steps of a run. */
const FAR = 2 ** 50;

/** Moves a block over one step, walls and all. What it takes and gives is what {@link Walls} do. */
export type Move = (time: number, h: number, step: number, clear?: boolean) => boolean;

/** One step of a scheme, then the walls. */
export const plainMove =
  (step: Step, walls: Walls): Move =>
  (time, h, name, clear) => {
    walls.before(time + 0.5 * h, h, clear);
    step(time, h, name);
    return walls.after(time, h, name);
  };

/**
 * Steps that are cut into four, up to eight times over, for those particles that meet a drift which h is too
 * long for: h·|a(Y) − a(X)| > ½|X′ − X| along some axis, Y on the way from X to X′, or X′ far from the step of Euler and
 * Maruyama. The Brownian path stays the same: short steps are drawn from the bridge over the long one. For drifts that are
 * infinite at a wall, such as D/r of a radius, and for steep places where few particles come. Each short step ends with the
 * walls, which let the long one of such particles be.
 * @param wallsOf makes the walls of another block
 */
export function cutMove(
  scheme: Scheme,
  preparation: Preparation & { readonly block: WorkingBlock },
  walls: Walls,
  noise: Noise,
  wallsOf: (block: WorkingBlock, noise: Noise) => Walls,
  level = 1,
): Move {
  if (level > LEVELS) return plainMove(scheme.prepare(preparation), walls);
  const { equation, workspace, block, path } = preparation;
  const d = block.positions.length;
  const length = block.positions[0].length;
  const arrays = (): Float64Array[] => block.positions.map(() => workspace.allocate(length));
  const [drawn, before, between] = [arrays(), arrays(), arrays()];
  const [steepest, spread] = [arrays(), arrays()];
  const remembered: Path = {
    drawInto(z, v, own, step, h) {
      path.drawInto(z, v, own, step, h);
      z.forEach((values, i) => void drawn[i].set(values));
    },
  };
  const long = scheme.prepare({ ...preparation, path: remembered });
  const first = equation.at(workspace, before, { drift: "ito", factor: true, inside: true });
  const onTheWay = equation.at(workspace, between, { drift: "ito", factor: false });
  const left = block.positions.map(() => new Float64Array(length));
  const few: WorkingBlock = { ...makeBlock(workspace, d, length), carried: left };
  const named = namedApart(noise, level);
  const bridge = bridgePath(named, left);
  const short = cutMove(
    scheme,
    { equation, workspace, block: few, path: bridge.path },
    wallsOf(few, named),
    noise,
    wallsOf,
    level + 1,
  );
  return (time, h, step, clear) => {
    walls.before(time + 0.5 * h, h, clear);
    const even = block.n + (block.n & 1);
    before.forEach((saved, i) => void saved.set(block.positions[i].subarray(0, even)));
    long(time, h, step);
    first.run(time, block.n);
    lookOnTheWay(time, h);
    const rough = roughPlaces(h);
    if (rough.length === 0) return walls.after(time, h, step);
    const ids = load(rough, h);
    for (let s = 0; s < PARTS && few.n > 0; s++) short(time + (s * h) / PARTS, h / PARTS, step * PARTS + s);
    // what is no number no wall touches
    for (const k of rough) for (const position of block.positions) position[k] = NaN;
    walls.after(time, h, step);
    putBack(ids);
    return false;
  };

  /** The few come back into their places; who is no longer among them has left, and is taken out here too. */
  function putBack(ids: readonly number[]): void {
    let [next, m, gone] = [0, 0, 0];
    for (let k = 0; k < block.n && next < ids.length; k++) {
      if (block.ids[k] !== ids[next]) continue;
      next++;
      if (m < few.n && few.ids[m] === block.ids[k]) {
        block.positions.forEach((position, i) => (position[k] = few.positions[i][m]));
        m++;
      } else {
        block.marks[k] = 1;
        gone++;
      }
    }
    if (gone > 0) removeMarked(block);
  }

  /** The largest |a(Y) − a(X)| of each particle. */
  function lookOnTheWay(time: number, h: number): void {
    const { n } = block;
    // a pair is worked upon together
    const even = n + (n & 1);
    measureSpread(Math.sqrt(h));
    steepest.forEach((most) => most.fill(0, 0, n));
    for (const [share, aside] of ON_THE_WAY) {
      between.forEach((place, i) => {
        const [from, to] = [before[i], block.positions[i]];
        for (let k = 0; k < even; k++) place[k] = from[k] + share * (to[k] - from[k]);
        if (aside !== 0) for (let k = 0; k < n; k++) place[k] += aside * spread[i][k];
      });
      onTheWay.run(time + h, n);
      steepest.forEach((most, i) => {
        const [here, there] = [first.drift[i], onTheWay.drift[i]];
        for (let k = 0; k < n; k++) {
          const change = Math.abs(there[k] - here[k]);
          if (!(change <= most[k])) most[k] = change;
        }
      });
    }
  }

  /** √h Σ|B| of each coordinate, what a step of noise comes to. */
  function measureSpread(s: number): void {
    spread.forEach((size, i) => {
      for (let k = 0; k < block.n; k++) size[k] = 0;
      for (let j = 0; j < d; j++) {
        if (equation.diagonal && i !== j) continue;
        const entry = first.factor[equation.diagonal ? i : entryIndex(i, j, d)];
        for (let k = 0; k < block.n; k++) size[k] += s * Math.abs(entry[k]);
      }
    });
  }

  function roughPlaces(h: number): number[] {
    const found: number[] = [];
    const s = Math.sqrt(h);
    for (let k = 0; k < block.n; k++) {
      // who is lost already stays so
      if (!before.every((place) => Number.isFinite(place[k]))) continue;
      for (let i = 0; i < d; i++) {
        const moved = block.positions[i][k] - before[i][k];
        let noise = 0;
        for (let j = 0; j < d; j++) {
          if (equation.diagonal && i !== j) continue;
          const entry = first.factor[equation.diagonal ? i : entryIndex(i, j, d)][k];
          noise += s * entry * drawn[j][k];
        }
        const bent = Math.abs(moved - h * first.drift[i][k] - noise);
        const steep = h * steepest[i][k];
        if (steep <= ROUGH * Math.abs(moved) && bent <= BENT * spread[i][k]) continue;
        found.push(k);
        break;
      }
    }
    return found;
  }

  function load(rough: readonly number[], h: number): number[] {
    few.n = rough.length;
    // a pair is moved together: behind an odd number stands the first once more
    const padded = rough.length % 2 === 1 ? [...rough, rough[0]] : rough;
    padded.forEach((k, m) => {
      few.particles[m] = block.particles[k];
      few.ids[m] = block.ids[k];
      for (let i = 0; i < d; i++) {
        few.positions[i][m] = before[i][k];
        left[i][m] = Math.sqrt(h) * drawn[i][k];
      }
    });
    bridge.begin(h);
    return rough.map((k) => block.ids[k]);
  }
}

/** The noise of steps of a level, with names far from those of all others. */
const namedApart = (noise: Noise, level: number): Noise => ({
  nameInto: noise.nameInto,
  normalsInto: (out, particles, step, lane, n) => noise.normalsInto(out, particles, level * FAR + step, lane, n),
  uniformsInto: (out, particles, step, lane, n) => noise.uniformsInto(out, particles, level * FAR + step, lane, n),
});

/** Increments of a path in equal parts, given what is `left` of it for each particle. */
function bridgePath(noise: Noise, left: readonly Float64Array[]) {
  let time = 0;
  const path: Path = {
    drawInto(z, v, block, step, h) {
      const spread = Math.sqrt(Math.max((h * (time - h)) / time, 0));
      z.forEach((own, i) => {
        noise.normalsInto(own, block.particles, step, i, block.n);
        for (let k = 0; k < block.n; k++) {
          const increment = (left[i][k] * h) / time + spread * own[k];
          left[i][k] -= increment;
          own[k] = increment / Math.sqrt(h);
        }
      });
      v?.forEach((own, i) => noise.normalsInto(own, block.particles, step, left.length + i, block.n));
      time -= h;
    },
  };
  return {
    path,
    /** Sets out over `span`. */
    begin(span: number): void {
      time = span;
    },
  };
}
