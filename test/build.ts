import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Suites that run what users get, dist/, and not the sources. */
const needsDist = /\b(cli|store|examples|package|browser|gallery|e2e)\b/;

/**
 * Vitest's global setup: builds dist/ once when it is missing or older than the sources.
 *
 * A run narrowed to suites that need no dist/ (`vitest run test/ledger`) skips it. Type errors are shown and are no
 * reason to stop: tsc emits all the same, and judging types is the business of `npm run lint`.
 */
export default function buildWhenStale(): void {
  const filters = process.argv.slice(2).filter((argument) => argument.startsWith("test/"));
  if (filters.length > 0 && !filters.some((filter) => needsDist.test(filter))) return;
  const source = join(root, "src");
  const kernels = join(source, "kernels", "module.ts");
  const assembly = join(source, "kernels", "assembly");
  if (!existsSync(kernels) || newest(assembly) > statSync(kernels).mtimeMs) run("src/kernels/build.mjs");
  const built = join(root, "dist", "errors.js");
  if (!existsSync(built) || newest(source) > statSync(built).mtimeMs) run("node_modules/typescript/bin/tsc");
}

function run(script: string): void {
  try {
    execFileSync(process.execPath, [script], { cwd: root, stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    console.warn(`${script} complains:\n${stdout}${stderr}`);
  }
}

/** Latest change of any file under a directory. */
function newest(directory: string): number {
  return Math.max(
    ...readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  );
}
