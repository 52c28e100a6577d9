import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { PassageSummary } from "../../src/solve/passage-summary.js";
import { readNpy } from "../../src/store/npy.js";
import { runHere } from "./run-here.js";

const parent = mkdtempSync(join(tmpdir(), "fokker-planck-passage-"));
afterAll(() => rmSync(parent, { recursive: true }));

const short = ["--set", "time.end=0.1", "--set", "time.frames=2"];
const few = ["--set", "axes[0].cells=24", "--set", "axes[1].cells=24", "--set", "time.frames=5"];

describe("first-passage", () => {
  it("prints exactly one JSON object, with the keys of the contract", async () => {
    const { code, stdout, stderr } = await runHere(["first-passage", "brownian-exit", "--json"]);
    expect([code, stderr]).toEqual([0, ""]);
    const result = JSON.parse(stdout) as PassageSummary;
    expect(result).toMatchObject({ problem: "brownian-exit", target: null, committor: null, reactiveRate: null });
    expect(result.meanTime).toBeCloseTo(0.42, 10);
    expect(Object.keys(result.probability)).toEqual(["x.lower", "x.upper"]);
    expect(Object.keys(result.conditionalMeanTime)).toEqual(["x.lower", "x.upper"]);
    expect(Object.keys(result.density!).sort()).toEqual(["error", "survival", "time", "total", "x.lower", "x.upper"]);
    expect(result.density!.time).toHaveLength(26);
    expect(result.density!["x.lower"]).toHaveLength(26);
  });

  it("has no density without a time, and no numbers without a start; the fields are there all the same", async () => {
    const file = join(parent, "fields.json");
    writeFileSync(
      file,
      JSON.stringify({ axes: [{ name: "x", range: [0, 1], cells: 10 }], diffusion: 0.5, target: "x > 0.9" }),
    );
    const out = join(parent, "fields");
    const { code, stdout } = await runHere(["first-passage", file, "--json", "--out", out]);
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as PassageSummary;
    expect(result).toMatchObject({ meanTime: null, probability: { target: null }, density: null, target: "x > 0.9" });
    const { shape, data } = readNpy(join(out, "mean_time.npy"));
    expect(shape).toEqual([10]);
    expect(data[0]).toBeCloseTo(0.9 ** 2 - 0.05 ** 2, 2);
    expect(data[9]).toBe(0);
    expect((await runHere(["first-passage", file])).stdout).toContain("no `initial`: nothing to average over");
  });

  it("shows times, exits, transitions and pictures to people, and writes all fields", async () => {
    const out = join(parent, "kramers");
    const { code, stdout } = await runHere(["first-passage", "kramers-escape-2d", ...few, "--out", out]);
    expect(code).toBe(0);
    for (const words of [
      "mean passage time",
      "transitions from A to B per time",
      "mean time 0 to",
      "per time │",
      "committor 0 to 1",
    ])
      expect(stdout).toContain(words);
    expect(readdirSync(out).sort()).toEqual(
      [
        ...["backward_committor", "committor", "conditional_mean_time_target", "mean_time", "passage_density"],
        ...["probability_target", "reactive_current_x", "reactive_current_y", "reactive_density"],
        ...["survival", "times", "variance", "x", "x_faces", "y", "y_faces"],
      ]
        .map((stem) => `${stem}.npy`)
        .concat("run.json")
        .sort(),
    );
    expect(readNpy(join(out, "passage_density.npy")).shape).toEqual([5, 1]);
    const { problem, summary } = JSON.parse(readFileSync(join(out, "run.json"), "utf8")) as {
      problem: { target: string };
      summary: PassageSummary;
    };
    expect(problem.target).toBe("x + y > r");
    expect(summary.reverseRate! / summary.reactiveRate!).toBeCloseTo(1, 10);
  });

  it("asks for transitions alone where a problem has regions alone", async () => {
    const { code, stdout } = await runHere(["first-passage", "maier-stein-2d", ...few.slice(0, 4), "--json"]);
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as PassageSummary;
    expect(result).toMatchObject({ meanTime: null, probability: {}, density: null });
    expect(result.reactiveRate).toBeGreaterThan(0);
  });

  it("refuses what has no exit with exit code 2, and writes nothing", async () => {
    const out = join(parent, "nothing");
    const { code, stdout, stderr } = await runHere(["first-passage", "ou", "--json", "--out", out]);
    expect(code).toBe(2);
    expect(stderr).toContain("target: expected a target, or an absorbing end");
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "no-exit", path: "target" } });
    expect(existsSync(out)).toBe(false);
  });

  it("is what a target and regions are for: other commands say so in a note, and solve as without", async () => {
    const { code, stderr, stdout } = await runHere(["solve", "maier-stein-2d", ...short, "--json"]);
    expect([code, stderr]).toEqual([0, "note: this command makes no use of regions; first-passage does\n"]);
    expect(JSON.parse(stdout)).toMatchObject({ status: "ok", warnings: [] });
    const quiet = await runHere(["solve", "maier-stein-2d", ...short, "--json", "--quiet"]);
    expect(quiet.stderr).toBe("");
  });
});
