import type * as FileSystem from "node:fs";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { writeRun } from "../../src/store/run-directory.js";
import { fakeSolution } from "./fake-run.js";

const disk = vi.hoisted(() => ({ room: Infinity }));

vi.mock("node:fs", async (original) => {
  const fs = await original<typeof FileSystem>();
  const writeSync = (descriptor: number, bytes: Uint8Array, offset: number, length: number): number => {
    if (disk.room <= 0) throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    // A disk that fills up takes a part first.
    const part = Math.min(length, disk.room);
    disk.room -= part;
    return fs.writeSync(descriptor, bytes, offset, part);
  };
  return { ...fs, writeSync };
});

const parent = mkdtempSync(join(tmpdir(), "fokker-planck-full-"));
afterAll(() => rmSync(parent, { recursive: true }));

it("a disk that fills up at any byte leaves the previous run, and nothing half written", () => {
  const run = join(parent, "run");
  writeRun(run, {}, fakeSolution(1));
  const before = readFileSync(join(run, "run.json"), "utf8");
  for (let room = 0; room < 2600; room += 130) {
    disk.room = room;
    expect(() => writeRun(run, { force: true }, fakeSolution(2))).toThrow("found no space left");
    expect(readFileSync(join(run, "run.json"), "utf8")).toBe(before);
    expect(readdirSync(parent)).toEqual(["run"]);
  }
  disk.room = Infinity;
  writeRun(run, { force: true }, fakeSolution(2));
  expect(readFileSync(join(run, "run.json"), "utf8")).not.toBe(before);
});
