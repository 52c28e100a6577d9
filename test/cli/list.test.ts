import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { root, runCli } from "./run-cli.js";

const parent = mkdtempSync(join(tmpdir(), "fokker-planck-list-"));
afterAll(() => rmSync(parent, { recursive: true }));

interface Listing {
  readonly problems: readonly { name: string; title: string; dimension: number; shape: number[] }[];
  readonly broken: readonly { name: string; message: string }[];
}

describe("list", () => {
  it("names every problem under grids/, with its title, dimension and cells", async () => {
    const [json, table] = await Promise.all([runCli(["list", "--json"]), runCli(["list"])]);
    const { problems, broken } = JSON.parse(json.stdout) as Listing;
    expect(broken).toEqual([]);
    const files = readdirSync(join(root, "grids")).filter((file) => file.endsWith(".yaml"));
    expect(problems.map(({ name }) => `${name}.yaml`).sort()).toEqual(files.sort());
    expect(problems.find(({ name }) => name === "two-wells-2d")).toEqual({
      name: "two-wells-2d",
      title: "Two Gaussian wells",
      dimension: 2,
      shape: [128, 128],
    });
    expect(table.stdout).toMatch(/^two-wells-2d +2D {2}128x128 cells +Two Gaussian wells$/m);
  });

  it("lists the others when one cannot be read, and says so", async () => {
    cpSync(join(root, "dist"), join(parent, "dist"), { recursive: true });
    cpSync(join(root, "package.json"), join(parent, "package.json"));
    symlinkSync(join(root, "node_modules"), join(parent, "node_modules"));
    mkdirSync(join(parent, "grids"));
    cpSync(join(root, "grids", "ou.yaml"), join(parent, "grids", "ou.yaml"));
    writeFileSync(join(parent, "grids", "torn.yaml"), "axes: [{ name: x");
    const program = join(parent, "dist", "cli", "main.js");
    const { code, stdout, stderr } = await runCli(["list", "--json"], { program });
    const { problems, broken } = JSON.parse(stdout) as Listing;
    expect(code).toBe(0);
    expect(problems.map(({ name }) => name)).toEqual(["ou"]);
    expect(broken.map(({ name }) => name)).toEqual(["torn"]);
    expect(stderr).toMatch(/^warning: torn: /);
  });
});

it("schema prints a JSON Schema that knows the keys of a problem file", async () => {
  const { code, stdout } = await runCli(["schema"]);
  expect(code).toBe(0);
  const { $schema, properties } = JSON.parse(stdout) as { $schema: string; properties: Record<string, unknown> };
  expect($schema).toContain("json-schema.org");
  expect(Object.keys(properties)).toEqual(expect.arrayContaining(["axes", "drift", "diffusion", "initial", "time"]));
});
