import { discretize, type Discretization } from "../generator/discretize.js";
import { ledgerContext, type LedgerContext } from "../ledger/context.js";
import { ledger, NO_LEDGER, type Ledger } from "../ledger/ledger.js";
import type { Problem } from "../problem/problem.js";
import { explicitKernel, type Stepper } from "../steppers/stepper.js";
import { chooseStepper } from "./choose.js";
import { currentStationary, type ReferenceState } from "./reference-state.js";

/** What moves a density as long as D is the one it is, and what it is compared with. */
export interface Engine {
  readonly problem: Problem;
  readonly discretization: Discretization;
  readonly stepper: Stepper;
  readonly stationary: ReferenceState;
  /** ‖A p‖₁ of the state: mass moved per time. */
  speed(): number;
  /** The ledger of masses; the rates must stand at `time`. Nothing is known in it when no ledger is wanted. */
  ledger(time: number, mass: Float64Array, singular: boolean): Ledger;
}

/**
 * Discretises a problem and sets its stepper to the masses at the start of its time.
 * @throws InputError as `discretize`
 */
export function startEngine(problem: Problem, mass: Float64Array, withLedger: boolean): Engine {
  const { start } = problem.time!;
  const discretization = discretize(problem, start);
  const stepper = chooseStepper(problem, discretization);
  stepper.state.set(mass);
  // a mean field is that of the state
  if (discretization.timeDependent) discretization.rebuild(start);
  const stationary = currentStationary(discretization, withLedger);
  return {
    problem,
    discretization,
    stepper,
    stationary,
    speed: speedometer(discretization, stepper),
    ledger: withLedger ? ledgerReader(discretization, stationary) : () => NO_LEDGER,
  };
}

function speedometer(discretization: Discretization, stepper: Stepper): () => number {
  const change = discretization.workspace.allocate(discretization.grid.size);
  const apply = explicitKernel(discretization);
  return () => {
    apply(stepper.state, change, 0, 1);
    return change.reduce((sum, rate) => sum + Math.abs(rate), 0);
  };
}

function ledgerReader(discretization: Discretization, stationary: ReferenceState): Engine["ledger"] {
  let context: LedgerContext | null = null;
  return (time, mass, singular) => {
    const state = stationary.at(time);
    if (!context || discretization.timeDependent)
      context = ledgerContext(discretization, state?.logMass ?? null, stationary.forces(time));
    return ledger(mass, discretization, state, singular, context);
  };
}
