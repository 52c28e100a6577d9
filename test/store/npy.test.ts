import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ndarray from "ndarray";
import { afterAll, describe, expect, it } from "vitest";
import { contiguous, readNpy, writeNpy } from "../../src/store/npy.js";

const directory = mkdtempSync(join(tmpdir(), "fokker-planck-npy-"));
afterAll(() => rmSync(directory, { recursive: true }));

const numpy = ((): boolean => {
  try {
    execFileSync("python3", ["-c", "import numpy"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

describe(".npy files", () => {
  it("come back bit for bit, in any shape", () => {
    const values = [0, -0, 1 / 3, Number.MIN_VALUE, Number.MAX_VALUE, -1e-300];
    for (const shape of [[6], [2, 3], [1, 3, 2], [6, 1]]) {
      const file = join(directory, `${shape.join("-")}.npy`);
      writeNpy(file, { shape, data: Float64Array.from(values) });
      const back = readNpy(file);
      expect(back.shape).toEqual(shape);
      expect([...back.data].every((value, k) => Object.is(value, values[k]))).toBe(true);
    }
  });

  it("start their data at a multiple of 64 bytes, as the format asks, in little-endian order", () => {
    const file = join(directory, "layout.npy");
    writeNpy(file, { shape: [2], data: Float64Array.of(1, 2) });
    const bytes = readFileSync(file);
    const start = 10 + bytes.readUInt16LE(8);
    expect(start % 64).toBe(0);
    expect(bytes.subarray(0, start).toString("latin1")).toMatch(
      /^\x93NUMPY\x01\0..\{'descr': '<f8', 'fortran_order': False, 'shape': \(2,\), \} *\n$/s,
    );
    expect(bytes.readDoubleLE(start + 8)).toBe(2);
  });

  it("can hold no values", () => {
    const file = join(directory, "empty.npy");
    writeNpy(file, { shape: [0, 4], data: new Float64Array(0) });
    expect(readNpy(file).shape).toEqual([0, 4]);
  });

  it("are refused when cut short or of another kind", () => {
    const file = join(directory, "short.npy");
    writeNpy(file, { shape: [3], data: Float64Array.of(1, 2, 3) });
    writeFileSync(file, readFileSync(file).subarray(0, -1));
    expect(() => readNpy(file)).toThrow("expected 24 bytes of data, found 23");
    writeFileSync(file, "name: ou\n");
    expect(() => readNpy(file)).toThrow("another format");
  });

  it("hold the values of a strided view in C order", () => {
    const whole = ndarray(Float64Array.of(0, 1, 2, 3, 4, 5), [2, 3]);
    expect([...contiguous(whole.transpose(1, 0)).data]).toEqual([0, 3, 1, 4, 2, 5]);
    expect([...contiguous(whole.pick(1)).data]).toEqual([3, 4, 5]);
    expect([...contiguous(whole.step(1, -1)).data]).toEqual([2, 1, 0, 5, 4, 3]);
    expect(contiguous(whole).data.buffer).toBe(whole.data.buffer);
  });

  it.skipIf(!numpy)("are read by NumPy", () => {
    const file = join(directory, "numpy.npy");
    writeNpy(file, { shape: [2, 3], data: Float64Array.of(0, 1, 2, 3, 4, 0.1) });
    const script = "import numpy,sys; a=numpy.load(sys.argv[1]); print(a.shape, a.dtype, a[1].tolist())";
    expect(execFileSync("python3", ["-c", script, file], { encoding: "utf8" }).trim()).toBe(
      "(2, 3) float64 [3.0, 4.0, 0.1]",
    );
  });
});
