import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.js";
import { readNpy } from "../../src/store/npy.js";
import { ownEntries, prepareRunDirectory } from "../../src/store/output-place.js";
import { replaceDirectory } from "../../src/store/replace-directory.js";
import { writeRun } from "../../src/store/run-directory.js";
import { fakeProblem, fakeSolution, fakeStationary } from "./fake-run.js";

let parent: string;
let run: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "fokker-planck-run-"));
  run = join(parent, "run");
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const steps = (directory = run): number =>
  (JSON.parse(readFileSync(join(directory, "run.json"), "utf8")) as { summary: { steps: number } }).summary.steps;

function fault(action: () => void): InputError {
  try {
    action();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("a run directory", () => {
  it("holds the arrays and a record that says how they came about", () => {
    writeRun(run, {}, fakeSolution(7, fakeProblem([4, 3])));
    expect(readdirSync(run).sort()).toEqual(
      ["current_x.npy", "current_y.npy", "density.npy", "run.json", "times.npy", "x.npy", "x_faces.npy"].concat([
        "y.npy",
        "y_faces.npy",
      ]),
    );
    expect(readNpy(join(run, "density.npy"))).toEqual({ shape: [3, 4, 3], data: new Float64Array(36).fill(7) });
    expect([...readNpy(join(run, "times.npy")).data]).toEqual([0, 0.5, 1]);
    expect([...readNpy(join(run, "x.npy")).data]).toEqual([-0.75, -0.25, 0.25, 0.75]);
    expect(readNpy(join(run, "y_faces.npy")).shape).toEqual([4]);
    expect(readNpy(join(run, "current_y.npy")).shape).toEqual([4, 3]);
    const record = JSON.parse(readFileSync(join(run, "run.json"), "utf8")) as Record<string, unknown>;
    expect(Object.keys(record)).toEqual(["versions", "createdAt", "problem", "arrays", "summary"]);
    expect(record["problem"]).toEqual({ name: "made-up", parameters: { D: 1 } });
    expect(readdirSync(parent)).toEqual(["run"]);
  });

  it("of a stationary state has one density and no times", () => {
    writeRun(run, {}, fakeStationary(0.5));
    expect(readNpy(join(run, "density.npy")).shape).toEqual([4]);
    expect(existsSync(join(run, "times.npy"))).toBe(false);
  });

  it("is made with the directories above it", () => {
    run = join(parent, "a", "b", "run");
    writeRun(run, {}, fakeSolution(1));
    expect(steps()).toBe(1);
  });

  it("tells apart axes whose files would meet", () => {
    writeRun(run, {}, fakeSolution(1, fakeProblem([4, 3], ["times", "X_faces"])));
    expect(readNpy(join(run, "times.npy")).shape).toEqual([3]);
    expect(readNpy(join(run, "times_.npy")).shape).toEqual([4]);
  });

  it("that exists is refused without force, and replaced as a whole with it", () => {
    writeRun(run, {}, fakeSolution(1, fakeProblem([4, 3])));
    expect(fault(() => writeRun(run, {}, fakeSolution(2)))).toMatchObject({ code: "output-exists", path: run });
    expect(steps()).toBe(1);
    writeRun(run, { force: true }, fakeSolution(2));
    expect(steps()).toBe(2);
    expect(existsSync(join(run, "y.npy"))).toBe(false);
    expect(readdirSync(parent)).toEqual(["run"]);
  });

  it("keeps what others put into it when it is replaced", () => {
    writeRun(run, {}, fakeSolution(1));
    writeFileSync(join(run, "figure.png"), "drawn");
    mkdirSync(join(run, "notes"));
    writeFileSync(join(run, "notes", "a.txt"), "thought");
    writeRun(run, { force: true }, fakeSolution(2));
    expect(readFileSync(join(run, "figure.png"), "utf8")).toBe("drawn");
    expect(readFileSync(join(run, "notes", "a.txt"), "utf8")).toBe("thought");
    expect(steps()).toBe(2);
  });

  it("never takes the place of anything but an earlier run or an empty directory", () => {
    mkdirSync(run);
    writeFileSync(join(run, "thesis.tex"), "");
    writeFileSync(join(run, "run.json"), '{"name": "something else"}');
    expect(fault(() => writeRun(run, { force: true }, fakeSolution(1))).code).toBe("not-a-run");
    expect(readdirSync(run).length).toBe(2);
    const link = join(parent, "link");
    symlinkSync(run, link);
    expect(fault(() => writeRun(link, { force: true }, fakeSolution(1))).found).toBe("a symbolic link");
    const file = join(parent, "file");
    writeFileSync(file, "kept");
    expect(fault(() => writeRun(file, { force: true }, fakeSolution(1))).code).toBe("not-a-directory");
    expect(fault(() => writeRun(join(file, "run"), {}, fakeSolution(1))).code).toBe("not-a-directory");
    expect(readFileSync(file, "utf8")).toBe("kept");
    const empty = join(parent, "empty");
    mkdirSync(empty);
    writeRun(empty, { force: true }, fakeSolution(3));
    expect(steps(empty)).toBe(3);
  });

  it("of another run that was there first is not replaced without force", () => {
    writeRun(run, {}, fakeSolution(1));
    const late = (): void =>
      replaceDirectory(run, (temporary) => writeFileSync(join(temporary, "run.json"), "late"), ownEntries, false);
    expect(late).toThrow(/ENOTEMPTY|EEXIST/);
    expect(steps()).toBe(1);
    expect(readdirSync(parent)).toEqual(["run"]);
  });

  it("whose name no directory can have is refused before anything is computed", () => {
    expect(fault(() => prepareRunDirectory("", {}, 0)).code).toBe("no-directory");
    // names beside it are longer by 30 characters, and 255 is what file systems take
    expect(fault(() => prepareRunDirectory(join(parent, "a".repeat(240)), {}, 0)).code).toBe("name-too-long");
    if (existsSync("/proc/self")) {
      expect(fault(() => prepareRunDirectory("/proc/none", {}, 0)).code).toBe("not-found");
      expect(fault(() => prepareRunDirectory("/proc/none/run", {}, 0)).code).toBe("not-found");
    }
  });

  it("leaves nothing behind when it is only tried, not even directories on the way", () => {
    prepareRunDirectory(join(parent, "a", "b", "run"), {}, 0);
    expect(readdirSync(parent)).toEqual([]);
  });

  it.skipIf(process.getuid?.() === 0)("is refused before anything is computed where nobody may write", () => {
    chmodSync(parent, 0o500);
    expect(fault(() => prepareRunDirectory(join(parent, "a", "b"), {}, 0)).code).toBe("no-permission");
    chmodSync(parent, 0o700);
  });

  it("is refused before anything is computed when the disk has no room for it", () => {
    expect(fault(() => prepareRunDirectory(run, {}, 2 ** 60)).code).toBe("disk-full");
    expect(readdirSync(parent)).toEqual([]);
  });

  it("has its previous state back after a kill between the two renames", () => {
    writeRun(run, {}, fakeSolution(1));
    // No process can have this number: Linux ends at 2^22.
    renameSync(run, join(parent, ".run.old-99999999-0123abcd"));
    mkdirSync(join(parent, ".run.new-99999999-0123abcd"));
    expect(fault(() => prepareRunDirectory(run, {}, 0)).code).toBe("output-exists");
    expect(steps()).toBe(1);
    expect(readdirSync(parent)).toEqual(["run"]);
  });

  it("is cleared of a half written successor, unless somebody is still writing it", () => {
    writeRun(run, {}, fakeSolution(1));
    mkdirSync(join(parent, ".run.new-99999999-0123abcd"));
    mkdirSync(join(parent, `.run.new-${process.ppid}-0123abcd`));
    mkdirSync(join(parent, ".run.new-and-mine"));
    prepareRunDirectory(run, { force: true }, 0);
    expect(new Set(readdirSync(parent))).toEqual(
      new Set([".run.new-and-mine", `.run.new-${process.ppid}-0123abcd`, "run"]),
    );
  });
});
