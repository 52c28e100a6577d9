import { test } from "vitest";
import { defineProblem } from "../src/problem/define.js";
import { evolve } from "../src/solve/evolve.js";
import { steady } from "../src/solve/steady.js";
import { summary } from "../src/solve/summary.js";
const l1 = (a: any, b: any, v = 1) => { let s = 0; for (let i = 0; i < a.length; i++) s += Math.abs(a[i] - b[i]); return s * v; };
test("E01", () => {
  const s = evolve(defineProblem({ axes: [{ name: "x", range: [-6, 6], cells: 512 }], drift: { loss: "x^2/2" }, diffusion: 0.5, initial: { gaussian: { mean: [2], variance: 0.04 } }, time: { end: 0.7, frames: 8 }, observables: { right: "x > 0" } }), { estimateError: true });
  const { series, ...rest } = summary(s) as any; console.log(JSON.stringify(rest, null, 1));
});
const last = (s: any) => s.density.data.subarray(s.density.data.length - s.problem.grid.size);
const wells = "-log(0.6*exp(-((x+1.2)^2+y^2)/0.7)/(2*pi*0.35) + 0.4*exp(-((x-1.2)^2+(y-0.4)^2)/0.5)/(2*pi*0.25))";
const cases: any = {
  ou: { axes: [{ name: "x", range: [-6, 6], cells: 512 }], drift: { loss: "x^2/2" }, diffusion: 0.5, initial: { gaussian: { mean: [2], variance: 0.04 } }, time: { end: 0.7, frames: 2 } },
  dw: { axes: [{ name: "x", range: [-2.5, 2.5], cells: 512 }], drift: { loss: "(x^2-1)^2" }, diffusion: 0.25, initial: { gaussian: { mean: [-1], variance: 0.02 } }, time: { end: 10, frames: 2 } },
  dwf: { axes: [{ name: "x", range: [-2.5, 2.5], cells: 512 }], drift: { loss: "(x^2-1)^2" }, diffusion: 0.25, initial: { gaussian: { mean: [-1], variance: 0.02 } }, time: { end: 2, frames: 11 } },
  bexit: { axes: [{ name: "x", range: [0, 1], cells: 400, boundary: "absorbing" }], diffusion: 0.25, initial: { point: [0.3] }, time: { end: 0.5, frames: 2 } },
  wells: { axes: [{ name: "x", range: [-4, 4], cells: 128 }, { name: "y", range: [-4, 4], cells: 128 }], drift: { loss: wells }, diffusion: 0.3, initial: { gaussian: { mean: [0, 2], variance: 0.2 } }, time: { end: 2, frames: 2 } },
  rot: { axes: [{ name: "x", range: [-5, 5], cells: 96 }, { name: "y", range: [-5, 5], cells: 96 }], drift: { force: { x: "-x-2*y", y: "2*x-y" } }, diffusion: 0.3, initial: { gaussian: { mean: [1.5, 0], variance: 0.1 } }, time: { end: 2, frames: 2 } },
  anneal: { axes: [{ name: "x", range: [-4, 4], cells: 96 }, { name: "y", range: [-4, 4], cells: 96 }], drift: { loss: wells }, diffusion: "0.5*exp(-t/0.6)+0.1", initial: { gaussian: { mean: [0, 2], variance: 0.2 } }, time: { end: 2, frames: 2 } },
  forget: { axes: [{ name: "x", range: [-3, 3], cells: 256 }], drift: { force: { x: "(t<1)*(1-x)+(t>=1)*(-1-x)" } }, diffusion: "0.2", initial: { gaussian: { mean: [0], variance: 0.2 } }, time: { end: 2, frames: 2 } },
};
for (const [name, c] of Object.entries(cases)) test(name, () => {
  let prev: any = null;
  for (const tolerance of [1e-3, 1e-4, 1e-5, 1e-6]) {
    const s = evolve(defineProblem({ ...(c as any), solver: { tolerance } }), { ledger: false });
    const r = evolve(defineProblem({ ...(c as any), solver: { tolerance: tolerance / 100 } }), { ledger: false });
    const e = l1(last(s), last(r), s.problem.grid.volumes[0]!);
    console.log(name, tolerance, "err", e.toExponential(2), "ratio", (e / tolerance).toFixed(4), "est", s.error.time!.toExponential(2), "steps", s.steps, s.rejected, "s", s.seconds.toFixed(3), s.massError.toExponential(1), s.minDensity);
  }
});
