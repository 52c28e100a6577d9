import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { InputError } from "../errors.js";
import { nearestName } from "../problem/expression/nearest.js";

const directory = new URL("../../grids/", import.meta.url);

/** Names of the ready-made problems, in alphabetical order. */
export const galleryNames = (): string[] =>
  readdirSync(directory)
    .filter((entry) => entry.endsWith(".yaml"))
    .map((entry) => entry.slice(0, -".yaml".length))
    .sort();

/** The file of a ready-made problem. */
export const galleryFile = (name: string): string => fileURLToPath(new URL(`${name}.yaml`, directory));

/**
 * The file meant by an argument: a file, or else the bare name of a ready-made problem.
 * @throws InputError when it is neither.
 */
export function meantFile(argument: string): string {
  if (existsSync(argument)) return argument;
  const names = galleryNames();
  if (names.includes(argument)) return galleryFile(argument);
  const near = nearestName(argument.replace(/^.*[/\\]/, "").replace(/\.(ya?ml|json)$/i, ""), names);
  throw new InputError({
    code: "not-found",
    path: argument,
    expected: "a problem file, or the name of a ready-made problem",
    found: "neither",
    remedy: near === null ? "`fokker-planck list` shows the ready-made ones." : `Did you mean "${near}"?`,
  });
}
