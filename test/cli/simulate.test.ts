import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { SimulateSummary } from "../../src/particles/ensemble-summary.js";
import type { DiscretizationStudy } from "../../src/particles/study.js";
import { readNpy } from "../../src/store/npy.js";
import { runCli } from "./run-cli.js";
import { runHere } from "./run-here.js";

const parent = mkdtempSync(join(tmpdir(), "fokker-planck-simulate-"));
afterAll(() => rmSync(parent, { recursive: true }));

/** Few particles: the tests are about what is printed and kept. */
const few = ["--set", "particles.count=3000", "--set", "time.frames=4"];
const timeless = (text: string): SimulateSummary => ({
  ...(JSON.parse(text) as SimulateSummary),
  seconds: 0,
  threads: 0,
});

describe("simulate", () => {
  it("prints exactly one JSON object, with the keys of the contract", async () => {
    const { code, stdout, stderr } = await runCli(["simulate", "ou", ...few, "--json"]);
    expect([code, stderr]).toEqual([0, ""]);
    const result = JSON.parse(stdout) as SimulateSummary;
    expect(Object.keys(result).join(" ")).toBe(
      "problem status count dt steps longestStep stepsCut scheme seed stream threads seconds time survival mean covariance standardError " +
        "observables absorbed passages series resets lost warnings",
    );
    expect(result).toMatchObject({ problem: "ou", status: "ok", count: 3000, scheme: "heun", seed: 1, lost: 0 });
    expect(result.series.time).toHaveLength(4);
    expect(result.series.observables.right[3]).toBe(result.observables.right);
    expect(result.series.standardError.right[3]).toBe(result.standardError.observables.right);
    // mean 0.99317 and variance 0.38657 are known; 5 standard errors: one seed in 2 million
    expect(Math.abs(result.mean[0]! - 0.99317)).toBeLessThan(5 * Math.sqrt(0.38657 / 3000));
  });

  it("gives the same bits on one thread and on two, and others from another stream", async () => {
    // enough steps for a second thread to be worth its start
    const many = ["simulate", "ou", "--set", "particles.count=50000", "--json"];
    const [one, two, reference] = await Promise.all([
      runCli([...many, "--threads", "1"]),
      runCli([...many, "--threads", "2"]),
      runCli([...many, "--reference"]),
    ]);
    expect((JSON.parse(one.stdout) as SimulateSummary).threads).toBe(1);
    expect((JSON.parse(two.stdout) as SimulateSummary).threads).toBe(2);
    expect(timeless(two.stdout)).toEqual(timeless(one.stdout));
    expect(timeless(reference.stdout)).toMatchObject({ stream: "philox" });
    expect(timeless(reference.stdout).mean).not.toEqual(timeless(one.stdout).mean);
  });

  it("prints a table for people", async () => {
    const { code, stdout } = await runCli(["simulate", "brownian-exit", ...few]);
    expect(code).toBe(0);
    for (const words of ["particles ", "scheme ", "heun, ", "still there", "left through", "x.lower", " +- ", "\u2588"])
      expect(stdout).toContain(words);
    const quiet = await runCli(["simulate", "brownian-exit", ...few, "--quiet"]);
    expect(quiet.stdout).not.toContain("\u2588");
  });

  it("writes what NumPy can read: positions, counts, trajectories and passages", async () => {
    const out = join(parent, "exit");
    const { code, stdout } = await runHere([
      ...["simulate", "brownian-exit", ...few, "--out", out, "--trajectories", "5", "--json"],
    ]);
    expect(code).toBe(0);
    expect(readdirSync(out).sort()).toEqual(
      ["counts.npy", "passage_ends.npy", "passage_times.npy", "positions.npy", "run.json", "times.npy"].concat([
        ...["trajectories.npy", "x.npy", "x_faces.npy"],
      ]),
    );
    const read = (name: string) => readNpy(join(out, `${name}.npy`));
    expect([read("positions").shape, read("counts").shape, read("trajectories").shape]).toEqual([
      [3000, 1],
      [4, 400],
      [4, 5, 1],
    ]);
    const result = JSON.parse(stdout) as SimulateSummary;
    const [positions, ends, times] = ["positions", "passage_ends", "passage_times"].map((name) => read(name).data);
    // whoever has left has a time and an end and no position; whoever is there the reverse
    for (let k = 0; k < 3000; k++) {
      expect(Number.isNaN(positions[k])).toBe(ends[k] >= 0);
      expect(Number.isNaN(times[k])).toBe(ends[k] < 0);
    }
    const there = positions.filter((x) => !Number.isNaN(x)).length;
    expect(there / 3000).toBe(result.survival);
    expect(
      read("counts")
        .data.slice(3 * 400)
        .reduce((sum, n) => sum + n),
    ).toBe(there);
    expect(ends.filter((end) => end === 1).length / 3000).toBe(result.absorbed["x.upper"]);
    const record = JSON.parse(readFileSync(join(out, "run.json"), "utf8")) as { summary: SimulateSummary };
    expect(record.summary).toEqual(result);
  });

  it("takes the times of detectors from the density, and says so", async () => {
    const { code, stdout, stderr } = await runHere([
      ...["simulate", "plateau-resets", "--json", "--set", "particles.count=1000", "--set", "time.end=4"],
      ...["--set", "time.frames=17"],
    ]);
    expect([code, stderr]).toEqual([0, expect.stringContaining("detectors watch the density")]);
    expect((JSON.parse(stdout) as SimulateSummary).resets).toEqual([{ time: 2.5, entry: 0, cause: "plateau" }]);
  });

  it("counts and reports particles that become NaN", async () => {
    const file = join(parent, "lost.yaml");
    // the drift does not exist in a gap too narrow for the cells and the pilots to fall into
    writeFileSync(
      file,
      [
        "name: lost",
        "axes: [{ name: x, range: [-1, 1], cells: 10 }]",
        'drift: { force: { x: "1e-9*sqrt((x - 0.37)*(x - 0.37) - 1e-10)" } }',
        "diffusion: 0.5",
        "initial: { uniform: true }",
        "time: { end: 1, frames: 3 }",
        "particles: { count: 20000, dt: 0.01 }",
      ].join("\n"),
    );
    const { code, stdout } = await runHere(["simulate", file, "--json"]);
    expect(code).toBe(0);
    const { lost, survival, warnings } = JSON.parse(stdout) as SimulateSummary;
    // a gap of 2e-5 in a range of 2, which 20000 particles may fall into 100 times over, some 20 in all
    expect(lost).toBeGreaterThan(0);
    expect(survival).toBe(1 - lost / 20000);
    expect(warnings.join()).toContain(`${lost} of 20000 became NaN or infinite`);
    expect((await runHere(["simulate", file])).stdout).toContain(`${lost} of them lost`);
  });
});

describe("simulate --study", () => {
  const study = ["simulate", "double-well", "--study", "--set", "time.end=0.5", "--paths", "500", "--levels", "3"];

  it("prints errors and orders, one line a scheme", async () => {
    const { code, stdout } = await runHere([...study, "--schemes", "euler-maruyama, sosri"]);
    expect(code).toBe(0);
    expect(stdout).toContain("strong error E|X - X_ref| at t = 0.5");
    expect(stdout).toMatch(/euler-maruyama( +\S+){3} +\d\.\d\d \+- \d\.\d\d +1\n/);
    expect(stdout).toMatch(/sosri( +\S+){3} +\d\.\d\d \+- \d\.\d\d +1\.5\n/);
    expect(stdout).toContain("weak error of E[x^2]");
    expect(stdout).not.toContain("heun");
  });

  it("prints the study as one JSON object", async () => {
    const { code, stdout, stderr } = await runHere([...study, "--json", "--set", "particles.dt=0.05"]);
    expect([code, stderr]).toEqual([0, ""]);
    const found = JSON.parse(stdout) as DiscretizationStudy;
    expect(found.dt).toEqual([0.05, 0.025, 0.0125]);
    expect(found).toMatchObject({ problem: "double-well", noise: "additive", count: 500, seed: 1 });
    expect(found.schemes.map(({ scheme }) => scheme)).toContain("rkmil-stratonovich");
    for (const { strong, weak } of found.schemes) {
      expect(strong.errors).toHaveLength(3);
      expect(weak.map(({ name }) => name)).toEqual(["x", "x^2", "left", "barrier"]);
    }
  });
});

/** Arguments after `simulate`, the path that is named, and words that say what was found and what would be right. */
const refused: readonly (readonly [args: string, path: string, words: RegExp])[] = [
  ["ou --set particles.count=-5", "particles.count", /from 1 to 100000000, found -5/],
  ["ou --set particles.count=2.5", "particles.count", /found 2\.5/],
  ["ou --set particles.count=1e12", "particles.count", /52000 GiB/],
  ["ou --set particles.dt=10", "particles.dt", /run's length, 0\.7, found 10\. Leave dt out/],
  ["ou --set particles.dt=0", "particles.dt", /above 0, found 0/],
  ["ou --set particles.dt=1e-12", "particles.dt", /at least 7e-10/],
  ["ou --set particles.seed=1e17", "particles.seed", /0 to 2\^53-1/],
  ["ou --set particles.seed=-1", "particles.seed", /found -1/],
  ["double-well --set particles.dt=0.9", "particles.dt", /below 0\.11, where heun is stable, found 0\.9\. Try 0\.0/],
  ["ou --set particles.scheme=milstein", "particles.scheme", /rkmil-stratonovich.*found "milstein"/],
  ["turning-tensor-2d --set particles.scheme=sosri", "particles.scheme", /full tensor.*Use euler-maruyama, heun,/],
  ["cir --set particles.scheme=leimkuhler-matthews", "particles.scheme", /found "leimkuhler-matthews"\. Use /],
  ["ou --threads 0", "--threads", /from 1 to 256, found "0"/],
  ["ou --threads two", "--threads", /found "two"/],
  ["ou --trajectories 10", "--trajectories", /--out/],
  ["ou --trajectories 100001 --out OUT", "--trajectories", /from 1 to 100000, the number of particles/],
  ["ou --schemes heun", "--schemes", /--study/],
  ["ou --out EXISTS", "EXISTS", /--force/],
  ["NO-START", "initial", /Add `initial/],
  ["NO-TIME", "time", /Add `time/],
  ["ou --set diffusion=-1", "diffusion", /nowhere negative, found -1/],
  ['ou --set drift={"force":{"x":"sqrt(x)"}}', "drift", /finite drift.*NaN at x = -5\.9/],
  ["brownian-exit --study", "axes[0].boundary", /absorbing lower end/],
  ["noisy-kuramoto --study", "drift.interaction", /mean field/],
  ["stochastic-resetting --study", "resets", /restart/],
  ["ou --study --schemes heun,milstein", "--schemes", /one of auto, .*found "milstein"\.$/],
  ["ou --study --paths 1", "--paths", /from 2/],
  ["ou --study --out OUT", "--out", /--json/],
];

describe("what cannot be meant", () => {
  const out = join(parent, "never");
  const exists = join(parent, "exists");
  mkdirSync(exists);
  const write = (name: string, text: string): string => {
    const file = join(parent, `${name}.yaml`);
    writeFileSync(file, `name: a\naxes: [{ name: x, range: [-1, 1], cells: 16 }]\ndiffusion: 1\n${text}\n`);
    return file;
  };
  const places: Readonly<Record<string, string>> = {
    OUT: out,
    EXISTS: exists,
    "NO-START": write("no-start", "time: { end: 1 }"),
    "NO-TIME": write("no-time", "initial: { uniform: true }"),
  };

  it.each(refused)("is refused before anything is computed: %s", async (args, path, words) => {
    const list = args.split(" ").map((word) => places[word] ?? word);
    const { code, stdout, stderr } = await runHere(["simulate", ...list, "--json"]);
    expect(code).toBe(2);
    const { error } = JSON.parse(stdout) as { error: { path: string; message: string } };
    expect(error.path).toBe(places[path] ?? path);
    expect(error.message).toMatch(words);
    expect(stderr).toMatch(/^error: .*\n/);
    expect(stderr).toContain(error.message.split("\n")[0]);
    expect(existsSync(out)).toBe(false);
    expect(readdirSync(exists)).toEqual([]);
  });
});

describe("Ctrl-C", () => {
  // at the same time: each waits until it is sure to have begun
  it.concurrent.each([
    ["simulate", ["simulate", "ou", "--set", "particles.count=1e7"]],
    ["simulate --study", ["simulate", "double-well", "--study", "--paths", "400000"]],
    ["compare", ["compare", "ou", "--set", "particles.count=1e7"]],
  ])("stops %s, with words, an object and nothing written", async (_name, args) => {
    const out = join(parent, "stopped");
    const kept = args.includes("--study") ? [] : ["--out", out];
    const begun = performance.now();
    const { code, stdout, stderr } = await runCli([...args, "--json", ...kept], {
      meanwhile: (child) => void setTimeout(() => child.kill("SIGINT"), 6000),
    });
    expect(code).toBe(130);
    expect(stderr).toMatch(/interrupted: .*\n$/);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "interrupted" } });
    expect(existsSync(out)).toBe(false);
    // the whole run takes a minute or more
    expect(performance.now() - begun).toBeLessThan(30_000);
  });
});
