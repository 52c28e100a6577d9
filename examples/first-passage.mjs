// When does a Brownian particle first leave an interval? Both ends absorb, so the mass that is left is the probability
// of not having left, and what flows into an end is the probability density of leaving there.
//
//   node examples/first-passage.mjs

import { defineProblem, evolve } from "fokker-planck";

const D = 0.25;
const start = 0.3;

const problem = defineProblem({
  name: "Brownian exit",
  axes: [{ name: "x", range: [0, 1], cells: 400, boundary: "absorbing" }],
  diffusion: D,
  initial: { point: start },
  time: { end: 8, frames: 801 },
  solver: { tolerance: 1e-6 },
});

const { frames } = evolve(problem);

// Separation of variables (Redner 2001, A Guide to First-Passage Processes, section 2.2): modes sin(n pi x).
const survival = (t) => {
  if (t === 0) return 1;
  let sum = 0;
  for (let n = 1; n < 400; n += 2)
    sum += (4 / (n * Math.PI)) * Math.sin(n * Math.PI * start) * Math.exp(-D * (n * Math.PI) ** 2 * t);
  return sum;
};
const fluxAtLower = (t) => {
  let sum = 0;
  for (let n = 1; n < 400; n++)
    sum += 2 * D * n * Math.PI * Math.sin(n * Math.PI * start) * Math.exp(-D * (n * Math.PI) ** 2 * t);
  return sum;
};

console.log("            still inside            density of leaving at x = 0");
console.log("   t     computed     exact          computed     exact");
for (const k of [2, 5, 10, 20, 50, 100, 200]) {
  const { time, mass, flux } = frames[k];
  console.log(
    time.toFixed(2).padStart(5),
    mass.toFixed(7).padStart(12),
    survival(time).toFixed(7).padStart(10),
    flux["x.lower"].toFixed(7).padStart(17),
    fluxAtLower(time).toFixed(7).padStart(10),
  );
}

// The mean of a positive time is the integral of its survival probability: Simpson's rule over the frames.
const step = frames[1].time - frames[0].time;
const meanTime = frames.reduce((sum, { mass }, k) => {
  const weight = k === 0 || k === frames.length - 1 ? 1 : k % 2 === 1 ? 4 : 2;
  return sum + (weight * step * mass) / 3;
}, 0);
const { absorbed, mass } = frames[frames.length - 1];

console.log();
console.log("                     computed     exact");
console.log("mean time to leave ", meanTime.toFixed(7), "", ((start * (1 - start)) / (2 * D)).toFixed(7));
console.log("leaves at x = 0    ", absorbed["x.lower"].toFixed(7), "", (1 - start).toFixed(7));
console.log("leaves at x = 1    ", absorbed["x.upper"].toFixed(7), "", start.toFixed(7));
console.log();
console.log(`still inside at t = 8: ${mass.toExponential(2)}`);
