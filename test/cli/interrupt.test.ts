import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { watchedRun } from "../../src/cli/watched-run.js";
import { loadProblem } from "../../src/node.js";
import { firstPassage } from "../../src/solve/first-passage.js";
import { spectrumSummary } from "../../src/solve/spectrum-summary.js";
import { spectrum } from "../../src/solve/spectrum.js";
import { steady } from "../../src/solve/steady.js";
import { steadySummary, type SolveSummary } from "../../src/solve/summary.js";
import { contiguous, readNpy } from "../../src/store/npy.js";
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

it("Ctrl-C is heard while a stationary state is sought, and said in words and as an object", async () => {
  const { code, stdout, stderr } = await runCli(
    [
      ...["steady", "rotating-ou-2d", "--json", "--quiet"],
      ...["--set", "axes[0].cells=600", "--set", "axes[1].cells=600"],
    ],
    { meanwhile: (child) => void setTimeout(() => child.kill("SIGINT"), 1500) },
  );
  expect(code).toBe(130);
  expect(stderr).toMatch(/^interrupted: /);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: "interrupted" } });
});

it.each([
  ["spectrum", "rotating-ou-2d", "the modes were not found"],
  ["first-passage", "maier-stein-2d", "times and transitions were not found"],
])("Ctrl-C is heard during %s, and said in words and as an object", async (command, name, words) => {
  const { code, stdout, stderr } = await runCli(
    [command, name, "--json", "--quiet", "--set", "axes[0].cells=1000", "--set", "axes[1].cells=1000"],
    // the process may take a second or two to begin, and what is asked takes far longer
    { meanwhile: (child) => void setTimeout(() => child.kill("SIGINT"), 4000) },
  );
  expect(code).toBe(130);
  expect(stderr).toBe(`interrupted: ${words}\n`);
  expect(JSON.parse(stdout)).toEqual({ error: { code: "interrupted", path: "", message: words } });
});

it("Ctrl-C is heard while the states of a mean field are sought", async () => {
  const { code, stderr } = await runCli(
    ["steady", "noisy-kuramoto", "--branches", "1000", "--quiet", "--set", "axes[0].cells=1024"],
    { meanwhile: (child) => void setTimeout(() => child.kill("SIGINT"), 1500) },
  );
  expect(code).toBe(130);
  expect(stderr).toMatch(/^interrupted: /);
});

it("states of a mean field found on a thread of their own are those found here", async () => {
  const { code, stdout } = await runCli(["steady", "noisy-kuramoto", "--branches", "3", "--json"]);
  expect(code).toBe(0);
  const here = steadySummary(steady(loadProblem(join(root, "grids", "noisy-kuramoto.yaml")), { branches: 3 }));
  const there = JSON.parse(stdout) as typeof here;
  expect({ ...there, seconds: 0 }).toEqual(JSON.parse(JSON.stringify({ ...here, seconds: 0 })));
});

it("a stationary state found on a thread of its own is the one found here", async () => {
  const set = ["axes[0].cells=72", "axes[1].cells=72"];
  const { code, stdout } = await runCli([
    ...["steady", "rotating-ou-2d", "--json"],
    ...set.flatMap((one) => ["--set", one]),
  ]);
  expect(code).toBe(0);
  const here = steadySummary(steady(loadProblem(join(root, "grids", "rotating-ou-2d.yaml"), { set })));
  const there = JSON.parse(stdout) as typeof here;
  expect({ ...there, seconds: 0 }).toEqual(JSON.parse(JSON.stringify({ ...here, seconds: 0 })));
});

it("modes, and passage, found on a thread of their own are those found here, their files too", async () => {
  const set = ["axes[0].cells=72", "axes[1].cells=72"];
  const args = [...set.flatMap((one) => ["--set", one]), "--json"];
  const file = (name: string): string => join(root, "grids", `${name}.yaml`);
  const modes = await runCli([
    "spectrum",
    "two-wells-2d",
    "--no-extrapolation",
    ...args,
    "--out",
    join(parent, "modes"),
  ]);
  expect(modes.code).toBe(0);
  const found = spectrum(loadProblem(file("two-wells-2d"), { set }), { extrapolate: false });
  expect({ ...(JSON.parse(modes.stdout) as object), seconds: 0 }).toEqual(
    JSON.parse(JSON.stringify({ ...spectrumSummary(found), seconds: 0 })),
  );
  expect(readNpy(join(parent, "modes", "right.npy")).data).toEqual(contiguous(found.right.re).data);
  const times = await runCli(["first-passage", "kramers-escape-2d", ...args, "--out", join(parent, "times")]);
  expect(times.code).toBe(0);
  const passage = firstPassage(loadProblem(file("kramers-escape-2d"), { set }));
  expect(readNpy(join(parent, "times", "mean_time.npy")).data).toEqual(contiguous(passage.fields.meanTime).data);
});

it("a fault met on a thread of its own is reported as any other", async () => {
  const { code, stdout } = await runCli([
    ...["steady", "rotating-ou-2d", "--json"],
    ...["--set", "axes[0].boundary=absorbing", "--set", "axes[0].cells=80", "--set", "axes[1].cells=80"],
  ]);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: "no-stationary-state", path: "axes[0].boundary" } });
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
