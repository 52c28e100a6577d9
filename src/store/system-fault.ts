import { InputError } from "../errors.js";

/** The code of a failed system call, e.g. `ENOENT`; empty for any other error. */
export function systemCode(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && /^E[A-Z0-9]+$/.test(code) ? code : "";
}

const wording: Readonly<Record<string, readonly [code: string, found: string, remedy?: string]>> = {
  ENOENT: ["not-found", "nothing there"],
  ENOTDIR: ["not-a-directory", "a file where a directory should be on the way"],
  EACCES: ["no-permission", "no permission"],
  EPERM: ["no-permission", "no permission"],
  EROFS: ["read-only", "a read-only file system"],
  ENOSPC: ["disk-full", "no space left", "Free some space, save fewer frames, or choose another place."],
  EDQUOT: ["disk-full", "the disk quota used up", "Free some space, save fewer frames, or choose another place."],
  EFBIG: ["disk-full", "a limit on the size of files", "Save fewer frames, or choose another place."],
  EIO: ["disk-failure", "a failure of the disk"],
  EBUSY: ["in-use", "the place in use", "A mount point cannot be replaced: choose a directory inside it."],
  ENAMETOOLONG: ["name-too-long", "a name longer than the file system takes"],
  ELOOP: ["link-loop", "symbolic links that lead in a circle"],
  EMFILE: ["too-many-files", "too many open files"],
};

/** A failed system call in words; errors of any other kind are handed back unchanged. */
export function systemFault(error: unknown, path: string, expected: string): unknown {
  const name = systemCode(error);
  if (name === "") return error;
  const [code, found, remedy] = wording[name] ?? ["system-error", name];
  return new InputError({ code, path, expected, found, remedy });
}
