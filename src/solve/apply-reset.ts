import type { Ledger } from "../ledger/ledger.js";
import { totalMass } from "../ledger/moments.js";
import type { Problem } from "../problem/problem.js";
import type { Boost, Redistribution } from "../problem/reset.js";
import { boosted, type ActiveBoost } from "../reset/boost.js";
import { redistributed } from "../reset/redistribute.js";
import type { DueReset } from "../reset/schedule.js";
import { raisedEngine } from "./engine.js";
import { absorbedUpTo, outOfRounding, startPhase, timesFrom, type Phase } from "./phase.js";
import type { RunState } from "./run-state.js";

/** A reset that has happened. */
export interface ResetRecord {
  readonly time: number;
  /** Its place among the entries of `resets` in the problem, from 0. */
  readonly entry: number;
  /** `at`, or the detector that fired. */
  readonly cause: DueReset["cause"];
  /** Why, in words, and the number that was compared (null for given times). */
  readonly reason: string;
  readonly value: number | null;
  readonly boost: Boost | null;
  readonly redistribute: Redistribution | null;
  /** With D and the stationary state as they were, and as they are from now on. */
  readonly before: Ledger;
  readonly after: Ledger;
  /** What the reset has added, after − before: ∫rates over the run and these add up to the change over the run. */
  readonly jump: {
    readonly mass: number;
    readonly entropy: number | null;
    readonly freeEnergy: number | null;
    readonly klToStationary: number | null;
  };
}

/**
 * Ends a phase with a reset and starts the next from the masses it leaves. Without a boost D is what it was, and so is the
 * engine; with one rates, factors and all that is found from them are made anew.
 * @param before the ledger of the phase now
 * @throws InputError when a strict redistribution would leave a negative density, and as `discretize`
 */
export function applyReset(
  phase: Phase,
  run: RunState,
  { reset, cause, reason, value }: DueReset,
  base: Problem,
  boosts: readonly ActiveBoost[],
  before: Ledger,
  withLedger: boolean,
): { readonly phase: Phase; readonly record: ResetRecord } {
  const { engine } = phase;
  const { time } = run;
  const { grid } = base;
  const old = engine.stepper.state.slice();
  const { entry, boost, redistribute } = reset;
  const mass = redistribute ? redistributed(old, grid, redistribute, `resets[${entry}].redistribute`) : old;
  // a spike that has spread is a density
  const singular = phase.singular && phase.start === time && !redistribute;
  let { engineErrorBefore, roundingBefore, absorbedBefore } = phase;
  let next = engine;
  if (boost) {
    [engineErrorBefore, roundingBefore, absorbedBefore] = [run.error, outOfRounding(phase), absorbedUpTo(phase)];
    const problem = { ...base, diffusion: boosted(base.diffusion, boosts), time: timesFrom(base, time) };
    next = raisedEngine(engine, problem, mass, withLedger);
  } else engine.stepper.state.set(mass);
  if (next.discretization.timeDependent) next.discretization.rebuild(time);
  const after = next.ledger(time, next.stepper.state, singular, next !== engine && !redistribute);
  const inherited = {
    start: time,
    errorBefore: run.error,
    engineErrorBefore,
    roundingBefore,
    absorbedBefore,
    singular,
  };
  const record: ResetRecord = {
    time,
    entry,
    cause,
    reason,
    value,
    boost,
    redistribute,
    before,
    after,
    jump: {
      mass: totalMass(mass, grid) - totalMass(old, grid),
      entropy: difference(after.entropy, before.entropy),
      freeEnergy: difference(after.freeEnergy, before.freeEnergy),
      klToStationary: difference(after.klToStationary, before.klToStationary),
    },
  };
  return { phase: startPhase(next, inherited, withLedger, after), record };
}

const difference = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? null : one - other;
