import { it } from "vitest";
import { knownProblems, knownRows } from "./known.js";
for (const p of knownProblems) it(p.id, () => {
  const t = performance.now();
  const rows = knownRows(p);
  console.log(p.id, ((performance.now() - t) / 1000).toFixed(2) + "s tol", p.tolerance, p.limit);
  for (const r of rows) console.log(r.quantity.padEnd(22), r.exact, r.computed, r.error.toExponential(1), r.extrapolatedError.toExponential(1));
});
