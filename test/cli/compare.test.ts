import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { CompareSummary } from "../../src/compare/summary.js";
import { readNpy } from "../../src/store/npy.js";
import { runCli } from "./run-cli.js";
import { runHere } from "./run-here.js";

const parent = mkdtempSync(join(tmpdir(), "fokker-planck-compare-"));
afterAll(() => rmSync(parent, { recursive: true }));

const few = ["--set", "particles.count=5000", "--set", "time.frames=4"];
/** Steps whose error stands out of the noise of so many particles. */
const rough = ["--set", "particles.scheme=euler-maruyama", "--set", "particles.dt=0.1"];

describe("compare", () => {
  it("prints exactly one JSON object, with the keys of the contract, and ends with 0 where both agree", async () => {
    const { code, stdout, stderr } = await runCli(["compare", "ou", ...few, "--json"]);
    expect([code, stderr]).toEqual([0, ""]);
    const result = JSON.parse(stdout) as CompareSummary;
    expect(Object.keys(result)).toEqual(
      expect.arrayContaining(["problem", "verdict", "pValue", "threshold", "statistics", "density", "particles"]),
    );
    expect(result).toMatchObject({ problem: "ou", verdict: "agree", threshold: 1e-4 });
    expect(result.pValue).toBeGreaterThan(1e-4);
    expect(Object.keys(result.statistics)).toEqual(["chiSquare", "ks", "l1", "moments"]);
    expect(Object.keys(result.statistics.l1!)).toEqual(expect.arrayContaining(["value", "expected", "sd"]));
    expect(result.statistics.moments.map(({ name }) => name)).toEqual([
      ...["mean of x", "variance of x", "E[right]", "E[energy]"],
    ]);
    // the start itself is not compared: both are given it
    expect(new Set(result.tests.map(({ time }) => time)).size).toBe(3);
    expect(result.density.series.time).toEqual(result.particles.series.time);
    expect(result.particles.count).toBe(5000);
  });

  it("ends with 1 where it cannot be told, with what to change", async () => {
    const { code, stdout } = await runCli(["compare", "ou", ...rough, "--json"]);
    const { verdict, reason } = JSON.parse(stdout) as CompareSummary;
    expect([code, verdict]).toEqual([1, "inconclusive"]);
    expect(reason).toMatch(/shorter steps of the particles/);
    expect((await runHere(["compare", "ou", ...rough, "--quiet"])).stdout).toMatch(
      /\nverdict: inconclusive\n {2}.+\n$/,
    );
  });

  it("prints both sides, the tests and the verdict", async () => {
    const { code, stdout } = await runCli(["compare", "brownian-exit", ...few]);
    expect(code).toBe(0);
    for (const words of [
      ...["density ", "particles ", "scheme ", "mean of x", "left through x.lower", "over passages between frames"],
      ...["L1 distance over cells", "Kolmogorov-Smirnov along x", "after Holm's correction", "\nverdict: agree\n"],
    ])
      expect(stdout).toContain(words);
  });

  it("writes density and particles side by side", async () => {
    const out = join(parent, "ou");
    const { stdout } = await runHere(["compare", "ou", ...few, "--out", out, "--json"]);
    expect(readdirSync(out).sort()).toEqual([
      ...["counts.npy", "current_x.npy", "density.npy", "positions.npy", "run.json", "times.npy", "x.npy"],
      "x_faces.npy",
    ]);
    const read = (name: string) => readNpy(join(out, `${name}.npy`));
    expect([read("density").shape, read("counts").shape, read("positions").shape]).toEqual([
      [4, 512],
      [4, 512],
      [5000, 1],
    ]);
    // nobody has left: every frame counts everyone, and the cells of the last one are those of the positions
    const last = read("counts").data.slice(3 * 512);
    expect(last.reduce((sum, n) => sum + n)).toBe(5000);
    const found = new Float64Array(512);
    for (const x of read("positions").data) found[Math.floor(((x + 6) / 12) * 512)]++;
    expect(found).toEqual(Float64Array.from(last));
    const { summary } = JSON.parse(readFileSync(join(out, "run.json"), "utf8")) as { summary: CompareSummary };
    expect(summary).toEqual(JSON.parse(stdout));
  });

  it("says when the particles were reset, at the times that the density found", async () => {
    const { stdout } = await runHere([
      ...["compare", "plateau-resets", "--quiet", "--set", "particles.count=2000", "--set", "time.end=4"],
      ...["--set", "time.frames=17"],
    ]);
    expect(stdout).toMatch(/t = 2\.5, plateau/);
    expect(stdout).toContain("the particles were reset when the density was");
  });

  it.each([
    ["particles.count=1e12", "particles.count", /GiB/],
    ["particles.dt=10", "particles.dt", /run's length/],
    ["particles.scheme=milstein", "particles.scheme", /found "milstein"/],
    ["initial=null", "initial", /found nothing/],
  ])("is refused before anything is computed: %s", async (setting, path, words) => {
    const out = join(parent, "never");
    const { code, stdout, stderr } = await runHere(["compare", "ou", "--set", setting, "--json", "--out", out]);
    expect(code).toBe(2);
    const { error } = JSON.parse(stdout) as { error: { path: string; message: string } };
    expect(error.path).toBe(path);
    expect(error.message).toMatch(words);
    expect(stderr).toContain("error: ");
    expect(existsSync(out)).toBe(false);
  });
});
