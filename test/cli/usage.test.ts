import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root, runCli } from "./run-cli.js";
import { runHere } from "./run-here.js";

describe("the command line", () => {
  it.each(["solve", "steady", "first-passage", "list", "schema"])("explains %s with examples", async (command) => {
    const { code, stdout, stderr } = await runHere([command, "--help"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(`Usage: fokker-planck ${command}`);
    expect(stdout).toMatch(new RegExp(`Examples:\\n {2}\\$ fokker-planck ${command}`));
  });

  it("states its version", async () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
    expect(await runCli(["--version"])).toMatchObject({ code: 0, stdout: `${version}\n` });
  });

  it("shows its help and fails when no command is given", async () => {
    const { code, stderr } = await runCli([]);
    expect(code).toBe(2);
    expect(stderr).toContain("Commands:");
  });

  it.each([
    [["solv", "ou"], "unknown command 'solv'", "Did you mean solve?"],
    [["solve", "ou", "--jso"], "unknown option '--jso'", "Did you mean --json?"],
    [["solve"], "missing required argument 'FILE'", ""],
    [["solve", "ou", "--set"], "option '--set <path=value>' argument missing", ""],
    [["solve", "ou", "double-well"], "too many arguments", ""],
  ])("refuses %j in words, with exit code 2", async (args, words, hint) => {
    const { code, stdout, stderr } = await runHere(args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(words);
    expect(stderr).toContain(hint);
  });

  it("answers misuse with an object too when asked for JSON", async () => {
    const { code, stdout } = await runHere(["solve", "ou", "--json", "--fast"]);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      error: { code: "unknown-option", path: "", message: "unknown option '--fast'" },
    });
  });

  it("ends quietly when its reader has seen enough", async () => {
    const { code, stderr } = await runCli(["schema"], { meanwhile: (child) => child.stdout!.destroy() });
    expect([code, stderr]).toEqual([0, ""]);
  });
});
