import { it } from "vitest";
import { galleryNames, toleranceRows } from "./tolerance.js";
it("x", () => {
  for (const name of galleryNames.filter((n) => n.endsWith("2d") || ["ou", "convention-ring", "double-well"].includes(n))) {
    const t = performance.now();
    const rows = toleranceRows(name);
    console.log(name.padEnd(26), rows.map((r) => `${r.ratio.toPrecision(2)} (${r.claimed.toPrecision(2)}, ${r.steps}+${r.rejected})`.padEnd(28)).join(""), ((performance.now() - t) / 1000).toFixed(2));
  }
}, 600000);
