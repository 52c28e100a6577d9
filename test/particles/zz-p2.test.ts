import { it } from "vitest";
import { simulate } from "../../src/particles/simulate.js";
import { defineProblem } from "../../src/problem/define.js";
import { chiSquare } from "./statistics.js";
it("x", () => {
  for (const scheme of ["heun", "euler-maruyama", "auto"] as const)
    for (const [force, D, b] of [
      ["1 - sqrt(x)", 0.3, "reflecting"],
      [(x: number) => 1 - Math.sqrt(x), 0.3, "reflecting"],
      ["log(x)", 0.3, "reflecting"],
      ["-1/(x-5)^1.5", 0.3, "absorbing"],
      ["1-x", "0.3*x^1.5", "reflecting"],
      ["1-x", (x: number) => 0.3 * Math.sqrt(x) * x, "reflecting"],
      ["-x", "0.1+sqrt(x)", "absorbing"],
    ] as const) {
      try {
        const s = simulate(
          defineProblem({
            axes: [{ name: "x", range: [0, 4] as const, cells: 40, boundary: b }],
            drift: { force: { x: force as never } },
            diffusion: D as never,
            initial: { point: 0.5 },
            time: { end: 4, frames: 2 },
          }),
          { count: 20000, scheme, seed: 21, dt: 0.01 },
        );
        console.log(
          "R",
          scheme,
          String(force),
          String(D),
          s.plan.scheme.name,
          s.lost,
          s.frames[1].survival,
          s.warnings.join().slice(0, 100),
        );
      } catch (e) {
        console.error("R", scheme, String(force), String(D), String(e).slice(0, 200));
      }
    }
}, 200000);
