import { test } from "vitest";
import { readFileSync } from "node:fs";
import { uniformAxis } from "../src/grid/axis.js";
import { makeGrid } from "../src/grid/grid.js";
import { constantField, functionField } from "../src/problem/field.js";
import { discretize } from "../src/generator/discretize.js";
import { trBdf2 } from "../src/steppers/tr-bdf2.js";
import { strang } from "../src/steppers/strang.js";
import { uniformization } from "../src/steppers/uniformization.js";
import { ssprk43 } from "../src/steppers/ssprk43.js";
import { advance } from "../src/steppers/stepper.js";

const npy = (f: string) => { const b = readFileSync(f); const h = b.readUInt16LE(8); return new Float64Array(b.buffer.slice(b.byteOffset + 10 + h, b.byteOffset + b.length)); };
const base = (grid: any, loss: any, D: any, solver: any = {}) => ({ name: "p", title: "", about: "", grid, drift: { loss, learningRate: constantField(1), force: grid.axes.map(() => null) }, diffusion: grid.axes.map(() => D), convention: "fick", initial: null, time: { start: 0, frames: [0, 1], jumps: [] }, observables: [], solver: { scheme: "auto", stepper: "auto", tolerance: 1e-4, dt: null, ...solver }, warnings: [], source: null }) as any;
const l1 = (a: any, b: any) => { let s = 0; for (let i = 0; i < a.length; i++) s += Math.abs(a[i] - b[i]); return s; };
const ms = (f: () => void, n = 20) => { const t: number[] = []; for (let i = 0; i < n; i++) { const a = performance.now(); f(); t.push(performance.now() - a); } t.sort((a, b) => a - b); return t[n >> 1]!.toFixed(3); };

test("1d", () => {
  const grid = makeGrid([uniformAxis("x", [-2.5, 2.5], 1024)]);
  const p = base(grid, functionField((x: number) => (x * x - 1) ** 2, 1), constantField(0.25));
  const g = discretize(p);
  const x = grid.axes[0]!.centers;
  const m0 = x.map((z) => Math.exp(-((z + 1) ** 2) / 0.04)); const s = m0.reduce((a, b) => a + b); for (let i = 0; i < m0.length; i++) m0[i]! /= s;
  const u = uniformization(g); u.state.set(m0); advance(u, 0, 10);
  const ref = u.state.slice(); const pts = npy("../shared/reference/p2-points-1024.npy").map((v) => v * 5 / 1024);
  console.log("uniformization vs ref", l1(ref, pts), "mass", ref.reduce((a, b) => a + b) - 1);
  for (const n of [50, 100, 200, 400]) {
    const st = trBdf2(g); st.state.set(m0); let e = 0; for (let k = 0; k < n; k++) e = advance(st, 0, 10 / n).total;
    console.log("trbdf2", n, l1(st.state, ref), "est", e, "mass", st.state.reduce((a, b) => a + b) - 1, "min", Math.min(...st.state));
  }
  const ss = ssprk43(g); ss.state.set(m0); const n = Math.ceil(1 / ss.maximumStep); let es = 0; for (let k = 0; k < n; k++) es = advance(ss, 0, 1 / n).total;
  const u1 = uniformization(g); u1.state.set(m0); advance(u1, 0, 1);
  console.log("ssprk", n, l1(ss.state, u1.state), es);
  console.log("discretize ms", ms(() => discretize(p)));
  const st = trBdf2(g); st.state.set(m0); console.log("step ms", ms(() => advance(st, 0, 0.01), 200));
});
test("2d", () => {
  const N = (x: number, y: number, a: number, b: number, v: number) => Math.exp(-((x - a) ** 2 + (y - b) ** 2) / (2 * v)) / (2 * Math.PI * v);
  const loss = functionField((x: number, y: number) => -Math.log(0.6 * N(x, y, -1.2, 0, 0.35) + 0.4 * N(x, y, 1.2, 0.4, 0.25)), 2);
  for (const n of [256]) {
    const grid = makeGrid([uniformAxis("x", [-4, 4], n), uniformAxis("y", [-4, 4], n)]);
    const p = base(grid, loss, constantField(0.3));
    const g = discretize(p);
    const m0 = new Float64Array(n * n); const c = grid.axes[0]!.centers; let s = 0;
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) s += m0[i * n + j] = N(c[i]!, c[j]!, 0, 2, 0.2);
    for (let i = 0; i < n * n; i++) m0[i]! /= s;
    const u = uniformization(g); u.state.set(m0); const a = performance.now(); advance(u, 0, 2); console.log("uniformization ms", performance.now() - a);
    const ref = u.state.slice(); const v = (8 / n) ** 2; const pts = npy("../shared/reference/p3-points-256.npy").map((q) => q * v), avg = npy("../shared/reference/p3-averages-256.npy").map((q) => q * v);
    console.log("space err points", l1(ref, pts), "avg", l1(ref, avg));
    for (const k of [5, 10, 20, 40]) {
      const st = strang(g); st.state.set(m0); let e = 0; const a = performance.now(); for (let i = 0; i < k; i++) e = advance(st, 0, 2 / k).total;
      console.log("strang", k, l1(st.state, ref), "est", e, "mass", st.state.reduce((a, b) => a + b) - 1, "min", st.state.reduce((a, b) => Math.min(a, b)), "ms", performance.now() - a);
    }
    for (const k of [50, 100]) {
      const st = strang(g, { extrapolate: false }); st.state.set(m0); const a = performance.now(); for (let i = 0; i < k; i++) advance(st, 0, 2 / k);
      console.log("strang plain", k, l1(st.state, ref), "ms", performance.now() - a);
    }
    console.log("discretize ms", ms(() => discretize(p)));
  }
});
test("rings", () => {
  for (const [nx, ny] of [[7, 9], [8, 5], [2, 3]]) for (const bx of ["periodic", "absorbing", "reflecting"] as const) for (const by of ["periodic", "absorbing", "reflecting"] as const) {
    const grid = makeGrid([uniformAxis("x", [0, 1], nx!, bx), uniformAxis("y", [0, 2], ny!, by)]);
    const p = base(grid, functionField((x: number, y: number) => Math.sin(6 * x) + Math.cos(3 * y) * x, 2), constantField(0.3));
    p.drift.force = [functionField((x: number, y: number) => y, 2), functionField((x: number) => x + 1, 2)];
    const g = discretize(p);
    const m0 = new Float64Array(nx! * ny!); m0[3] = 0.5; m0[0] = 0.5;
    const u = uniformization(g); u.state.set(m0); advance(u, 0, 0.1);
    const st = strang(g); st.state.set(m0); let e = 0; for (let i = 0; i < 40; i++) e = advance(st, 0, 0.1 / 40).total;
    const sum = (a: any) => a.reduce((x: number, y: number) => x + y, 0);
    console.log(nx, ny, bx, by, "err", l1(st.state, u.state).toExponential(2), "est", e.toExponential(2), "mass", (sum(st.state) + sum(st.absorbed) - 1).toExponential(1), (sum(u.state) + sum(u.absorbed) - 1).toExponential(1), "abs", l1(st.absorbed, u.absorbed).toExponential(2));
  }
});
