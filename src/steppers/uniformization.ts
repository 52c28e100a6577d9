import { InputError } from "../errors.js";
import type { Discretization } from "../generator/discretize.js";
import { compensatedSum } from "../linear/compensated-sum.js";
import { addOutflow, explicitKernel, highestRate, type Stepper } from "./stepper.js";

/** Jumps summed at a time: exp(−600) is still a normal number. */
const CHUNK = 600;

/**
 * Uniformisation, the reference method: exact in time to rounding for rates that do not change.
 *
 *   exp(tA) p = Σ_n e^(−qt) (qt)ⁿ/n! (I + A/q)ⁿ p,   q = max |a_ii|   (Jensen 1953)
 *
 * All terms are positive, so the result is; mass is exact. Costs about q·t + 8√(q·t) products.
 * @throws InputError when the rates depend on time.
 */
export function uniformization(discretization: Discretization): Stepper {
  const { grid, workspace, timeDependent } = discretization;
  if (timeDependent)
    throw new InputError({
      code: "stepper-does-not-fit",
      path: "solver.stepper",
      expected: "a drift and D that do not depend on t, for uniformization",
      found: "a problem that changes in time",
      remedy: "Use tr-bdf2 (one axis) or strang (two axes) with a small tolerance.",
    });
  const { kernels, allocate } = workspace;
  const { size } = grid;
  const q = highestRate(discretization);
  const apply = explicitKernel(discretization);
  let [state, total, power, next] = [allocate(size), allocate(size), allocate(size), allocate(size)];
  const absorbed = new Float64Array(4);
  const leaving = new Float64Array(4);
  const gone = new Float64Array(4);

  return {
    name: "uniformization",
    order: Infinity,
    estimateOrder: 0,
    maximumStep: Infinity,
    absorbed,
    get state() {
      return state;
    },
    get trial() {
      return total;
    },
    attempt(_time, dt) {
      leaving.fill(0);
      const chunks = Math.max(1, Math.ceil((q * dt) / CHUNK));
      const weights = poissonWeights((q * dt) / chunks);
      power.set(state);
      for (let chunk = 0; chunk < chunks; chunk++) {
        let later = 1;
        total.fill(0);
        gone.fill(0);
        const before = kernels.sum(power.byteOffset, size);
        for (const [n, weight] of weights.entries()) {
          kernels.combine(total.byteOffset, 1, power.byteOffset, weight, power.byteOffset, 0, total.byteOffset, size);
          later -= weight;
          if (n === weights.length - 1) break;
          addOutflow(discretization, power, Math.max(later, 0) / q, gone); // ∫ p dt = Σ P(more than n jumps)/q · (I + A/q)ⁿ p
          apply(power, next, 1, 1 / q);
          [power, next] = [next, power];
        }
        // additions below half a unit in the last place are lost in every chunk alike: 1e-15 of the mass, put back here
        const after = kernels.sum(total.byteOffset, size) + gone.reduce((sum, part) => sum + part, 0);
        const scale = after > 0 ? before / after : 1;
        kernels.clip(total.byteOffset, scale, size);
        for (let end = 0; end < 4; end++) leaving[end] += scale * gone[end];
        power.set(total);
      }
      return { local: 0, total: 0 };
    },
    accept() {
      [state, total] = [total, state];
      for (let end = 0; end < 4; end++) absorbed[end] += leaving[end];
    },
  };
}

/** Beyond the mean, weights fall at least as fast as a geometric series: what follows one this small is of its size. */
const TAIL = 1e-19;
/** A weight this large can take up the rounding of all others and keep twelve digits. */
const SUBSTANTIAL = 1e-4;

/**
 * Poisson probabilities of 0, 1, … jumps up to a tail below rounding, scaled to sum to 1: to 1e-19 and not to the last
 * bit of 1, because the same weights act in every step and what they lack is lost as often.
 */
function poissonWeights(mean: number): number[] {
  const weights: number[] = [];
  let weight = Math.exp(-mean);
  for (let n = 0; n <= mean || weight > TAIL; n++) {
    weights.push(weight);
    weight *= mean / (n + 1);
  }
  const sum = compensatedSum(weights);
  const scaled = weights.map((part) => part / sum);
  const last = scaled.reduce((found, part, n) => (part > SUBSTANTIAL ? n : found), 0);
  scaled[last] -= compensatedSum([-1, ...scaled]);
  return scaled;
}
