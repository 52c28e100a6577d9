import type { Discretization } from "../generator/discretize.js";
import {
  addOutflow,
  explicitKernel,
  highestRate,
  insideStep,
  keepPositive,
  type LowOrder,
  type Stepper,
} from "./stepper.js";

/** When each stage reads the rates, and its weight in the result and in the embedded result of order 2. */
const STAGE_TIME = [0, 0.5, 1, 0.5] as const;
const WEIGHT = [1 / 6, 1 / 6, 1 / 6, 1 / 2] as const;
const EMBEDDED = 1 / 4;
/** Of the start and of the stages; 1/3 is written as what is missing to 1, so that no step loses 6e-17 of the mass. */
const START = 2 / 3;
const STAGES = 1 - START;

/**
 * SSPRK(4,3): explicit, four stages, order 3, positive for dt·max|a_ii| ≤ 2 (Kraaijevanger 1991), with an embedded
 * result of order 2 for the error (Conde, Fekete and Shadid 2022). For coarse grids and for checking the others.
 */
export function ssprk43(discretization: Discretization): Stepper {
  const { grid, workspace, timeDependent } = discretization;
  const { kernels, allocate } = workspace;
  const { size } = grid;
  const apply = explicitKernel(discretization);
  let [state, trial, one, estimate] = [allocate(size), allocate(size), allocate(size), allocate(size)];
  const absorbed = new Float64Array(4);
  let [local, total] = [0, 0];
  const leaving = new Float64Array(4);
  let maximumStep = 2 / highestRate(discretization);

  return {
    name: "ssprk43",
    order: 3,
    estimateOrder: 3,
    absorbed,
    get state() {
      return state;
    },
    get trial() {
      return trial;
    },
    get maximumStep() {
      return maximumStep;
    },
    attempt(time, dt) {
      leaving.fill(0);
      estimate.fill(0);
      trial.set(state);
      for (let stage = 0; stage < 4; stage++) {
        if (timeDependent) discretization.rebuild(insideStep(time + STAGE_TIME[stage] * dt, time, dt));
        addOutflow(discretization, trial, dt * WEIGHT[stage], leaving);
        apply(trial, one, 1, dt / 2);
        // one − trial = dt/2·A trial: what this stage adds to the error estimate
        const share = 2 * (WEIGHT[stage] - EMBEDDED);
        kernels.combine(
          estimate.byteOffset,
          1,
          one.byteOffset,
          share,
          trial.byteOffset,
          -share,
          estimate.byteOffset,
          size,
        );
        if (stage === 2)
          kernels.combine(state.byteOffset, START, one.byteOffset, STAGES, one.byteOffset, 0, one.byteOffset, size);
        [trial, one] = [one, trial];
      }
      if (timeDependent) maximumStep = 2 / highestRate(discretization);
      const error = kernels.absoluteSum(estimate.byteOffset, size);
      local = error + keepPositive(workspace, trial, leaving, error, () => forwardEuler(dt));
      return { local, total: total + local };
    },
    accept() {
      total += local;
      [state, trial] = [trial, state];
      for (let end = 0; end < 4; end++) absorbed[end] += leaving[end];
    },
  };

  /** Euler substeps within their positivity limit; only reached when the rates grew during the step. */
  function forwardEuler(dt: number): LowOrder {
    const substeps = Math.ceil(dt * highestRate(discretization));
    const gone = new Float64Array(4);
    one.set(state);
    for (let k = 0; k < substeps; k++) {
      addOutflow(discretization, one, dt / substeps, gone);
      apply(one, estimate, 1, dt / substeps);
      [one, estimate] = [estimate, one];
    }
    return { mass: one, leaving: gone };
  }
}
