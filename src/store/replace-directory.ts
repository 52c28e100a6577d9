import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  rmdirSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/** Names of the entries of a directory that may be deleted with it. */
export type OwnEntries = (directory: string) => ReadonlySet<string>;

/**
 * Puts a new directory in the place of `target`, which may or may not exist: `fill` writes into a sibling that is
 * renamed into place when complete. A process killed at any moment leaves the previous or the new state, which
 * {@link recoverDirectory} puts right where the kill fell between the two renames.
 *
 * Entries of the previous directory that are not among `ownEntries` are carried over. With `replace` false nothing that
 * stands at `target` by then is touched: a directory is never renamed onto one that holds something.
 * @throws the system's EEXIST or ENOTEMPTY when `replace` is false and something stands there.
 */
export function replaceDirectory(
  target: string,
  fill: (temporary: string) => void,
  ownEntries: OwnEntries,
  replace = true,
): void {
  const place = resolve(target);
  const mark = freshMark();
  const fresh = sibling(place, "new", mark);
  const previous = sibling(place, "old", mark);
  makeDirectories(dirname(place));
  try {
    mkdirSync(fresh);
    fill(fresh);
    syncDirectory(fresh);
    if (replace && present(place)) renameSync(place, previous);
    try {
      renameSync(fresh, place);
    } catch (error) {
      if (present(previous)) renameSync(previous, place);
      throw error;
    }
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    throw error;
  }
  syncDirectory(dirname(place));
  try {
    if (present(previous)) retire(previous, place, ownEntries);
  } catch {
    // The new state is in its place; what could not be deleted is tried again at the next start.
    return;
  }
}

/**
 * Makes and removes, beside `target`, a directory of the name a result would be written under, and the directories on
 * the way: what cannot be written is found out before anything is computed.
 * @throws the system's error.
 */
export function tryReplacing(target: string): void {
  const place = resolve(target);
  const made = makeDirectories(dirname(place));
  try {
    const fresh = sibling(place, "new", freshMark());
    mkdirSync(fresh);
    rmdirSync(fresh);
  } finally {
    for (const directory of made.reverse()) {
      try {
        rmdirSync(directory);
      } catch {
        // another run has put something there by now
        break;
      }
    }
  }
}

/** Makes a directory and those above it; gives those it made. (Node's own way never returns on some file systems.) */
function makeDirectories(path: string): string[] {
  if (existsSync(path)) return [];
  const above = makeDirectories(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if (!existsSync(path)) throw error;
    return above;
  }
  return [...above, path];
}

/**
 * Clears up what a killed {@link replaceDirectory} left beside `target`: puts the previous state back when nothing
 * stands in its place, and deletes what is half written. Leftovers of processes still alive are not touched.
 */
export function recoverDirectory(target: string, ownEntries: OwnEntries): void {
  const place = resolve(target);
  const parent = dirname(place);
  if (!existsSync(parent)) return;
  const prefix = `.${basename(place)}.`;
  for (const entry of readdirSync(parent)) {
    const words = entry.startsWith(prefix)
      ? /^(new|old|gone)-(\d+)-[0-9a-f]{8}$/.exec(entry.slice(prefix.length))
      : null;
    if (!words || alive(Number(words[2]))) continue;
    const leftover = join(parent, entry);
    if (words[1] !== "old") rmSync(leftover, { recursive: true, force: true });
    else if (present(place)) retire(leftover, place, ownEntries);
    else renameSync(leftover, place);
  }
}

const freshMark = (): string => `${process.pid}-${randomBytes(4).toString("hex")}`;

const sibling = (place: string, state: "new" | "old" | "gone", mark: string): string =>
  join(dirname(place), `.${basename(place)}.${state}-${mark}`);

/** Deletes what was replaced. Renamed first, so that a half deleted directory is never taken for a state to restore. */
function retire(previous: string, place: string, ownEntries: OwnEntries): void {
  const own = ownEntries(previous);
  const foreign = readdirSync(previous).filter((entry) => !own.has(entry));
  for (const entry of foreign) if (!present(join(place, entry))) renameSync(join(previous, entry), join(place, entry));
  if (readdirSync(previous).some((entry) => foreign.includes(entry))) return;
  const gone = previous.replace(/\.old-(\d+-[0-9a-f]{8})$/, ".gone-$1");
  renameSync(previous, gone);
  rmSync(gone, { recursive: true });
}

/** True also for a symbolic link that leads nowhere. */
const present = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

function alive(process_: number): boolean {
  if (process_ === process.pid) return false;
  try {
    process.kill(process_, 0);
    return true;
  } catch (error) {
    // Another user's process exists but may not be signalled.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Makes renames in a directory last; systems that cannot open directories (Windows) do without. */
function syncDirectory(directory: string): void {
  try {
    const descriptor = openSync(directory, "r");
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return;
  }
}
