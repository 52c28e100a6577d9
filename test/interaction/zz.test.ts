import { test } from "vitest";
import { readFileSync } from "node:fs";
import { parseProblem } from "../../src/problem/file.js";
import { evolve } from "../../src/solve/evolve.js";
test("x", () => {
  const p = parseProblem(readFileSync("grids/noisy-kuramoto.yaml","utf8"));
  const run=(q)=>evolve({...p, ...q},{ledger:false});
  for (const initial of ["1+0.1*cos(x)","1+0.001*cos(x)"]) {
  const pp=(c)=>parseProblem(readFileSync("grids/noisy-kuramoto.yaml","utf8").replace("1 + 0.1*cos(x)",initial).replace("end: 20","end: "+(initial.includes("001")?30:20)), {}) ;
  const ref=evolve({...pp(0), solver:{...p.solver, tolerance:3e-6}},{ledger:false});
  for (const tol of [1e-3,1e-4]) {
    const s=evolve({...pp(0), solver:{...p.solver, tolerance:tol}},{ledger:false});
    const n=128; const errs=s.frames.map((f,k)=>{let e=0;for(let c=0;c<n;c++)e+=Math.abs(s.density.data[k*n+c]-ref.density.data[k*n+c])*2*Math.PI/n;return e;});
    console.log(initial,tol,s.steps,s.rejected,"est",s.error.time.toExponential(2),"worst",Math.max(...errs).toExponential(2),"end",errs[40].toExponential(2), s.warnings.join());
  }}
});
