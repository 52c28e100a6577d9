import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { claimsOf, difference } from "../examples/readme.js";
import { installedProject, type InstalledProject } from "./installed-project.js";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

describe("the packed package in an empty project", () => {
  let project: InstalledProject;

  beforeAll(() => {
    project = installedProject();
  });

  afterAll(() => project.remove());

  it("holds what a user needs and no more", () => {
    expect(project.packed).toEqual(
      expect.arrayContaining([
        "dist/index.js",
        "dist/index.d.ts",
        "dist/node.js",
        "dist/cli/main.js",
        "grids/two-wells-2d.yaml",
        "docs/method.md",
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
        "CITATION.cff",
      ]),
    );
    expect(project.packed.filter((path) => /^(src|test|bench|runs|node_modules|\.ci)\//.test(path))).toEqual([]);
  });

  it("declares all that it imports, in versions that fit each other", () => {
    // Exits with an error when something is missing, not asked for or of the wrong version.
    expect(project.run("npm", "ls", "--all", "--offline")).toContain("fokker-planck@");
  });

  it("has types that hold under strict checks, libraries included, and a program of the README that runs", () => {
    const [program] = claimsOf(readme).filter(({ kind }) => kind === "program");
    project.write("program.ts", program.source);
    project.write(
      "files.ts",
      [
        'import { InputError, summary, evolve, simulate, type Ensemble, type Problem, type Solution } from "fokker-planck";',
        'import { loadProblem, simulateOnThreads, writeRun } from "fokker-planck/node";',
        'const problem: Problem = loadProblem("node_modules/fokker-planck/grids/ou.yaml", {',
        '  set: ["time.frames=3", "axes[0].cells=64"],',
        "});",
        "const solution: Solution = evolve(problem);",
        'writeRun("run", {}, solution);',
        "try {",
        '  writeRun("run", {}, solution);',
        "} catch (error) {",
        "  if (!(error instanceof InputError)) throw error;",
        '  console.log(error.code, summary(solution).shape.join("x"), solution.density.shape.join("x"));',
        "}",
        "const alone: Ensemble = simulate(problem, { count: 50_000 });",
        "const run = await simulateOnThreads(problem, { count: 50_000, threads: 2 });",
        'writeRun("particles", {}, run!.ensemble, run!);',
        "console.log(run!.threads, run!.ensemble.positions[0]!.every((x, k) => x === alone.positions[0]![k]));",
      ].join("\n"),
    );
    project.write(
      "tsconfig.json",
      JSON.stringify({
        compilerOptions: {
          target: "ES2022",
          module: "NodeNext",
          strict: true,
          exactOptionalPropertyTypes: true,
          noUncheckedIndexedAccess: true,
          skipLibCheck: false,
          types: [],
        },
        files: ["program.ts", "files.ts"],
      }),
    );
    expect(project.compile()).toBe("");
    expect(difference(project.run(process.execPath, "program.js"), program.output)).toBe("");
    expect(project.run(process.execPath, "files.js").trim()).toBe("output-exists 64 3x64\n2 true");
  });

  it("brings its command, which finds the ready-made problems from there", () => {
    const command = "node_modules/.bin/fokker-planck";
    expect(project.run(command, "list")).toContain("two-wells-2d");
    const found = JSON.parse(project.run(command, "steady", "ou", "--json", "--set", "axes[0].cells=64")) as {
      problem: string;
    };
    expect(found.problem).toBe("ou");
  });
});
