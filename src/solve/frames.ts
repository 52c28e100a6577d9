import ndarray, { type NdArray } from "ndarray";
import { InputError } from "../errors.js";
import type { Ledger } from "../ledger/ledger.js";
import { absorbingEnds } from "../ledger/faces.js";
import { moments, totalMass } from "../ledger/moments.js";
import { observableWeights } from "../problem/observables.js";
import type { Problem } from "../problem/problem.js";
import type { Frame } from "./solution.js";

/** Saves the frames of a run: the density, and what is measured of it. */
export interface FrameRecorder {
  readonly count: number;
  readonly frames: readonly Frame[];
  add(found: {
    readonly time: number;
    readonly mass: Float64Array;
    readonly ledger: Ledger;
    readonly flux: Frame["flux"];
    /** Entry 2·axis + (0 lower, 1 upper). */
    readonly absorbed: Float64Array;
  }): void;
  /** ρ of all frames so far, shape [frames, nx] or [frames, nx, ny]. */
  density(): NdArray<Float64Array>;
}

/** 2 GiB of frames. */
const LARGEST_RECORD = 1 << 28;

/** @throws InputError when the frames would not fit into memory. */
export function frameRecorder(problem: Problem): FrameRecorder {
  const { grid } = problem;
  const wanted = problem.time!.frames.length;
  if (wanted * grid.size > LARGEST_RECORD)
    throw new InputError({
      code: "too-many-frames",
      path: "time.frames",
      expected: `at most ${Math.floor(LARGEST_RECORD / grid.size)} frames of ${grid.size} cells`,
      found: `${wanted}, which would take ${((wanted * grid.size * 8) / 2 ** 30).toPrecision(2)} GiB`,
    });
  const saved = new Float64Array(wanted * grid.size);
  const frames: Frame[] = [];
  const ends = absorbingEnds(grid);
  const observables = observer(problem);
  return {
    frames,
    get count() {
      return frames.length;
    },
    add({ time, mass, ledger, flux, absorbed }) {
      const offset = frames.length * grid.size;
      for (let c = 0; c < grid.size; c++) saved[offset + c] = mass[c] / grid.volumes[c];
      frames.push({
        time,
        mass: totalMass(mass, grid),
        ...moments(mass, grid),
        observables: observables(mass, time),
        ledger,
        flux,
        absorbed: Object.fromEntries(
          ends.map(({ name, axis, side }) => [name, absorbed[2 * axis + (side === "upper" ? 1 : 0)]]),
        ),
      });
    },
    density: () => ndarray(saved.subarray(0, frames.length * grid.size), [frames.length, ...grid.shape]),
  };
}

/** E[expression] for all observables; weights of those that do not depend on time are found once. */
export function observer(problem: Problem): (mass: Float64Array, time: number) => Record<string, number> {
  const known = new Map<string, Float64Array>();
  return (mass, time) =>
    Object.fromEntries(
      problem.observables.map((observable) => {
        const moving = observable.field.varies.inTime;
        const weights = (!moving && known.get(observable.name)) || observableWeights(problem, observable, time);
        if (!moving) known.set(observable.name, weights);
        let sum = 0;
        for (let c = 0; c < mass.length; c++) sum += weights[c] * mass[c];
        return [observable.name, sum];
      }),
    );
}
