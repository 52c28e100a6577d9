import { closeSync, fsyncSync, openSync } from "node:fs";
import { join } from "node:path";
import type { Certificate } from "../propositions/certificate.js";
import { writeFully } from "./npy.js";
import { MANIFEST, outputExists, ownEntries, prepareRunDirectory, type WritingOptions } from "./output-place.js";
import { replaceDirectory } from "./replace-directory.js";
import { systemCode, systemFault } from "./system-fault.js";
import { packageVersion } from "./version.js";

/**
 * Writes certificates as a directory with a `run.json` (versions and all certificates) and a file for each of them, e.g.
 * `03-entropy-production-amended-double-well.json`. A process killed at any moment leaves the previous or the new state.
 * @param missing names of those of the set that were not finished
 * @throws InputError as {@link prepareRunDirectory}, and when the disk fills up; nothing half written remains.
 */
export function writeCertificates(
  directory: string,
  options: WritingOptions,
  certificates: readonly Certificate[],
  missing: readonly string[] = [],
): void {
  const files = new Map(
    certificates.map((certificate, k) => [fileName(certificate, k), `${JSON.stringify(certificate, null, 2)}\n`]),
  );
  const manifest = {
    versions: { "fokker-planck": packageVersion(), node: process.versions.node },
    createdAt: new Date().toISOString(),
    arrays: {},
    files: [...files.keys()],
    certificates,
    missing,
  };
  files.set(MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`);
  prepareRunDirectory(
    directory,
    options,
    [...files.values()].reduce((bytes, text) => bytes + text.length, 0),
  );
  try {
    replaceDirectory(
      directory,
      (temporary) => files.forEach((text, file) => writeText(join(temporary, file), text)),
      ownEntries,
      options.force ?? false,
    );
  } catch (error) {
    // another run was there first, after this one had looked
    if (["EEXIST", "ENOTEMPTY"].includes(systemCode(error))) throw outputExists(directory);
    throw systemFault(error, directory, "a place where the certificates can be written");
  }
}

const fileName = ({ proposition, form, case: name }: Certificate, k: number): string =>
  `${String(k + 1).padStart(2, "0")}-${proposition}-${form}-${name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 60)
    .replace(/^-|-$/g, "")}.json`;

function writeText(file: string, text: string): void {
  const descriptor = openSync(file, "wx");
  try {
    writeFully(descriptor, Buffer.from(text));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
