// What do resets buy? A start in the worse of two wells, at noise too low to leave it soon. Each time the mean loss stands
// still, D is boosted for a while: more of the density then finds the better well, and sooner.
//
//   node examples/escape-with-resets.mjs

import { defineProblem, evolve } from "fokker-planck";

const loss = (x) => (x * x - 1) ** 2 + 0.3 * x;
const problem = (resets) =>
  defineProblem({
    name: "two wells",
    axes: [{ name: "x", range: [-2.2, 2.2], cells: 256 }],
    drift: { loss },
    diffusion: 0.1,
    initial: { gaussian: { mean: 0.9, variance: 0.02 } },
    time: { end: 30, frames: 121 },
    observables: { better: (x) => x < 0, loss },
    resets,
  });

const atPlateaus = {
  when: { plateau: { rate: 2e-3, during: 2 } },
  boost: 0.4,
  decay: 2,
  cooldown: 5,
  limit: 2,
};
const without = evolve(problem([]));
const withResets = evolve(problem([atPlateaus]));

console.log("        in the better well           mean loss");
console.log("   t    without     with resets     without     with resets");
for (let k = 0; k <= 120; k += 20) {
  const [plain, helped] = [without, withResets].map(({ frames }) => frames[k].observables);
  console.log(
    without.frames[k].time.toFixed(0).padStart(4),
    plain.better.toFixed(4).padStart(10),
    helped.better.toFixed(4).padStart(13),
    plain.loss.toFixed(4).padStart(14),
    helped.loss.toFixed(4).padStart(13),
  );
}

console.log();
for (const { time, reason, jump } of withResets.resets)
  console.log(`reset at t = ${time}: ${reason}; KL to the stationary state jumps by ${jump.klToStationary.toFixed(3)}`);

// The first frame with a share in the better well; without resets the share grows so evenly that its rate tells the time.
const wanted = 0.3;
const reached = withResets.frames.find(({ observables }) => observables.better >= wanted).time;
const [early, late] = [without.frames[80], without.frames[120]];
const rate = (late.observables.better - early.observables.better) / (late.time - early.time);

console.log();
console.log(`${100 * wanted} % in the better well: at t = ${reached} with resets,`);
console.log(
  `at about t = ${(-Math.log(1 - wanted) / rate).toFixed(0)} without, at the rate of ${rate.toExponential(2)} seen here`,
);
