// One problem as a density and as particles, and a verdict on both: noise that varies on a ring, read as Ito. Then a mistake
// that the verdict does not let pass: particles for which the same noise is read as Fick.
//
//   node examples/density-and-particles.mjs

import { agreementOf, compare, defineProblem, simulate } from "fokker-planck";

const ring = (convention) =>
  defineProblem({
    name: "ring",
    axes: [{ name: "x", range: [0, 2 * Math.PI], cells: 128, boundary: "periodic" }],
    diffusion: (x) => 0.5 * (1 + 0.5 * Math.sin(x)),
    convention,
    initial: { gaussian: { mean: Math.PI, variance: 0.5 } },
    time: { at: [0, 0.5, 2, 20] },
    observables: { sine: (x) => Math.sin(x) },
    particles: { count: 20_000, seed: 5 },
  });

const { agreement, solution, ensemble } = compare(ring("ito"));

console.log("            E[sin x], read as Ito");
console.log("   t     density    particles  +- error");
solution.frames.forEach(({ time, observables }, k) => {
  const { value, standardError } = ensemble.frames[k].observables.sine;
  console.log(
    time.toFixed(1).padStart(5),
    observables.sine.toFixed(5).padStart(11),
    value.toFixed(5).padStart(11),
    standardError.toFixed(5).padStart(10),
  );
});
// In the end the density is 1/D, normalised: particles linger where there is little noise.
console.log(`in the end ${((Math.sqrt(0.75) - 1) / 0.5).toFixed(5)}`);
console.log();
console.log(`${agreement.tests.length} tests, smallest p ${agreement.pValue.toPrecision(2)}: ${agreement.verdict}`);

// The same noise with the drift of another convention: particles that would settle evenly.
const wrong = simulate(ring("fick"));
const mistaken = agreementOf({ solution, coarse: null, ensemble: wrong, long: null, short: null });
console.log(`Ito taken for Fick: ${mistaken.verdict}`);
console.log(`  ${mistaken.reason}`);
