import { it } from "vitest";
import { ordersOf } from "./order.js";
import { spaceConvergence } from "./space.js";
import { lineProblems, planeProblems } from "./space-problems.js";
const show = (name: string, scheme: string, c: ReturnType<typeof spaceConvergence>, t: number) =>
  console.log(
    name.padEnd(50),
    scheme.padEnd(18),
    c.errors.map((e) => e.toExponential(2)).join(" "),
    ordersOf(c)
      .map((o) => o.toFixed(3))
      .join(" "),
    t.toFixed(0) + "ms",
  );
it("line", () => {
  for (const p of lineProblems)
    for (const s of ["scharfetter-gummel", "integrated", "upwind", "central"] as const) {
      const t = performance.now();
      try {
        show(p.name, s, spaceConvergence(p, s, [64, 128, 256, 512]), performance.now() - t);
      } catch (e) {
        console.log(p.name, s, String(e));
      }
    }
});
it("plane", () => {
  for (const p of planeProblems)
    for (const s of ["scharfetter-gummel", "integrated", "upwind", "central"] as const) {
      const t = performance.now();
      try {
        show(p.name, s, spaceConvergence(p, s, [32, 64, 128]), performance.now() - t);
      } catch (e) {
        console.log(p.name, s, String(e));
      }
    }
});
