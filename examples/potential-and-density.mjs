// A particle in a double well: how its density settles, and the Gibbs state it settles to.
//
//   node examples/potential-and-density.mjs

import ops from "ndarray-ops";
import { defineProblem, evolve, steady } from "fokker-planck";

const loss = (x) => (x * x - 1) ** 2;
const D = 0.25; // four times less than the barrier: crossing it takes a mean time of 69.26

const problem = defineProblem({
  name: "double well",
  axes: [{ name: "x", range: [-2.5, 2.5], cells: 400 }],
  drift: { loss },
  diffusion: D,
  initial: { gaussian: { mean: -1, variance: 0.02 } },
  time: { at: [0, 1, 10, 100, 300] },
  observables: { left: (x) => x < 0 },
});

const solution = evolve(problem);
const stationary = steady(problem);
const { centers, widths } = problem.grid.axes[0];

console.log("   t     P(x < 0)   highest density   free energy    KL to Gibbs");
for (const [k, frame] of solution.frames.entries()) {
  const density = solution.density.pick(k); // an ndarray of shape [400]
  const { freeEnergy, klToStationary } = frame.ledger;
  console.log(
    String(frame.time).padStart(4),
    frame.observables.left.toFixed(8).padStart(14),
    ops.sup(density).toFixed(6).padStart(14),
    freeEnergy.toFixed(6).padStart(16),
    klToStationary.toExponential(3).padStart(14),
  );
}

// The Gibbs state exp(-L/D)/Z, with Z by the same midpoint rule, is stationary to rounding.
const gibbs = centers.map((x) => Math.exp(-loss(x) / D));
const Z = gibbs.reduce((sum, value, i) => sum + value * widths[i], 0);
const error = gibbs.reduce((worst, value, i) => Math.max(worst, Math.abs(value / Z - stationary.density.get(i))), 0);

console.log();
console.log(
  `stationary state by ${stationary.method}, residual ${stationary.residual < 1e-12 ? "below 1e-12" : "large"}`,
);
console.log(`its mass is ${(ops.sum(stationary.density) * widths[0]).toFixed(12)}`);
console.log(`it differs from exp(-L/D)/Z by ${error < 1e-13 ? "less than 1e-13" : error.toExponential(1)}`);
console.log();

// What both look like: L from the top, the stationary density from the bottom.
const rows = 10;
const columns = [...Array(60).keys()].map((column) => {
  const i = Math.round(((column + 0.5) / 60) * 400 - 0.5);
  return { L: loss(centers[i]), density: stationary.density.get(i) / ops.sup(stationary.density) };
});
for (let row = rows; row > 0; row--)
  console.log(
    columns
      .map(({ L, density }) => (Math.ceil(L * 5) === row ? "*" : density * rows >= row - 0.5 ? "#" : " "))
      .join("")
      .trimEnd(),
  );
console.log("-2.5".padEnd(29) + "x" + "2.5".padStart(30));
console.log("* potential L, up to 2    # stationary density");
