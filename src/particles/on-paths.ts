import { createWorkspace } from "../kernels/workspace.js";
import type { Problem } from "../problem/problem.js";
import { brownianPath } from "./brownian-path.js";
import { makeBlock } from "./crowd.js";
import { createNoise } from "./noise.js";
import { problemEquation } from "./problem-equation.js";
import type { Scheme } from "./scheme.js";
import { makeStarter } from "./start.js";
import { makeWalls } from "./walls.js";

/** Where particles end when each follows its own Brownian path, at several steps. */
export interface PathEnds {
  /** Number of steps of the run, as asked for. */
  readonly steps: readonly number[];
  /** Positions at the end: one entry a number of steps, one array a coordinate, one number a particle. */
  readonly positions: readonly (readonly Float64Array[])[];
  /** Particles that a reflecting wall has turned back in one of the runs. */
  readonly turned: number;
}

/** Particles worked upon together. */
const BLOCK = 256;
/** Particle steps between two reports. */
const REPORT = 1e6;
/** Room for what a scheme and its tapes need, and for tables of functions. */
const NUMBERS = 400 * (BLOCK + 32) + (1 << 24);

/**
 * Runs particles 0 … count − 1 of a problem from its start to the end of its time, with every number of steps in turn, on
 * the same starts and the same Brownian paths, which depend on the seed, the particle and `coarsest` alone. Walls reflect
 * or take round as in a simulation; positions may become NaN or infinite. Yields particle steps done.
 * @param coarsest the steps of length h₀; `steps` are this many times powers of 2
 */
export function* endsOnPaths(
  problem: Problem,
  scheme: Scheme,
  { count, seed, coarsest, steps }: { count: number; seed: number; coarsest: number; steps: readonly number[] },
): Generator<number, PathEnds> {
  const { grid } = problem;
  const { start, frames } = problem.time!;
  const span = frames[frames.length - 1] - start;
  const workspace = createWorkspace(NUMBERS);
  const noise = createNoise(workspace, seed);
  const block = makeBlock(workspace, grid.axes.length, Math.min(BLOCK, count));
  const path = brownianPath(noise, workspace, block, span / coarsest);
  const equation = problemEquation(problem);
  const move = scheme.prepare({ equation, workspace, block, path });
  const walls = makeWalls(grid, equation, noise, workspace, block, () => undefined, false);
  const starter = makeStarter(problem.initial!, grid, start, noise);
  const begin = block.positions.map(({ length }) => new Float64Array(length));
  const positions = steps.map(() => grid.axes.map(() => new Float64Array(count)));
  const turned = new Uint8Array(count);
  let since = 0;

  for (let first = 0; first < count; first += BLOCK) {
    block.n = Math.min(BLOCK, count - first);
    noise.nameInto(block.particles, first, block.n);
    path.forget();
    starter(block);
    begin.forEach((kept, a) => void kept.set(block.positions[a]));
    for (const [level, parts] of steps.entries()) {
      block.positions.forEach((position, a) => void position.set(begin[a]));
      const h = span / parts;
      for (let s = 0; s < parts; s++) {
        const now = start + s * h;
        walls.before(now, h);
        move(now, h, s + 1);
        markTurned(first);
        walls.after(now, h, s + 1);
        if ((since += block.n) < REPORT) continue;
        yield since;
        since = 0;
      }
      block.positions.forEach((position, a) => void positions[level][a].set(position.subarray(0, block.n), first));
    }
  }
  if (since > 0) yield since;
  workspace.release();
  return { steps, positions, turned: turned.reduce((sum, mark) => sum + mark, 0) };

  function markTurned(first: number): void {
    grid.axes.forEach(({ faces, boundary }, a) => {
      if (boundary.lower !== "reflecting" && boundary.upper !== "reflecting") return;
      const [lower, upper] = [faces[0], faces[faces.length - 1]];
      const x = block.positions[a];
      for (let k = 0; k < block.n; k++) if (x[k] < lower || x[k] > upper) turned[first + k] = 1;
    });
  }
}
