import { discretize, type Discretization } from "../generator/discretize.js";
import { ledgerContext, type LedgerContext } from "../ledger/context.js";
import { ledger, NO_LEDGER, type Ledger } from "../ledger/ledger.js";
import type { Problem } from "../problem/problem.js";
import { explicitKernel, type Stepper } from "../steppers/stepper.js";
import { chooseStepper } from "./choose.js";
import { currentStationary, type ReferenceState } from "./reference-state.js";

/** What moves a density as long as D is the one it is, and what it is compared with. */
export interface Engine {
  /** With D as it is. */
  readonly problem: Problem;
  readonly discretization: Discretization;
  /** The memory in use before there was a stepper. */
  readonly mark: number;
  readonly stepper: Stepper;
  readonly stationary: ReferenceState;
  /** ‖A p‖₁ of the state: mass moved per time. */
  speed(): number;
  /**
   * The ledger of masses; the rates must stand at `time`. Nothing is known in it when no ledger is wanted.
   * @param read the ledger before, of this engine or the one it was made from, was of the same masses
   */
  ledger(time: number, mass: Float64Array, singular: boolean, read?: boolean): Ledger;
  /** What the ledger needs of the rates; null as long as none was asked for. */
  ledgerContext(): LedgerContext | null;
}

/**
 * Discretises a problem and sets its stepper to the masses at the start of its time.
 * @throws InputError as `discretize`
 */
export const startEngine = (problem: Problem, mass: Float64Array, withLedger: boolean): Engine =>
  engineOn(discretize(problem, problem.time!.start), problem, mass, withLedger);

/**
 * An engine that goes on with the masses given, from the start of the time of a problem with more diffusion and all else
 * the same, in the memory of the old engine: where that can be, only rates, factors and stationary state are made anew.
 * @throws InputError as `discretize`
 */
export function raisedEngine(old: Engine, problem: Problem, mass: Float64Array, withLedger: boolean): Engine {
  const { discretization, mark } = old;
  const { workspace, raise } = discretization;
  if (!raise) {
    workspace.release();
    return startEngine(problem, mass, withLedger);
  }
  workspace.giveBack(mark);
  raise(problem.diffusion.scalar!, problem.time!.start);
  return engineOn(discretization, problem, mass, withLedger, old.ledgerContext());
}

function engineOn(
  discretization: Discretization,
  problem: Problem,
  mass: Float64Array,
  withLedger: boolean,
  spent: LedgerContext | null = null,
): Engine {
  const { start } = problem.time!;
  const mark = discretization.workspace.mark();
  const stepper = chooseStepper(problem, discretization);
  stepper.state.set(mass);
  // a mean field is that of the state
  if (discretization.timeDependent) discretization.rebuild(start);
  const stationary = currentStationary(discretization, withLedger, spent?.forces);
  return {
    problem,
    discretization,
    mark,
    stepper,
    stationary,
    speed: speedometer(discretization, stepper),
    ...(withLedger
      ? ledgerReader(discretization, stationary, spent)
      : { ledger: () => NO_LEDGER, ledgerContext: () => null }),
  };
}

function speedometer(discretization: Discretization, stepper: Stepper): () => number {
  const { grid, workspace } = discretization;
  let tools: { readonly change: Float64Array; readonly apply: ReturnType<typeof explicitKernel> } | null = null;
  return () => {
    tools ??= { change: workspace.allocate(grid.size), apply: explicitKernel(discretization) };
    const { change, apply } = tools;
    apply(stepper.state, change, 0, 1);
    return workspace.kernels.absoluteSum(change.byteOffset, change.length);
  };
}

function ledgerReader(
  discretization: Discretization,
  stationary: ReferenceState,
  spent: LedgerContext | null,
): Pick<Engine, "ledger" | "ledgerContext"> {
  let context: LedgerContext | null = null;
  return {
    ledger(time, mass, singular, read = false) {
      const state = stationary.at(time);
      if (!context || discretization.timeDependent)
        context = ledgerContext(
          discretization,
          state?.logMass ?? null,
          stationary.forces(time),
          context ?? spent,
          state?.mass ?? null,
        );
      return ledger(mass, discretization, state, singular, context, read);
    },
    ledgerContext: () => context,
  };
}
