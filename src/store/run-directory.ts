import { closeSync, fsyncSync, openSync } from "node:fs";
import { join } from "node:path";
import type { Axis } from "../grid/axis.js";
import type { Comparison } from "../compare/compare.js";
import { compareSummary } from "../compare/summary.js";
import type { Ensemble } from "../particles/ensemble.js";
import { ensembleSummary, type RunCost } from "../particles/ensemble-summary.js";
import type { Solution, Stationary } from "../solve/solution.js";
import { passageSummary, type PassageResult } from "../solve/passage-summary.js";
import type { Spectrum } from "../solve/spectrum.js";
import { spectrumSummary } from "../solve/spectrum-summary.js";
import { summary, steadySummary } from "../solve/summary.js";
import { contiguous, writeFully, writeNpy, type StoredArray } from "./npy.js";
import { MANIFEST, outputExists, ownEntries, prepareRunDirectory, type WritingOptions } from "./output-place.js";
import { replaceDirectory } from "./replace-directory.js";
import { systemCode, systemFault } from "./system-fault.js";
import { packageVersion } from "./version.js";

/**
 * Writes a result as a directory: `run.json` (versions, problem as resolved, arrays, summary), `density.npy`,
 * `times.npy` [frames], cell centres `x.npy`, faces `x_faces.npy` and the current `current_x.npy` at the last frame,
 * for each axis under its name; float64 in C order, as numpy.load reads it.
 *
 * The density has the shape [frames, nx(, ny)] of a {@link Solution}, or [nx(, ny)] of a {@link Stationary}. Of particles:
 * `positions.npy` [count, axes] at the end, `counts.npy` [frames, nx(, ny)] in the cells, `trajectories.npy`
 * [frames, particles, axes] if any are kept, and with absorbing ends `passage_times.npy` and `passage_ends.npy` [count], a
 * number from 0 in the order of the ends in the summary, −1 for none. Of a passage: `mean_time.npy`, `variance.npy`,
 * `probability_target.npy`, `conditional_mean_time_target.npy` and so on for each exit [nx(, ny)], `passage_density.npy`
 * [frames, exits] with `times.npy` and `survival.npy` [frames], and of transitions `committor.npy`, `backward_committor.npy`,
 * `reactive_density.npy`, `reactive_current_x.npy` [nx(, ny)].
 *
 * Of a {@link Spectrum}: `eigenvalues.npy` and `grid_eigenvalues.npy` [modes, 2], real and imaginary part, `right.npy` and `left.npy` [modes, nx(, ny)], the
 * imaginary parts beside them where there are some, and `quasi_stationary.npy` with absorbing ends.
 * @param cost of a run of particles, for its summary
 * A process killed at any moment leaves the previous or the new state.
 * @throws InputError as {@link prepareRunDirectory}, and when the disk fills up; nothing half written remains.
 */
export function writeRun(directory: string, options: WritingOptions, result: RunResult, cost = NO_COST): void {
  const arrays = arraysOf(result);
  prepareRunDirectory(
    directory,
    options,
    [...arrays.values()].reduce((bytes, { data }) => bytes + data.byteLength, 0),
  );
  try {
    replaceDirectory(
      directory,
      (temporary) => fill(temporary, result, arrays, cost),
      ownEntries,
      options.force ?? false,
    );
  } catch (error) {
    // another run was there first, after this one had looked
    if (["EEXIST", "ENOTEMPTY"].includes(systemCode(error))) throw outputExists(directory);
    throw systemFault(error, directory, "a place where the run can be written");
  }
}

function fill(temporary: string, result: RunResult, arrays: ReadonlyMap<string, StoredArray>, cost: RunCost): void {
  for (const [file, array] of arrays) writeNpy(join(temporary, file), array);
  const manifest = {
    versions: { "fokker-planck": packageVersion(), node: process.versions.node },
    createdAt: new Date().toISOString(),
    problem: result.problem.source,
    arrays: Object.fromEntries([...arrays].map(([file, { shape }]) => [file, shape])),
    summary: summaryOf(result, cost),
  };
  // Lists of numbers on one line each: a JSON string holds no line break, so only whole lists match.
  const text = JSON.stringify(manifest, null, 2).replace(
    /\[\n([^[\]{}"]*)\]/g,
    (_, items: string) => `[${items.trim().replace(/\s+/g, " ")}]`,
  );
  const descriptor = openSync(join(temporary, MANIFEST), "wx");
  try {
    writeFully(descriptor, Buffer.from(`${text}\n`));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** What can be written. */
export type RunResult = Solution | Stationary | Ensemble | Comparison | PassageResult | Spectrum;

const NO_COST: RunCost = { seconds: 0, threads: 1 };

function summaryOf(result: RunResult, cost: RunCost): object {
  if ("passage" in result) return passageSummary(result);
  if ("eigenvalues" in result) return spectrumSummary(result);
  if ("agreement" in result) return compareSummary(result, cost);
  if ("positions" in result) return ensembleSummary(result, cost);
  return "frames" in result ? summary(result) : steadySummary(result);
}

function arraysOf(result: RunResult): Map<string, StoredArray> {
  const arrays = new Map<string, StoredArray>();
  // Files may meet in a directory that ignores case, and an axis may be called `times` or `current_x`.
  const add = (stem: string, array: StoredArray): void => {
    const taken = [...arrays.keys()].map((file) => file.toLowerCase());
    let name = stem.replace(/[^A-Za-z0-9_]/g, "_");
    while (taken.includes(`${name}.npy`.toLowerCase())) name += "_";
    arrays.set(`${name}.npy`, array);
  };
  if ("passage" in result) {
    addPassage(result, add);
    addAxes(result.problem.grid.axes, add);
    return arrays;
  }
  if ("eigenvalues" in result) {
    addModes(result, add);
    addAxes(result.problem.grid.axes, add);
    return arrays;
  }
  const density = "agreement" in result ? result.solution : "positions" in result ? null : result;
  const ensemble = "agreement" in result ? result.ensemble : "positions" in result ? result : null;
  const axes = result.problem.grid.axes;
  const frames = "agreement" in result ? result.solution.frames : "frames" in result ? result.frames : null;
  if (frames) add("times", vector(Float64Array.from(frames as readonly { time: number }[], ({ time }) => time)));
  if (density) add("density", contiguous(density.density));
  addAxes(axes, add);
  density?.current.forEach((current, a) => add(`current_${axes[a].name}`, contiguous(current)));
  if (ensemble) addParticles(ensemble, add);
  return arrays;
}

function addAxes(axes: readonly Axis[], add: (stem: string, array: StoredArray) => void): void {
  for (const axis of axes) add(axis.name, vector(axis.centers));
  for (const axis of axes) add(`${axis.name}_faces`, vector(axis.faces));
}

function addPassage(
  { problem, passage, committor }: PassageResult,
  add: (stem: string, array: StoredArray) => void,
): void {
  if (passage) {
    const { fields, density, exits } = passage;
    add("mean_time", contiguous(fields.meanTime));
    add("variance", contiguous(fields.variance));
    for (const exit of exits) add(`probability_${exit}`, contiguous(fields.probability[exit]));
    for (const exit of exits) add(`conditional_mean_time_${exit}`, contiguous(fields.conditionalMeanTime[exit]));
    if (density) {
      add("times", vector(Float64Array.from(density.time)));
      add("survival", vector(Float64Array.from(density.survival)));
      const rows = density.time.flatMap((_, k) => exits.map((exit) => density.byExit[exit][k]));
      add("passage_density", { shape: [density.time.length, exits.length], data: Float64Array.from(rows) });
    }
  }
  if (!committor) return;
  add("committor", contiguous(committor.committor));
  if (!committor.reactive) return;
  const { backwardCommittor, density, current } = committor.reactive;
  add("backward_committor", contiguous(backwardCommittor));
  add("reactive_density", contiguous(density));
  current.forEach((field, a) => add(`reactive_current_${problem.grid.axes[a].name}`, contiguous(field)));
}

function addModes(
  { eigenvalues, gridEigenvalues, right, left, quasiStationary }: Spectrum,
  add: (stem: string, array: StoredArray) => void,
): void {
  const pairs = (of: Spectrum["eigenvalues"]): StoredArray => ({
    shape: [of.length, 2],
    data: Float64Array.from(of.flatMap(({ re, im }) => [re, im])),
  });
  add("eigenvalues", pairs(eigenvalues));
  add("grid_eigenvalues", pairs(gridEigenvalues));
  add("right", contiguous(right.re));
  if (right.im) add("right_imaginary", contiguous(right.im));
  add("left", contiguous(left.re));
  if (left.im) add("left_imaginary", contiguous(left.im));
  if (quasiStationary) add("quasi_stationary", contiguous(quasiStationary.density));
}

function addParticles(ensemble: Ensemble, add: (stem: string, array: StoredArray) => void): void {
  const { plan, problem, positions, counts, trajectories, ends, passageTimes, passageEnds } = ensemble;
  const { grid } = problem;
  const d = grid.axes.length;
  const frames = ensemble.frames.length;
  const rows = new Float64Array(plan.count * d);
  positions.forEach((position, a) => position.forEach((value, k) => (rows[k * d + a] = value)));
  add("positions", { shape: [plan.count, d], data: rows });
  add("counts", { shape: [frames, ...grid.shape], data: Float64Array.from(counts) });
  if (plan.trajectories > 0) add("trajectories", { shape: [frames, plan.trajectories, d], data: trajectories });
  if (ends.length === 0) return;
  add("passage_times", vector(passageTimes));
  add("passage_ends", vector(Float64Array.from(passageEnds)));
}

const vector = (data: Float64Array): StoredArray => ({ shape: [data.length], data });
