import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "prettier";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseProblem } from "../../src/problem/file.js";
import { evolve } from "../../src/solve/evolve.js";
import { runCli } from "../cli/run-cli.js";
import { accuracyRows, accuracyTable } from "./accuracy.js";
import { claimsOf, difference, partOf, type Claim } from "./readme.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const file = join(root, "README.md");
const readme = readFileSync(file, "utf8");
const claims = claimsOf(readme);
const accuracy = /<!-- accuracy -->\n([^]*?)<!-- \/accuracy -->/;

/** `FOKKER_PLANCK_README=update npx vitest run test/examples/readme.test.ts` writes what was found into the README. */
const updating = process.env["FOKKER_PLANCK_README"] === "update";

let directory: string;
const found = new Map<Claim, string>();

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "fokker-planck-readme-"));
  symlinkSync(join(root, "grids"), join(directory, "grids"));
  for (const claim of claims) found.set(claim, await printed(claim));
});

afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  if (!updating) return;
  let text = readme;
  for (const claim of [...claims].reverse())
    text = `${text.slice(0, claim.start)}${shownAs(claim)}${text.slice(claim.end)}`;
  text = text.replace(accuracy, () => `<!-- accuracy -->\n\n${accuracyTable(accuracyRows())}\n\n<!-- /accuracy -->`);
  writeFileSync(file, await format(text, { parser: "markdown", printWidth: 120 }));
});

/** What a command or a program of the README prints, in a directory that has the problems and nothing else. */
async function printed({ kind, source }: Claim): Promise<string> {
  if (kind === "program")
    // The program is JavaScript as it stands; test/package compiles it.
    return execFileSync(process.execPath, ["--input-type=module", "--eval", source], { cwd: root, encoding: "utf8" });
  const [command, ...args] = source.split(" ");
  expect(command).toBe("fokker-planck");
  const { stdout, stderr } = await runCli(args, { cwd: directory });
  return kind === "excerpt" ? stdout : stderr + stdout;
}

function shownAs(claim: Claim): string {
  const text = found.get(claim) ?? "";
  if (claim.kind !== "excerpt") return `${text.trimEnd()}\n`;
  return `${JSON.stringify(partOf(JSON.parse(text), JSON.parse(claim.output)), null, 2)}\n`;
}

describe("the README", () => {
  it("shows a comparison, an error, a study, a stationary state, JSON and a program", () => {
    expect(claims.map(({ kind }) => kind)).toEqual([
      ...["transcript", "transcript", "transcript", "transcript", "excerpt", "program"],
    ]);
  });

  it.skipIf(updating).each(claims)("prints what it says: $source", (claim) => {
    const text = found.get(claim) ?? "";
    if (claim.kind !== "excerpt") return expect(difference(text, claim.output)).toBe("");
    const expected: unknown = JSON.parse(claim.output);
    const lines = (value: unknown): string => JSON.stringify(value, null, 1);
    expect(difference(lines(partOf(JSON.parse(text), expected)), lines(expected))).toBe("");
  });

  it("names arrays that run directories have", async () => {
    const exit = "simulate brownian-exit --set particles.count=10 --out runs/exit --trajectories 1 --quiet";
    await runCli(exit.split(" "), { cwd: directory });
    const cells = "--set axes[0].cells=16 --set axes[1].cells=16";
    await runCli(`first-passage kramers-escape-2d ${cells} --out runs/passage --quiet`.split(" "), { cwd: directory });
    // complex modes on one, an absorbing end on the other
    for (const name of ["tilted-ring", "kramers-escape"])
      await runCli(`spectrum ${name} --set axes[0].cells=64 --no-extrapolation --out runs/${name} --quiet`.split(" "), {
        cwd: directory,
      });
    const named = [...readme.matchAll(/`(\w+\.npy)`|"(\w+\.npy)"/g)].map(([, one, other]) => one ?? other);
    expect(named.length).toBeGreaterThan(4);
    const written = ["two-wells-2d", "exit", "passage", "tilted-ring", "kramers-escape"].flatMap((run) =>
      readdirSync(join(directory, "runs", run)),
    );
    expect(written).toEqual(expect.arrayContaining(named));
  });

  it("has a problem file that is one, and solves", () => {
    const [, text] = /^```yaml\n([^]*?)^```$/m.exec(readme) ?? [];
    const { status, warnings } = evolve(parseProblem(text, { set: ["time.frames=2"] }));
    expect({ status, warnings }).toEqual({ status: "ok", warnings: [] });
  });

  it.skipIf(updating)("states errors that are met, against values known from elsewhere", () => {
    const stated = (accuracy.exec(readme)?.[1] ?? "").split("\n").filter((line) => line.startsWith("| ["));
    const rows = accuracyRows();
    expect(stated).toHaveLength(rows.length);
    rows.forEach(({ problem, exact, error }, k) => {
      const [, name, , value, bound] = stated[k].split("|").map((cell) => cell.trim());
      expect(name).toContain(`[${problem}]`);
      expect(Number(value)).toBe(Number(exact.toPrecision(8)));
      // One digit is stated; rounding may take half of it away. Below 1e-11 only the size is meant.
      expect(error, problem).toBeLessThanOrEqual(Math.max(1.5 * Number(bound), 1e-11));
    });
  });

  it("links to files that are there", () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link]) => link);
    for (const link of links) expect(() => readFileSync(join(root, link)), link).not.toThrow(/ENOENT/);
  });
});
