import { accessSync, constants, lstatSync, readFileSync, readdirSync, statSync, statfsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { InputError } from "../errors.js";
import { recoverDirectory, tryReplacing } from "./replace-directory.js";
import { systemCode, systemFault } from "./system-fault.js";

export interface WritingOptions {
  /** Replace a run directory that exists already. */
  readonly force?: boolean;
}

/** Marks a directory as a run, and says what belongs to it. */
export const MANIFEST = "run.json";

/**
 * Checks, before anything is computed, that a run can be written, and clears up what a killed run left behind.
 * @throws InputError when the directory exists (without `force`) or is not a run, the place cannot be written to, or
 *   the disk has no room for so many `bytes`.
 */
export function prepareRunDirectory(directory: string, { force = false }: WritingOptions, bytes: number): void {
  if (directory.trim() === "")
    throw new InputError({
      code: "no-directory",
      path: "--out",
      expected: "the name of a directory to make",
      found: "an empty name",
    });
  const place = resolve(directory);
  try {
    refuseUnwritable(dirname(place), directory);
    recoverDirectory(place, ownEntries);
    const found = lstatSync(place, { throwIfNoEntry: false });
    if (found) refuseOccupied(place, directory, force, found.isDirectory(), found.isSymbolicLink());
    refuseFullDisk(dirname(place), directory, bytes);
    tryReplacing(place);
  } catch (error) {
    throw systemFault(error, directory, "a directory that can be written");
  }
}

/** The files a run wrote, by its own account; empty when the directory is no run. */
export function ownEntries(directory: string): ReadonlySet<string> {
  try {
    const manifest = JSON.parse(readFileSync(join(directory, MANIFEST), "utf8")) as Record<string, object>;
    const { versions, arrays, files } = manifest;
    if (!versions || !("fokker-planck" in versions)) return new Set();
    return new Set([MANIFEST, ...Object.keys(arrays ?? {}), ...(Array.isArray(files) ? files.map(String) : [])]);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError || systemCode(error) !== "") return new Set();
    throw error;
  }
}

export const outputExists = (path: string): InputError =>
  new InputError({
    code: "output-exists",
    path,
    expected: "a directory to make",
    found: "one that exists",
    remedy: "Choose another, or replace it with --force.",
  });

function refuseOccupied(place: string, path: string, force: boolean, isDirectory: boolean, isLink: boolean): void {
  const fault = { code: "output-exists", path };
  if (!isDirectory)
    throw new InputError({
      ...fault,
      code: "not-a-directory",
      expected: "a directory to make",
      found: isLink ? "a symbolic link" : "a file of that name",
    });
  if (!force) throw outputExists(path);
  if (ownEntries(place).size === 0 && readdirSync(place).length > 0)
    throw new InputError({
      ...fault,
      code: "not-a-run",
      expected: `an empty directory or one of an earlier run, with its ${MANIFEST}`,
      found: "other files",
      remedy: "It will not be replaced: choose another directory.",
    });
  accessSync(place, constants.W_OK | constants.X_OK);
}

/** The parent may have to be made: what exists of the way there must be a directory open to writing. */
function refuseUnwritable(parent: string, path: string): void {
  const found = nearestExisting(parent);
  if (!statSync(found).isDirectory())
    throw new InputError({
      code: "not-a-directory",
      path,
      expected: "a place for a directory",
      found: `"${found}", which is no directory`,
    });
  accessSync(found, constants.W_OK | constants.X_OK);
}

function nearestExisting(path: string): string {
  const exists = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  return exists || dirname(path) === path ? path : nearestExisting(dirname(path));
}

function refuseFullDisk(parent: string, path: string, bytes: number): void {
  const { bavail, bsize, blocks } = statfsSync(nearestExisting(parent));
  // Some file systems do not say how large they are.
  if (blocks === 0 || bavail * bsize >= bytes) return;
  const mebibytes = (size: number): string => `${(size / 2 ** 20).toPrecision(3)} MiB`;
  throw new InputError({
    code: "disk-full",
    path,
    expected: `${mebibytes(bytes)} of free space`,
    found: mebibytes(bavail * bsize),
    remedy: "Save fewer frames, or choose another place.",
  });
}
