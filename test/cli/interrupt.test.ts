import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { watchedRun } from "../../src/cli/watched-run.js";
import { loadProblem } from "../../src/node.js";
import type { SolveSummary } from "../../src/solve/summary.js";
import { root, runCli, type Outcome } from "./run-cli.js";

const parent = mkdtempSync(join(tmpdir(), "fokker-planck-stop-"));
afterAll(() => rmSync(parent, { recursive: true }));

/** A run that takes many minutes, and says so on stderr as it begins. */
const long = ["solve", "ou", "--set", "solver.dt=2e-8", "--set", "time.frames=100001"];

const interrupted = (args: readonly string[]): Promise<Outcome> =>
  runCli([...long, ...args], {
    meanwhile: (child) => void child.stderr!.once("data", () => setTimeout(() => child.kill("SIGINT"), 200)),
  });

describe("Ctrl-C", () => {
  it("leaves what was finished, printed and written, with exit code 130", async () => {
    const out = join(parent, "run");
    const { code, stdout, stderr } = await interrupted(["--json", "--out", out]);
    expect(code).toBe(130);
    expect(stderr).toMatch(/^warning: This run will take about /);
    expect(stderr).toMatch(/interrupted: \d+ of 100001 frames were finished\n$/);
    const result = JSON.parse(stdout) as SolveSummary;
    expect(result.status).toBe("interrupted");
    expect(result.series.time.length).toBeGreaterThan(0);
    const record = JSON.parse(readFileSync(join(out, "run.json"), "utf8")) as {
      summary: SolveSummary;
      arrays: Record<string, number[]>;
    };
    expect(record.summary.status).toBe("interrupted");
    expect(record.arrays["density.npy"]![0]).toBe(result.series.time.length);
  });

  it("is said in the table too", async () => {
    const { code, stdout } = await interrupted([]);
    expect(code).toBe(130);
    expect(stdout).toMatch(/time reached .*\(interrupted\)/);
  });

  it("is taken once only: the second ends the process, as without us", async () => {
    const problem = loadProblem(join(root, "grids", "ou.yaml"), { set: ["axes[0].cells=64", "solver.dt=1e-5"] });
    const before = process.listenerCount("SIGINT");
    const run = watchedRun(problem, {}, () => {});
    expect(process.listenerCount("SIGINT")).toBe(before + 1);
    process.emit("SIGINT");
    expect(process.listenerCount("SIGINT")).toBe(before);
    expect((await run).status).toBe("interrupted");
  });
});

it("the event loop turns during a run", async () => {
  const problem = loadProblem(join(root, "grids", "ou.yaml"), { set: ["axes[0].cells=64", "solver.dt=1e-5"] });
  let turns = 0;
  const timer = setInterval(() => turns++, 10);
  let heard = 0;
  await watchedRun(problem, {}, () => heard++);
  clearInterval(timer);
  expect(heard).toBeGreaterThan(1);
  expect(turns).toBeGreaterThan(1);
});
