import { readFileSync } from "node:fs";
import { it } from "vitest";
import { parseProblem } from "../../src/problem/file.js";
import { discretize } from "../../src/generator/discretize.js";
import { initialMasses } from "../../src/problem/initial.js";
import { strang } from "../../src/steppers/strang.js";
import { uniformization } from "../../src/steppers/uniformization.js";
import { advance } from "../../src/steppers/stepper.js";
import { allowedError, nextStepSize, type StepMade } from "../../src/steppers/step-size.js";
it("probe", () => {
  for (const name of ["brownian-exit-2d", "two-wells-2d", "mueller-brown-2d"]) for (const tolerance of [1e-3, 1e-5]) {
  const text = readFileSync(new URL(`../../grids/${name}.yaml`, import.meta.url), "utf8");
  const p = parseProblem(text, { set: [`axes[0].cells=48`, `axes[1].cells=48`, "time.frames=2"] });
  const end = p.time!.frames.at(-1)!;
  const d = discretize(p), s = strang(d), u = uniformization(discretize(p));
  s.state.set(initialMasses(p).mass); u.state.set(s.state);
  let change = new Float64Array(d.grid.size);
  // onset as in evolve
  const { explicitKernel } = STEP;
  const c = d.workspace.allocate(d.grid.size); explicitKernel(d)(s.state, c, 0, 1);
  const onset = Math.min(1 / c.reduce((a, b) => a + Math.abs(b), 0), end);
  const budget = { tolerance, span: end, onset };
  let t = 0, wanted = 0.5 * tolerance ** 0.2 * onset, total = 0, before: StepMade | null = null;
  console.log(name, tolerance, "onset", onset, "span", end);
  while (t < end * (1 - 1e-9)) {
    const dt = end - t <= wanted ? end - t : (end - t) / Math.ceil((end - t) / wanted);
    const e = s.attempt(t, dt);
    const allowed = allowedError(budget, t, dt, total);
    const next = nextStepSize({ dt, error: e.local }, before, allowed, 5);
    console.log(t.toExponential(2), dt.toExponential(2), "local", e.local.toExponential(2), "allowed", allowed.toExponential(2), "total", e.total.toExponential(2), "next/dt", (next / dt).toFixed(2), e.local > allowed ? "REJ" : "");
    if (e.local > allowed) { wanted = Math.min(next, 0.9 * dt); before = null; continue; }
    before = { dt, error: e.local }; wanted = Math.max(next, dt < wanted ? Math.min(wanted, 5 * dt) : 0);
    s.accept(); advance(u, t, dt); total = e.total; t += dt;
    console.log("     true", s.state.reduce((a, v, i) => a + Math.abs(v - u.state[i]), 0).toExponential(2));
  }
  }
});
import * as STEP from "../../src/steppers/stepper.js";
