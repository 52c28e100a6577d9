import { expect, test } from "vitest";
import { createWorkspace } from "../../src/kernels/workspace.js";
import { mergeInto, type Increments } from "../../src/particles/brownian-path.js";
import { makeBlock } from "../../src/particles/crowd.js";
import { createNoise } from "../../src/particles/noise.js";
import { mergedPath, noisePath } from "../../src/particles/noise-path.js";

test("a step of the merged path is two steps of the path, W and its integral merged", () => {
  const workspace = createWorkspace(1 << 16);
  const n = 64;
  const [h, step] = [0.5, 7];
  const block = makeBlock(workspace, 2, n);
  const noise = createNoise(workspace, 3);
  noise.nameInto(block.particles, 0, n);
  block.n = n;
  const arrays = (): Float64Array[] => [workspace.allocate(n), workspace.allocate(n)];
  const drawn = (path: ReturnType<typeof noisePath>, name: number, length: number): Increments[] => {
    const [z, v] = [arrays(), arrays()];
    path.drawInto(z, v, block, name, length);
    return z.map((own, i) => ({
      W: own.map((value) => Math.sqrt(length) * value),
      H: v[i].map((value) => Math.sqrt(length / 12) * value),
    }));
  };
  const fine = noisePath(noise);
  const [first, second] = [drawn(fine, 2 * step - 1, h / 2), drawn(fine, 2 * step, h / 2)];
  const long = drawn(mergedPath(noise, workspace, block), step, h);
  long.forEach((own, i) => {
    const whole: Increments = { W: new Float64Array(n), H: new Float64Array(n) };
    mergeInto(first[i], h / 2, second[i], h / 2, whole, n);
    for (let k = 0; k < n; k++) {
      // a few roundings of numbers of order 1
      expect(Math.abs(own.W[k] - whole.W[k])).toBeLessThan(1e-14);
      expect(Math.abs(own.H[k] - whole.H[k])).toBeLessThan(1e-14);
    }
  });
});
