import { it } from "vitest";
import { ssprk43 } from "../../src/steppers/ssprk43.js";
import { strang } from "../../src/steppers/strang.js";
import { trBdf2 } from "../../src/steppers/tr-bdf2.js";
import { ordersOf } from "./order.js";
import { timeConvergence } from "./time.js";
import * as P from "./time-problems.js";
const show = (name: string, scheme: string, c: ReturnType<typeof timeConvergence>, t: number) =>
  console.log(
    name.padEnd(40),
    scheme.padEnd(12),
    c.errors.map((e) => e.toExponential(2)).join(" "),
    ordersOf(c)
      .map((o) => o.toFixed(3))
      .join(" "),
    t.toFixed(0) + "ms",
  );
it("time", () => {
  const now = () => performance.now();
  for (const p of [P.line, P.ring, P.leaking, P.drivenLine]) {
    let t = now();
    show(p.name, "tr-bdf2", timeConvergence(p, trBdf2, [8, 16, 32, 64, 128, 256]), now() - t);
    t = now();
    try {
      show(p.name, "ssprk43", timeConvergence(p, ssprk43, [128, 256, 512, 1024]), now() - t);
    } catch (e) {
      console.log(String(e));
    }
  }
  for (const p of [P.plane, P.leakingPlane, P.drivenPlane]) {
    let t = now();
    show(
      p.name,
      "strang2",
      timeConvergence(p, (d) => strang(d, { extrapolate: false }), [4, 8, 16, 32, 64, 128]),
      now() - t,
    );
    t = now();
    show(p.name, "strang4", timeConvergence(p, strang, [2, 4, 8, 16, 32, 64]), now() - t);
    t = now();
    try {
      show(p.name, "ssprk43", timeConvergence(p, ssprk43, [64, 128, 256]), now() - t);
    } catch (e) {
      console.log(String(e));
    }
  }
});
