import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { format } from "prettier";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Certificate } from "../../src/propositions/certificate.js";
import { long } from "../particles/statistics.js";
import { bottleneck } from "../propositions/bottleneck.js";
import { propositionsPage } from "../propositions/page.js";
import { firstDifference } from "../propositions/same-page.js";
import { root, runCli } from "./run-cli.js";
import { runHere } from "./run-here.js";

const parent = mkdtempSync(join(tmpdir(), "fokker-planck-verify-"));
afterAll(() => rmSync(parent, { recursive: true }));

const json = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

/** The documented set is examined once, and everything below is about what came out. */
describe("verify without a file", () => {
  const out = join(parent, "certificates");
  let certificates: readonly Certificate[] = [];
  let code: number | null = null;
  let seconds = 0;

  beforeAll(async () => {
    // half a minute of computing; the limit leaves room for a busy machine
    const began = performance.now();
    const outcome = await runCli(["verify", "--json", "--out", out]);
    seconds = (performance.now() - began) / 1000;
    code = outcome.code;
    expect(outcome.stderr).toBe("");
    certificates = json(outcome.stdout)["certificates"] as Certificate[];
  }, 300_000);

  const named = (pattern: RegExp): Certificate[] =>
    certificates.filter(({ proposition, form, case: name }) => pattern.test(`${proposition} ${form} ${name}`));

  it("ends with exit code 0, as all is as documented", () => {
    expect(certificates.filter(({ verdict, expected }) => verdict !== expected)).toEqual([]);
    expect(code).toBe(0);
  });

  it.runIf(long)("takes less than two minutes", () => {
    expect(seconds).toBeLessThan(120);
  });

  it("finds that each literal form fails, with a witness, and each amended one holds or says why it does not apply", () => {
    for (const proposition of ["stationary-distribution", "entropy-production", "transition-criterion"]) {
      const literal = named(new RegExp(`^${proposition} literal`));
      const amended = named(new RegExp(`^${proposition} amended`));
      expect(literal.length).toBeGreaterThan(0);
      for (const { verdict, witness } of literal) expect([verdict, typeof witness]).toEqual(["fails", "string"]);
      expect(amended.filter(({ verdict }) => verdict === "holds").length).toBeGreaterThanOrEqual(2);
      for (const { verdict, reason } of amended)
        expect(verdict === "holds" ? reason === null : verdict === "not-applicable" && reason !== null).toBe(true);
    }
  });

  it("states the tolerances of what is exact on the grid near rounding, so that they hide nothing", () => {
    const limits: [RegExp, RegExp, number][] = [
      [/stationary-distribution amended double well/, /^T by/, 1e-7],
      // a quarter of the cells, 24 an axis, is what the larger estimate of the error comes from
      [/stationary-distribution amended (double well|two basins)/, /^T by/, 3e-5],
      // semi-discrete 1e-10, and the quadrature of a slow escape
      [/entropy-production amended (narrow|wide|double|tilted|rotating)/, /KL_0|housekeeping/, 2e-9],
    ];
    for (const [cases, quantities, limit] of limits) {
      const checks = named(cases).flatMap(({ checks }) => checks.filter(({ quantity }) => quantities.test(quantity)));
      expect(checks.length).toBeGreaterThanOrEqual(3);
      for (const { tolerance } of checks) expect(tolerance!).toBeLessThan(limit);
    }
  });

  it("prints what the published schema describes, and nothing else", async () => {
    const { stdout } = await runCli(["schema", "certificate"]);
    const schema = z.fromJSONSchema(json(stdout) as Parameters<typeof z.fromJSONSchema>[0]);
    for (const certificate of certificates) expect(schema.safeParse(certificate).error).toBeUndefined();
    const [good] = certificates;
    for (const bad of [{ ...good, verdict: "maybe" }, { ...good, more: 1 }, { ...good, problem: 3 }, {}])
      expect(schema.safeParse(bad).success).toBe(false);
  });

  it("writes a file for each certificate, and all of them into run.json", () => {
    const files = readdirSync(out).filter((file) => file !== "run.json");
    expect(files).toHaveLength(certificates.length);
    const written = files.map((file) => json(readFileSync(join(out, file), "utf8")));
    expect(written).toEqual(certificates);
    expect(json(readFileSync(join(out, "run.json"), "utf8"))["certificates"]).toEqual(certificates);
  });

  it("gives the same figures again, bit for bit, from the certificates alone and in another directory", async () => {
    const some = named(/amended (double well|particles in a double|narrow start|moving trap|onset)/);
    const file = join(parent, "some.json");
    writeFileSync(file, JSON.stringify({ certificates: some }));
    const again = join(parent, "again");
    const { code, stdout } = await runCli(["verify", "--rerun", file, "--json", "--out", again], { cwd: parent });
    expect(json(stdout)["rerun"]).toEqual(some.map(() => ({ same: true, exact: true, differences: [] })));
    expect(json(stdout)["certificates"]).toEqual(some);
    expect(code).toBe(0);
    expect(json(readFileSync(join(again, "run.json"), "utf8"))["certificates"]).toEqual(some);
  });

  it("says so with exit code 1 when a figure comes out otherwise", async () => {
    const [sound] = named(/stationary-distribution amended pressed/);
    const forged = {
      ...sound!,
      checks: sound!.checks.map((check) => ({ ...check, measured: check.measured! + 1e-3 })),
    };
    const file = join(parent, "forged.json");
    writeFileSync(file, JSON.stringify(forged));
    const { code, stdout } = await runCli(["verify", "--rerun", file]);
    expect(stdout).toMatch(/NOT the same\n {2}checks\[0\]\.measured: 0\.501 then, 0\.5 now/);
    expect(code).toBe(1);
  });

  it("is what docs/propositions.md shows", async () => {
    const page = await format(propositionsPage(certificates), { parser: "markdown", printWidth: 120 });
    const shown = readFileSync(join(root, "docs", "propositions.md"), "utf8");
    expect(firstDifference(page, shown), "docs/propositions.md is out of date: npm run propositions").toBeNull();
  });
});

describe("verify with a problem of one's own", () => {
  it("examines what applies, for people and as JSON", async () => {
    const few = ["--set", "axes[0].cells=128"];
    const [table, data] = await Promise.all([
      runCli(["verify", "ou", ...few]),
      runCli(["verify", "ou", ...few, "--json"]),
    ]);
    expect([table.code, data.code]).toEqual([0, 0]);
    expect(table.stdout).toMatch(/stationary-distribution, amended\n.*\n {2}ou: holds/);
    expect(table.stdout).toContain("6 certificates, no amended form that applies fails");
    const found = json(data.stdout)["certificates"] as Certificate[];
    expect(found.map(({ proposition, form, verdict }) => [proposition, form, verdict].join(" "))).toEqual([
      "stationary-distribution literal fails",
      "stationary-distribution amended holds",
      "entropy-production literal fails",
      "entropy-production amended holds",
      "transition-criterion literal not-applicable",
      "transition-criterion amended not-applicable",
    ]);
    // the temperature that the literal form claims is the root of D/k
    const [{ figures }] = found as [Certificate];
    expect(figures["T_eff = Tr(D)/||mu|| at 1 D"]).toBeCloseTo(Math.sqrt(0.5), 6);
  });

  it("says of what does not apply why not", async () => {
    const { code, stdout } = await runCli(["verify", "brownian-exit", "--json"]);
    expect(code).toBe(0);
    const found = json(stdout)["certificates"] as Certificate[];
    expect(found.map(({ verdict }) => verdict)).toEqual(new Array(6).fill("not-applicable"));
    expect(found.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining([expect.stringMatching(/no loss/), expect.stringMatching(/absorbing end/)]),
    );
  });

  it("ends with exit code 1 when an amended form fails, and says which", async () => {
    const file = join(parent, "bottleneck.yaml");
    writeFileSync(file, JSON.stringify(bottleneck));
    const { code, stdout } = await runCli(["verify", file]);
    expect(stdout).toContain("bottleneck: FAILS, which a criterion may and a theorem may not");
    expect(stdout).toContain("6 certificates, 1 of 6 amended and yet failing");
    expect(code).toBe(1);
  });

  it("says that resets at times have no part in what settles", async () => {
    const { code, stderr } = await runHere(["verify", "warm-restarts", "--set", "axes[0].cells=64"]);
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/stationary distribution .*resets\[0\] \(at\) has no part/),
    ]);
  });

  it("keeps at Ctrl-C what is finished, and says what is missing", async () => {
    const out = join(parent, "stopped");
    const before = process.listenerCount("SIGINT");
    // heard between certificates: the first takes longer than this delay, and the third some seconds
    const watching = setInterval(() => {
      if (process.listenerCount("SIGINT") === before) return;
      clearInterval(watching);
      setTimeout(() => process.emit("SIGINT"), 20);
    }, 1);
    const { code, stdout, stderr } = await runHere([
      "verify",
      "double-well",
      "--json",
      "--out",
      out,
      "--set",
      "axes[0].cells=4096",
    ]);
    expect(code).toBe(130);
    const { certificates, missing } = json(stdout) as { certificates: Certificate[]; missing: string[] };
    expect(certificates.length).toBeGreaterThan(0);
    expect(missing.at(-1)).toBe("transition-criterion, amended, double-well");
    expect(certificates.length + missing.length).toBe(6);
    expect(stderr).toMatch(/^interrupted: \d of 6 certificates were finished and are in .*; the set is incomplete/);
    const record = json(readFileSync(join(out, "run.json"), "utf8"));
    expect(record).toMatchObject({ certificates: JSON.parse(JSON.stringify(certificates)) as object, missing });
  });
});

describe("verify refuses, with exit code 2 and what would be right,", () => {
  const refused = async (...args: string[]): Promise<string> => {
    const { code, stderr } = await runCli(["verify", ...args]);
    expect(code).toBe(2);
    expect(stderr).not.toMatch(/\n\s+at /);
    return stderr;
  };

  it("what is no certificate", async () => {
    const file = join(parent, "bad.json");
    expect(await refused("--rerun", join(parent, "none.json"))).toMatch(/none\.json: expected a certificate/);
    for (const [text, words] of [
      ["{", /expected a certificate.*no JSON/],
      ['{ "certificates": [] }', /empty list/],
      ['{ "proposition": "entropy-production" }', /expected a certificate, .* found a mapping without the keys of one/],
    ] as const) {
      writeFileSync(file, text);
      expect(await refused("--rerun", file)).toMatch(words);
    }
  });

  it("options that contradict each other, and directories that exist", async () => {
    expect(await refused("--set", "diffusion=1")).toMatch(/--set: expected a problem file/);
    expect(await refused("ou", "--rerun", "x.json")).toMatch(/--rerun: expected no problem/);
    expect(await refused("--out", parent)).toMatch(/expected a directory to make/);
    const { code, stderr } = await runCli(["schema", "poem"]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/expected problem or certificate/)]);
  });
});
