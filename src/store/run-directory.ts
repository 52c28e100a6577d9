import { closeSync, fsyncSync, openSync } from "node:fs";
import { join } from "node:path";
import type { Solution, Stationary } from "../solve/solution.js";
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
 * The density has the shape [frames, nx(, ny)] of a {@link Solution}, or [nx(, ny)] of a {@link Stationary}.
 * A process killed at any moment leaves the previous or the new state.
 * @throws InputError as {@link prepareRunDirectory}, and when the disk fills up; nothing half written remains.
 */
export function writeRun(directory: string, options: WritingOptions, result: Solution | Stationary): void {
  const arrays = arraysOf(result);
  prepareRunDirectory(
    directory,
    options,
    [...arrays.values()].reduce((bytes, { data }) => bytes + data.byteLength, 0),
  );
  try {
    replaceDirectory(directory, (temporary) => fill(temporary, result, arrays), ownEntries, options.force ?? false);
  } catch (error) {
    // another run was there first, after this one had looked
    if (["EEXIST", "ENOTEMPTY"].includes(systemCode(error))) throw outputExists(directory);
    throw systemFault(error, directory, "a place where the run can be written");
  }
}

function fill(temporary: string, result: Solution | Stationary, arrays: ReadonlyMap<string, StoredArray>): void {
  for (const [file, array] of arrays) writeNpy(join(temporary, file), array);
  const manifest = {
    versions: { "fokker-planck": packageVersion(), node: process.versions.node },
    createdAt: new Date().toISOString(),
    problem: result.problem.source,
    arrays: Object.fromEntries([...arrays].map(([file, { shape }]) => [file, shape])),
    summary: "frames" in result ? summary(result) : steadySummary(result),
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

function arraysOf(result: Solution | Stationary): Map<string, StoredArray> {
  const arrays = new Map<string, StoredArray>();
  // Files may meet in a directory that ignores case, and an axis may be called `times` or `current_x`.
  const add = (stem: string, array: StoredArray): void => {
    const taken = [...arrays.keys()].map((file) => file.toLowerCase());
    let name = stem.replace(/[^A-Za-z0-9_]/g, "_");
    while (taken.includes(`${name}.npy`.toLowerCase())) name += "_";
    arrays.set(`${name}.npy`, array);
  };
  const vector = (data: Float64Array): StoredArray => ({ shape: [data.length], data });
  if ("frames" in result) add("times", vector(Float64Array.from(result.frames, (frame) => frame.time)));
  add("density", contiguous(result.density));
  const axes = result.problem.grid.axes;
  for (const axis of axes) add(axis.name, vector(axis.centers));
  for (const axis of axes) add(`${axis.name}_faces`, vector(axis.faces));
  result.current.forEach((current, a) => add(`current_${axes[a].name}`, contiguous(current)));
  return arrays;
}
