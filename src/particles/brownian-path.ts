import type { Workspace } from "../kernels/workspace.js";
import type { Noise } from "./noise.js";
import type { Block, Path } from "./scheme.js";

/**
 * A Brownian path over an interval of length h: W is how far it goes and H = (1/h) ∫ (W(s) − (s/h) W) ds how far it bulges on
 * the way. They are independent, W ~ N(0, h), H ~ N(0, h/12), and ∫∫ dW ds less its mean h W/2 is h H.
 */
export interface Increments {
  readonly W: Float64Array;
  readonly H: Float64Array;
}

/**
 * Cuts increments over an interval of length h into those over its halves, given independent standard normal z₁, z₂:
 *
 *   W₁ = W/2 + 3H/2 + (√h/4) z₁,   H₁ = H/4 − (√h/8) z₁ + √(h/48) z₂,   W₂ = W − W₁,   H₂ = 2H − H₁ − (W₁ − W₂)/2
 *
 * The halves have the law of a Brownian path given W and H (Foster, Lyons and Oberhauser 2020; Jelinčič, Foster and
 * Kidger 2024).
 */
export function splitInto(
  whole: Increments,
  h: number,
  z1: Float64Array,
  z2: Float64Array,
  first: Increments,
  second: Increments,
  n: number,
): void {
  const [quarter, eighth, rest] = [Math.sqrt(h) / 4, Math.sqrt(h) / 8, Math.sqrt(h / 48)];
  for (let k = 0; k < n; k++) {
    const [W, H] = [whole.W[k], whole.H[k]];
    const W1 = 0.5 * W + 1.5 * H + quarter * z1[k];
    const H1 = 0.25 * H - eighth * z1[k] + rest * z2[k];
    const W2 = W - W1;
    first.W[k] = W1;
    first.H[k] = H1;
    second.W[k] = W2;
    second.H[k] = 2 * H - H1 - 0.5 * (W1 - W2);
  }
}

/**
 * Joins increments over an interval of length h₁ and the next one of length h₂, h = h₁ + h₂:
 *
 *   W = W₁ + W₂,   H = [h₁ H₁ + h₂ H₂ + (h₂ W₁ − h₁ W₂)/2]/h
 */
export function mergeInto(
  first: Increments,
  h1: number,
  second: Increments,
  h2: number,
  whole: Increments,
  n: number,
): void {
  const [share1, share2] = [h1 / (h1 + h2), h2 / (h1 + h2)];
  for (let k = 0; k < n; k++) {
    const [W1, W2] = [first.W[k], second.W[k]];
    whole.H[k] = share1 * first.H[k] + share2 * second.H[k] + 0.5 * (share2 * W1 - share1 * W2);
    whole.W[k] = W1 + W2;
  }
}

/** One path for every particle of a block, to be asked for in steps of h₀/2^level. */
export interface BrownianPath extends Path {
  /** To be called when other particles have come into the block. */
  forget(): void;
}

/** Finer than this no step is. */
const FINEST = 30;
/** Names of the noise within one of the longest steps. */
const NAMES = 2 ** (FINEST + 1);
/** Lanes of one name: two numbers a coordinate. */
const MOST_COORDINATES = 32;

/**
 * The Brownian paths of (seed, particle), of which `drawInto` gives the increments over step number `step`, counted from 1,
 * of any length h = h₀/2^level: whatever the level, of one and the same path.
 *
 * The longest steps are drawn and the shorter ones cut out of them, each cut with noise named by (level, index): so a level
 * can be added below without a bit of the others changing, and a step can be asked for out of order. In order, two cuts a
 * step are made on average. The particles of the block must keep their places.
 * @param longest h₀
 * @throws RangeError for other lengths of a step, and for more than 32 coordinates
 */
export function brownianPath(noise: Noise, workspace: Workspace, block: Block, longest: number): BrownianPath {
  const { length } = block.positions[0];
  if (block.positions.length > MOST_COORDINATES)
    throw new RangeError(`A Brownian path has at most ${MOST_COORDINATES} coordinates.`);
  const draws = [workspace.allocate(length), workspace.allocate(length)] as const;
  const increments = (): Increments[] =>
    block.positions.map(() => ({ W: new Float64Array(length), H: new Float64Array(length) }));
  const roots = { index: -1, whole: increments() };
  /** Of each level from 1, the two halves of one step of the level above. */
  const cuts: { parent: number; halves: readonly [Increments[], Increments[]] }[] = [];

  function draw(name: number, coordinate: number): typeof draws {
    draws.forEach((out, k) => noise.normalsInto(out, block.particles, name, 2 * coordinate + k, block.n));
    return draws;
  }

  function at(level: number, index: number): Increments[] {
    if (level === 0) return rootAt(index);
    const parent = Math.floor(index / 2);
    const cut = (cuts[level - 1] ??= { parent: -1, halves: [increments(), increments()] });
    if (cut.parent !== parent) {
      const whole = at(level - 1, parent);
      const root = Math.floor(parent / 2 ** (level - 1));
      const name = (root + 1) * NAMES + 2 ** (level - 1) + (parent % 2 ** (level - 1));
      whole.forEach((own, i) => {
        const [z1, z2] = draw(name, i);
        splitInto(own, longest / 2 ** (level - 1), z1, z2, cut.halves[0][i], cut.halves[1][i], block.n);
      });
      cut.parent = parent;
    }
    return cut.halves[index % 2];
  }

  function rootAt(index: number): Increments[] {
    if (roots.index !== index)
      roots.whole.forEach(({ W, H }, i) => {
        const [z1, z2] = draw((index + 1) * NAMES, i);
        for (let k = 0; k < block.n; k++) {
          W[k] = Math.sqrt(longest) * z1[k];
          H[k] = Math.sqrt(longest / 12) * z2[k];
        }
      });
    roots.index = index;
    return roots.whole;
  }

  return {
    forget() {
      roots.index = -1;
      for (const cut of cuts) cut.parent = -1;
    },
    drawInto(z, v, _block, step, h) {
      const level = Math.round(Math.log2(longest / h));
      if (!(level >= 0 && level <= FINEST && Math.abs(h * 2 ** level - longest) <= 1e-9 * longest))
        throw new RangeError(`A step of ${h} is not ${longest} halved 0 to ${FINEST} times.`);
      const [scaleW, scaleH] = [1 / Math.sqrt(h), Math.sqrt(12 / h)];
      at(level, step - 1).forEach(({ W, H }, i) => {
        for (let k = 0; k < block.n; k++) z[i][k] = scaleW * W[k];
        if (v) for (let k = 0; k < block.n; k++) v[i][k] = scaleH * H[k];
      });
    },
  };
}
