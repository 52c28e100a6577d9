// The loop that `evolve` runs, by hand: two rates per face, masses of cells, one step after the other. For programs
// that want to look in between, change something, or bring their own control of the step size.
//
//   node examples/loop-by-hand.mjs

import {
  advance,
  currentField,
  defineProblem,
  discretize,
  initialMasses,
  ledger,
  moments,
  stationaryState,
  totalMass,
  trBdf2,
} from "fokker-planck";

// An Ornstein-Uhlenbeck process: a Gaussian stays Gaussian, with known mean and variance.
const [k, D, mean, variance] = [1, 0.5, 2, 0.1];
const problem = defineProblem({
  axes: [{ name: "x", range: [-6, 6], cells: 512 }],
  drift: { force: { x: (x) => -k * x } },
  diffusion: D,
  initial: { gaussian: { mean, variance } },
});

const generator = discretize(problem); // forward and backward rates at every face
const stepper = trBdf2(generator);
const stationary = stationaryState(generator);
const { mass } = initialMasses(problem);
stepper.state.set(mass); // cell masses, summing to 1

const dt = 1 / 64;
let error = { local: 0, total: 0 };
console.log("   t      mean     exact      variance   exact      KL to stationary   entropy production");
for (let step = 0; step <= 128; step++) {
  if (step > 0) error = advance(stepper, (step - 1) * dt, dt); // the state is at t = step dt now
  if (step % 32 !== 0) continue;
  const t = step * dt;
  const decay = Math.exp(-k * t);
  const found = moments(stepper.state, problem.grid);
  const { klToStationary, entropyProduction } = ledger(stepper.state, generator, stationary);
  console.log(
    t.toFixed(2).padStart(5),
    found.mean[0].toFixed(6).padStart(10),
    (mean * decay).toFixed(6),
    found.covariance[0][0].toFixed(6).padStart(12),
    (D / k + (variance - D / k) * decay * decay).toFixed(6),
    klToStationary.toFixed(6).padStart(16),
    entropyProduction.toFixed(6).padStart(19),
  );
}

const largest = currentField(stepper.state, generator)[0].reduce((top, J) => Math.max(top, Math.abs(J)), 0);
console.log();
console.log(`estimated error of time stepping ${error.total.toExponential(1)}, largest current ${largest.toFixed(5)}`);
console.log(
  `mass is 1 to ${Math.abs(totalMass(stepper.state, problem.grid) - 1) < 1e-13 ? "1e-13" : "less than that"}`,
);
