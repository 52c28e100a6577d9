import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { SolveSummary } from "../../src/solve/summary.js";
import { readNpy } from "../../src/store/npy.js";
import { root, runCli } from "./run-cli.js";
import { runHere } from "./run-here.js";

const parent = mkdtempSync(join(tmpdir(), "fokker-planck-cli-"));
afterAll(() => rmSync(parent, { recursive: true }));

/** Small, so that the tests are about what is printed and not about waiting. */
const small = ["--set", "axes[0].cells=64", "--set", "time.frames=3"];

const timeless = (text: string): SolveSummary => ({ ...(JSON.parse(text) as SolveSummary), seconds: 0 });

describe("solve", () => {
  it("prints exactly one JSON object, with the keys of the contract in its order", async () => {
    const { code, stdout, stderr } = await runCli(["solve", "ou", ...small, "--json"]);
    expect([code, stderr]).toEqual([0, ""]);
    const result = JSON.parse(stdout) as SolveSummary;
    expect(Object.keys(result).join(" ")).toBe(
      "problem shape status time steps rejected seconds mass massError minDensity absorbed mean covariance " +
        "observables ledger totals series error resets silentDetectors warnings",
    );
    expect(Object.keys(result.ledger).join(" ")).toBe(
      "entropy freeEnergy klToStationary stationaryL1 stationaryMax entropyRate entropyProduction housekeeping " +
        "excess currentMax currentL2 consolidationRatio consolidationLiteral",
    );
    expect(Object.keys(result.series.ledger)).toEqual(Object.keys(result.ledger));
    expect(result).toMatchObject({ problem: "ou", shape: [64], status: "ok", absorbed: {}, resets: [] });
    expect(result.series.time).toHaveLength(3);
    expect(result.series.ledger.entropy[2]).toBe(result.ledger.entropy);
    expect("flux" in result.series).toBe(false);
  });

  it("gives the same bits on every run", async () => {
    const [first, second] = await Promise.all([0, 1].map(() => runCli(["solve", "ou", ...small, "--json"])));
    expect(timeless(first!.stdout)).toEqual(timeless(second!.stdout));
  });

  it("prints a table and a preview for people", async () => {
    const { code, stdout } = await runCli(["solve", "ou", ...small]);
    expect(code).toBe(0);
    for (const words of ["Ornstein-Uhlenbeck process (ou)", "axis x", "mean", "entropy production, total", "\u2588"])
      expect(stdout).toContain(words);
    expect(stdout).not.toContain("\x1b");
    const quiet = await runCli(["solve", "ou", ...small, "--quiet"]);
    expect(quiet.stdout).not.toContain("\u2588");
  });

  it("keeps to ASCII where nothing else can be shown", async () => {
    for (const env of [{ TERM: "dumb" }, { LC_ALL: "C" }]) {
      const { stdout } = await runCli(["solve", "ou", ...small], { env });

      expect(stdout).toMatch(/^[\x00-\x7f]*$/);
      expect(stdout).toContain("#");
    }
  });

  it("reads a file, a ready-made problem by name, or standard input", async () => {
    const text = readFileSync(join(root, "grids", "ou.yaml"), "utf8");
    const outcomes = await Promise.all([
      runCli(["solve", "grids/ou.yaml", ...small, "--json"]),
      runCli(["solve", "ou", ...small, "--json"], { cwd: parent }),
      runCli(["solve", "-", ...small, "--json"], { input: text, cwd: parent }),
    ]);
    const [file, name, input] = outcomes.map(({ stdout }) => timeless(stdout));
    expect(name).toEqual(file);
    expect(input).toEqual(file);
  });

  it("reports the flux through absorbing ends, frame by frame", async () => {
    const { stdout } = await runHere(["solve", "brownian-exit", ...small, "--json"]);
    const { absorbed, series, mass } = JSON.parse(stdout) as SolveSummary;
    expect(Object.keys(absorbed)).toEqual(["x.lower", "x.upper"]);
    expect(Object.values(series.flux!).map((flux) => flux.length)).toEqual([3, 3]);
    // What is there and what has left add up to what was there, to rounding.
    expect(mass! + absorbed["x.lower"]! + absorbed["x.upper"]!).toBeCloseTo(1, 12);
  });

  it("writes a run directory whose record agrees with what it prints", async () => {
    const out = join(parent, "a", "run");
    const { code, stdout } = await runHere(["solve", "ou", ...small, "--json", "--out", out]);
    expect(code).toBe(0);
    const record = JSON.parse(readFileSync(join(out, "run.json"), "utf8")) as { summary: unknown; problem: object };
    expect(record.summary).toEqual(JSON.parse(stdout));
    expect(record.problem).toMatchObject({ name: "ou", time: { frames: 3 } });
    const density = readNpy(join(out, "density.npy"));
    expect(density.shape).toEqual([3, 64]);
    const widths = readNpy(join(out, "x_faces.npy")).data;
    const mass = density.data.slice(128).reduce((sum, rho, i) => sum + rho * (widths[i + 1]! - widths[i]!), 0);
    expect(mass).toBeCloseTo(1, 12);
  });

  it("refuses a directory that exists before it computes, and replaces it with --force", async () => {
    const out = join(parent, "twice");
    await runHere(["solve", "ou", ...small, "--out", out]);
    const before = readFileSync(join(out, "run.json"), "utf8");
    // Would take minutes, were it computed.
    const refused = await runHere(["solve", "ou", "--set", "solver.dt=1e-7", "--out", out, "--json"]);
    expect(refused.code).toBe(2);
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: "output-exists", path: out } });
    expect(readFileSync(join(out, "run.json"), "utf8")).toBe(before);
    const forced = await runHere(["solve", "ou", ...small, "--out", out, "--force"]);
    expect(forced.code).toBe(0);
    expect(forced.stdout).toContain(`written to ${out}`);
    expect(readFileSync(join(out, "run.json"), "utf8")).not.toBe(before);
  });

  it("writes nothing for a problem that is none", async () => {
    const out = join(parent, "nothing");
    const { code } = await runHere(["solve", "ou", "--set", "axes[0].cells=0", "--out", join(out, "run")]);
    expect(code).toBe(2);
    expect(existsSync(out)).toBe(false);
  });
});

describe("steady", () => {
  it("prints the stationary state as JSON and writes it", async () => {
    const out = join(parent, "steady");
    const { code, stdout } = await runCli(["steady", "tilted-ring", "--json", "--out", out]);
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as { current: Record<string, number> };
    expect(Object.keys(result).join(" ")).toBe(
      "problem shape status method residual minDensity mean covariance observables current branches ledger seconds warnings",
    );
    expect(Object.keys(result.current)).toEqual(["max", "x"]);
    expect(readdirSync(out)).toContain("current_x.npy");
  });

  it("lists the branches of a mean field that it is asked for, and says what it thinks of a bad number", async () => {
    const { code, stdout } = await runCli(["steady", "mean-field-double-well", "--branches", "4", "--json"]);
    expect(code).toBe(0);
    const { branches } = JSON.parse(stdout) as { branches: { stability: string; start: string; residual: number }[] };
    expect(branches[0]).toMatchObject({ start: "initial", stability: "stable" });
    expect(branches.map(({ stability }) => stability)).toContain("unstable");
    const table = await runCli(["steady", "noisy-kuramoto", "--branches", "3", "--quiet"]);
    expect(table.stdout).toMatch(/from uniform +unstable/);
    for (const bad of ["0", "many"]) {
      const refused = await runCli(["steady", "noisy-kuramoto", "--branches", bad]);
      expect(refused.code).toBe(2);
      expect(refused.stderr).toMatch(/branches: expected a whole number of starts/);
    }
    const alone = await runCli(["steady", "ou", "--branches", "2"]);
    expect(alone.code).toBe(2);
    expect(alone.stderr).toMatch(/--branches: expected a problem with a mean field/);
  });

  it("prints a table and a preview for people", async () => {
    const { code, stdout } = await runCli([
      "steady",
      "hopf-2d",
      "--set",
      "axes[0].cells=32",
      "--set",
      "axes[1].cells=32",
    ]);
    expect(code).toBe(0);
    for (const words of ["residual", "covariance with y", "mean along x", "square-root scale"])
      expect(stdout).toContain(words);
  });
});
