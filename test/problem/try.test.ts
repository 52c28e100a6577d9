import { test } from "vitest";
import { parseProblem } from "../../src/problem/file.js";
import { defineProblem } from "../../src/problem/define.js";
import { initialMasses } from "../../src/problem/initial.js";
import { observableWeights } from "../../src/problem/observables.js";
import { problemJsonSchema } from "../../src/problem/schema.js";
const base = `
axes: [{ name: x, range: [-4, 4], cells: 64 }, { name: y, range: [-4, 4], cells: 32, boundary: periodic }]
drift: { loss: "x^2/2", force: { y: "2*x" } }
diffusion: T
parameters: { T: 0.3, U: T/2 }
initial: { gaussian: { mean: [0, 2], variance: 0.2 } }
time: { end: 2 }
observables: { left: "x < 0.1", r: "x^2+y^2<1" }
`;
const attempt = (f: () => unknown) => { try { console.log(f()); } catch (e) { console.log(String(e)); } };
test("try", () => {
  const p = parseProblem(base, { fileName: "a/b/two.yaml" });
  console.log(JSON.stringify(p.source));
  const m = initialMasses(p);
  console.log(m.warnings, m.mass.reduce((a,b)=>a+b));
  console.time("w"); for (const o of p.observables) { const w = observableWeights(p, o, 0); console.log(o.name, w.reduce((s, v, c) => s + v*m.mass[c]!, 0)); } console.timeEnd("w");
  console.log(JSON.stringify(problemJsonSchema()).length);
  for (const [from, to] of [["diffusion: T","diffusoin: T"],["range: [-4, 4]","range: [4, -4]"],["cells: 64","cels: 64"],["cells: 64","cells: 1e9"],["cells: 64","cells: many"],["boundary: periodic","boundary: perodic"],["boundary: periodic","boundary: {lower: periodic, upper: absorbing}"],["end: 2","end: -2"],["variance: 0.2","covariance: [[1, 2],[2,1]]"],["{ end: 2 }","[1,2]"],["diffusion: T","diffusion: [1]"],["diffusion: T","diffusion: {x: 1, z: 2}"],["diffusion: T","diffusion: {x: 1}"],["diffusion: T","diffusion: {tensor: [[1,0],[0,1]]}"],["x^2/2","x^2/2 + foo(x)"],["x < 0.1","(((x"],["T/2","constructor"],["name: x","name: exp"],["diffusion: T","diffusion: T\ndiffusion: 2"],["diffusion: T","diffusion: [T"], ["variance: 0.2","sigma: 0.2"], ["gaussian:","gausian:"], ["diffusion: T","diffusion: .nan"],["diffusion: T",""], ["diffusion: T","diffusion: \u0001"],["diffusion: T","diffusion: T\n__proto__: {a: 1}"]] as const) attempt(() => parseProblem(base.replace(from, to)));
  attempt(() => parseProblem("")); attempt(() => parseProblem("# nothing")); attempt(() => parseProblem("- 1")); attempt(() => parseProblem("a: &a [1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d]"));
  attempt(() => parseProblem("[".repeat(1e5))); attempt(() => parseProblem("a: " + "[".repeat(1e5)+"]".repeat(1e5)));attempt(() => parseProblem("x".repeat(2e6)));attempt(() => parseProblem("a: *b"));
  attempt(() => parseProblem("{\n\t\"axes\": [\n\t{\"name\": \"x\", \"range\": [0,1], \"cells\": 4}],\n\t\"diffusion\": 1}").name);
  for (const s of ["parameters.T=0.5","axes[0].cells=8","axes.0.cells=8","solver.tolerance=1e-6","drift.force.x=-2*y","parameters.TT=1","axes.7.cells=3","diffusion.x=1","nothing","=3","solver.tolerrance=1","__proto__.x=1","a.constructor=1","title=Wells: two","axes.1.boundary={lower: absorbing, upper: reflecting}","diffusion=[1","initial={point: [0,1]}"]) attempt(() => JSON.stringify(parseProblem(base, { set: [s] }).source).length + " ok " + s);
  const d = defineProblem({ axes: [{ name: "x", range: [-2.5, 2.5], cells: 400 }], drift: { loss: (x) => (x*x-1)**2 }, diffusion: 0.25, initial: { gaussian: { mean: -1, variance: 0.02 } }, time: { end: 10, frames: 11 }, observables: { left: (x) => x < 0 } });
  console.log(d.source, d.time, initialMasses(d).warnings);
});
