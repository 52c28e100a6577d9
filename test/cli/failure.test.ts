import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { reportFailure } from "../../src/cli/failure.js";
import { InputError, NumericalError } from "../../src/errors.js";
import { runCli } from "./run-cli.js";
import { runHere } from "./run-here.js";

const parent = mkdtempSync(join(tmpdir(), "fokker-planck-bad-"));
afterAll(() => rmSync(parent, { recursive: true }));
const file = (name: string, contents: string | Uint8Array): string => {
  writeFileSync(join(parent, name), contents);
  return join(parent, name);
};
mkdirSync(join(parent, "directory"));

describe("bad input", () => {
  it.each([
    ["a file that is not there", join(parent, "none.yaml"), "not-found"],
    ["a directory", join(parent, "directory"), "is-directory"],
    ["an empty file", file("empty.yaml", " \n"), "empty-file"],
    ["a file that is too large", file("large.yaml", "# ".repeat(600_000)), "file-too-large"],
    ["a device without an end", "/dev/zero", "file-too-large"],
    ["bytes that are no text", file("bytes.yaml", Uint8Array.of(0xff, 0xfe, 0x00)), "not-text"],
    ["a misspelt name of a ready-made problem", "two-well-2d", "not-found"],
  ])("%s is refused in words, with its name and exit code 2", async (_, path, code) => {
    const { code: exit, stdout, stderr } = await runHere(["solve", path, "--json"]);
    expect(exit).toBe(2);
    expect(stderr).toMatch(/^error: .*expected .*, found .*\n$/);
    expect(JSON.parse(stdout)).toEqual({ error: { code, path, message: stderr.slice("error: ".length, -1) } });
  });

  it("names the file and the place in it, without a stack trace", async () => {
    const path = file(
      "axes.yaml",
      "axes: [{ name: x, range: [1, 0], cells: 8 }]\ndiffusion: 1\ninitial: { uniform: true }\n",
    );
    const { code, stdout, stderr } = await runCli(["steady", path]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`error: ${path}: axes[0].range: `);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it("of two problems in one file is said in plain words", async () => {
    const path = file("two.yaml", "diffusion: 1\n---\ndiffusion: 2\n");
    const { code, stderr } = await runHere(["solve", path]);
    expect(code).toBe(2);
    expect(stderr).toContain("found more than one: a second begins at line 2, after ---");
    expect(stderr).not.toContain("parse");
  });

  it("of an empty name for the results is about the option", async () => {
    const { code, stderr } = await runHere(["steady", "ou", "--out", ""]);
    expect(code).toBe(2);
    expect(stderr).toBe("error: --out: expected the name of a directory to make, found an empty name.\n");
  });

  it("cannot steer the terminal", async () => {
    const path = file("escape.yaml", 'axes: [{ name: "\\e[2J", range: [0, 1], cells: 8 }]\n');
    const { code, stdout, stderr } = await runHere(["solve", path]);
    expect(code).toBe(2);
    expect(stdout + stderr).not.toContain("\x1b");
  });
});

describe("the report of a failure", () => {
  afterEach(() => vi.restoreAllMocks());
  const capture = (error: unknown): { exit: number; out: string; err: string } => {
    let [out, err] = ["", ""];
    vi.spyOn(process.stdout, "write").mockImplementation((text) => ((out += String(text)), true));
    vi.spyOn(process.stderr, "write").mockImplementation((text) => ((err += String(text)), true));
    const exit = reportFailure(error, { json: true, file: "a.yaml", out: "runs/a" });
    vi.restoreAllMocks();
    return { exit, out, err };
  };

  it("tells numbers that failed from input that was bad", () => {
    expect(capture(new NumericalError("not-finite", "The density is no longer finite."))).toEqual({
      exit: 3,
      err: "error: The density is no longer finite.\n",
      out: '{"error":{"code":"not-finite","path":"","message":"The density is no longer finite."}}\n',
    });
    expect(capture(new InputError({ code: "bad", path: "time.end", expected: "x", found: "y" }))).toMatchObject({
      exit: 2,
      err: "error: a.yaml: time.end: expected x, found y.\n",
    });
  });

  it("says what can be done when memory is short, and asks for a report of anything unforeseen", () => {
    expect(capture(new RangeError("Array buffer allocation failed"))).toMatchObject({ exit: 3 });
    expect(capture(new RangeError("Array buffer allocation failed")).err).toContain("use fewer cells");
    expect(capture(new TypeError("x is undefined")).err).toContain("please report it");
  });
});
