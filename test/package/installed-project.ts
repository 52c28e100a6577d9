import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const manifestOf = (directory: string): Manifest =>
  JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as Manifest;

/** An empty project of somebody else's, in which this package is installed from its tarball. */
export interface InstalledProject {
  /** Paths of the files in the tarball. */
  readonly packed: readonly string[];
  write(file: string, text: string): void;
  /** Runs a program in the project; gives what it prints, or throws with what it complains about. */
  run(program: string, ...args: readonly string[]): string;
  /** Compiles the project with the TypeScript of this repository. */
  compile(): string;
  remove(): void;
}

/**
 * Packs this package and installs it offline: the tarball is unpacked as npm would, and of the packages at hand only
 * those go along that it declares, or that those declare, so that an undeclared one is missed here as it would be there.
 */
export function installedProject(): InstalledProject {
  const directory = mkdtempSync(join(tmpdir(), "fokker-planck-package-"));
  const modules = join(directory, "node_modules");
  const run = (program: string, ...args: readonly string[]): string =>
    execFileSync(program, args, { cwd: directory, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  // --ignore-scripts: dist/ is built already, and `prepare` would build it once more.
  const [{ filename, files }] = JSON.parse(
    execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", directory], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }),
  ) as [{ filename: string; files: { path: string }[] }];
  const home = join(modules, "fokker-planck");
  mkdirSync(home, { recursive: true });
  run("tar", "-xzf", filename, "-C", home, "--strip-components=1");
  const { version } = manifestOf(home);
  writeFileSync(
    join(directory, "package.json"),
    JSON.stringify({ name: "elsewhere", private: true, type: "module", dependencies: { "fokker-planck": version } }),
  );
  copyDependencies(home, modules);
  // Makes node_modules/.bin, which is all that installing would do beyond this.
  run("npm", "rebuild", "--offline", "--ignore-scripts");
  return {
    packed: files.map(({ path }) => path),
    write: (file, text) => writeFileSync(join(directory, file), text),
    run,
    compile: () => run(process.execPath, join(root, "node_modules/typescript/bin/tsc"), "-p", directory),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** Copies what a package declares, and what that declares, from this repository. */
function copyDependencies(home: string, modules: string): void {
  const waiting = Object.keys(manifestOf(home).dependencies ?? {});
  const copied = new Set<string>();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (copied.has(name)) continue;
    copied.add(name);
    const from = join(root, "node_modules", name);
    cpSync(from, join(modules, name), { recursive: true });
    waiting.push(...Object.keys(manifestOf(from).dependencies ?? {}));
  }
}
