import type { Ledger } from "../ledger/ledger.js";
import { finishTotals, startTotals, type RunningTotals, type Totals } from "../ledger/totals.js";
import type { Problem } from "../problem/problem.js";
import type { OutOfRounding, Stepper } from "../steppers/stepper.js";
import type { Engine } from "./engine.js";
import { stepControl, type StepControl } from "./step-control.js";

/** A part of a run between two resets: the same engine throughout, steps chosen afresh. */
export interface Phase {
  readonly engine: Engine;
  readonly start: number;
  readonly control: StepControl;
  /** Null when no ledger is kept. */
  readonly totals: RunningTotals | null;
  /** Estimated error of the run when the phase began. */
  readonly errorBefore: number;
  /** The same when its engine began, from where the stepper counts. */
  readonly engineErrorBefore: number;
  /** What grew out of rounding with earlier engines, part of that error; null is nothing. */
  readonly roundingBefore: OutOfRounding | null;
  /** Mass absorbed by earlier engines, entry 2·axis + (0 lower, 1 upper). */
  readonly absorbedBefore: Float64Array;
  /** The state at the start is a point mass. */
  readonly singular: boolean;
}

/** What a phase takes over from the run so far. */
export type Inherited = Pick<
  Phase,
  "start" | "errorBefore" | "engineErrorBefore" | "roundingBefore" | "absorbedBefore" | "singular"
>;

/**
 * Of the tolerance that is left, a phase may use this much where resets may still come: each reset is a sharp start again,
 * and a share for it has to be left over. It may not depend on how many will come, which only a run with given times knows.
 */
const SHARE_OF_REST = 0.5;

/**
 * Starts a phase with the engine's state.
 * @param known the ledger of that state, when at hand
 */
export function startPhase(
  engine: Engine,
  inherited: Inherited,
  withLedger: boolean,
  known: Ledger | null = null,
): Phase {
  const { problem, discretization, stepper, stationary } = engine;
  const { start, errorBefore, singular } = inherited;
  // no shorter steps make up for rounding
  const made = errorBefore - (outOfRounding({ engine, ...inherited })?.error ?? 0);
  if (discretization.timeDependent) discretization.rebuild(start);
  return {
    engine,
    ...inherited,
    // steps of a given length do not depend on how fast the state moves
    control: stepControl(
      ahead(problem, start, made),
      discretization,
      stepper,
      problem.solver.dt === null ? engine.speed() : 0,
    ),
    totals: withLedger
      ? startTotals(
          stepper.state,
          discretization,
          stationary.at(start),
          start,
          singular,
          stationary.forces(start),
          known,
        )
      : null,
  };
}

/** What has grown out of rounding so far: in all, and when and how fast it did most. */
export function outOfRounding({
  engine,
  roundingBefore: before,
}: {
  readonly engine: { readonly stepper: Stepper };
  readonly roundingBefore: OutOfRounding | null;
}): OutOfRounding | null {
  const now = engine.stepper.outOfRounding ?? null;
  if (!before || !now) return before ?? now;
  return { ...(now.error > before.error ? now : before), error: before.error + now.error };
}

/** The problem from a time on, with the tolerance that it may still use. */
function ahead(problem: Problem, start: number, errorBefore: number): Problem {
  const { time, solver, resets } = problem;
  if (resets.length === 0) return problem;
  const tolerance = Math.max(SHARE_OF_REST * (solver.tolerance - errorBefore), 1e-3 * solver.tolerance);
  return { ...problem, solver: { ...solver, tolerance }, time: { ...time!, ...timesFrom(problem, start) } };
}

/** What is left of the time of a problem, with a jump at that time: steps begin on its far side. */
export function timesFrom({ time }: Problem, start: number): NonNullable<Problem["time"]> {
  const { frames, jumps } = time!;
  return {
    start,
    frames: frames.filter((frame) => frame > start),
    jumps: jumps.filter((jump) => jump >= start),
  };
}

/** Masses absorbed in the run so far. */
export const absorbedUpTo = ({ engine, absorbedBefore }: Phase): Float64Array =>
  absorbedBefore.map((before, end) => before + (engine.stepper.absorbed[end] ?? 0));

/** The ledger at a time of the phase. */
export function ledgerAt({ engine, singular, start }: Phase, time: number): Ledger {
  const { discretization, stepper } = engine;
  if (discretization.timeDependent) discretization.rebuild(time);
  return engine.ledger(time, stepper.state, singular && time === start);
}

/** The totals of a phase that ends at a time, with this ledger when it is known; one that took no time has none. */
export const totalsOf = ({ totals, start }: Phase, time: number, ledger: Ledger | null): Totals | null =>
  totals && (time > start ? finishTotals(totals, ledger) : NOTHING_YET);

const NOTHING_YET: Totals = { entropyProduction: 0, housekeeping: 0, excess: 0, entropyRate: 0, referenceWork: 0 };

/** Sums of what exists in both. */
export function addedTotals(one: Totals, other: Totals): Totals {
  const sum = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);
  return {
    entropyProduction: sum(one.entropyProduction, other.entropyProduction),
    housekeeping: sum(one.housekeeping, other.housekeeping),
    excess: sum(one.excess, other.excess),
    entropyRate: sum(one.entropyRate, other.entropyRate),
    referenceWork: sum(one.referenceWork, other.referenceWork),
  };
}
