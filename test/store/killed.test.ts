import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { readNpy } from "../../src/store/npy.js";
import { recoverDirectory } from "../../src/store/replace-directory.js";
import { ownEntries } from "../../src/store/output-place.js";

const parent = mkdtempSync(join(tmpdir(), "fokker-planck-killed-"));
afterAll(() => rmSync(parent, { recursive: true }));

const built = (path: string): string => JSON.stringify(new URL(`../../dist/${path}`, import.meta.url).href);

/** Writes one run over the other, all densities of the k-th equal to k, until it is killed. */
const writer = `
  import ndarray from "ndarray";
  import { writeRun } from ${built("store/run-directory.js")};
  import { uniformAxis } from ${built("grid/axis.js")};
  import { makeGrid } from ${built("grid/grid.js")};
  const grid = makeGrid([uniformAxis("x", [0, 1], 20000)]);
  const problem = { name: "made-up", grid, source: {} };
  const frame = { time: 0, mass: 1, mean: [0], covariance: [[1]], observables: {}, ledger: {}, flux: {}, absorbed: {} };
  for (let k = Number(process.argv[2]); ; k++) {
    const density = ndarray(new Float64Array(20000).fill(k), [1, 20000]);
    const current = [ndarray(new Float64Array(20000).fill(k), [20000])];
    writeRun(process.argv[1], { force: true }, { problem, frames: [frame], density, current, steps: k,
      totals: {}, error: {}, warnings: [], resets: [] });
    if (k % 1000 === 1) process.stdout.write("begun");
  }`;

it("a writer killed at any moment leaves one whole run", async () => {
  const run = join(parent, "run");
  let last = 0;
  // Delays that fall all over a write of some milliseconds.
  for (const delay of [0, 1, 2, 3, 4, 5, 6, 7, 9, 11, 13, 17, 23, 31]) {
    const first = 1000 * Math.ceil((last + 1) / 1000) + 1;
    const child = spawn(process.execPath, ["--input-type=module", "-e", writer, run, String(first)], {
      stdio: ["ignore", "pipe", "inherit"],
      cwd: new URL("../..", import.meta.url),
    });
    await once(child.stdout, "data");
    await setTimeout(delay);
    child.kill("SIGKILL");
    await once(child, "exit");
    recoverDirectory(run, ownEntries);
    expect(existsSync(run)).toBe(true);
    const { summary } = JSON.parse(readFileSync(join(run, "run.json"), "utf8")) as { summary: { steps: number } };
    expect(summary.steps).toBeGreaterThanOrEqual(first);
    for (const file of ["density.npy", "current_x.npy"])
      expect(readNpy(join(run, file)).data.every((value) => value === summary.steps)).toBe(true);
    expect(readdirSync(parent)).toEqual(["run"]);
    last = summary.steps;
  }
});
