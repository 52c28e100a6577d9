import ndarray from "ndarray";
import { singularWalls } from "../generator/singular-walls.js";
import { currentField } from "../ledger/current.js";
import { outflow } from "../ledger/flux.js";
import type { Ledger } from "../ledger/ledger.js";
import { initialMasses } from "../problem/initial.js";
import type { Problem } from "../problem/problem.js";
import type { ActiveBoost } from "../reset/boost.js";
import { resetSchedule } from "../reset/schedule.js";
import { applyReset, type ResetRecord } from "./apply-reset.js";
import { foreseeDuration } from "./choose.js";
import { startEngine } from "./engine.js";
import { frameRecorder, type FrameRecorder } from "./frames.js";
import { march } from "./march.js";
import { absorbedUpTo, addedTotals, ledgerAt, startPhase, totalsOf, type Phase } from "./phase.js";
import type { Progress, RunOptions } from "./progress.js";
import { resolutionFindings } from "./resolution.js";
import { lookAhead, startRunState, warn, watch, type RunState } from "./run-state.js";
import { smearFindings } from "./smear.js";
import type { Solution, Totals } from "./solution.js";
import { timeErrorWarning } from "./time-error.js";
import { inFiniteTime } from "./wall-warnings.js";
import { watcher } from "./watcher.js";

/** What is gathered on the way. */
interface Findings {
  readonly record: FrameRecorder;
  readonly resets: ResetRecord[];
  /** Of the phases that have ended. */
  totals: Totals | null;
}

/**
 * A run as a sequence of phases: marches from one time that has to be met to the next, saves frames and applies resets
 * there. A frame at the time of a reset is saved before it; detectors are asked at frames, the last one excepted.
 * @throws InputError and NumericalError as `evolve`
 */
export function* wholeRun(problem: Problem, options: RunOptions): IterableIterator<Progress, Solution, undefined> {
  const { frames: frameTimes, jumps, start } = problem.time!;
  const end = frameTimes[frameTimes.length - 1];
  const withLedger = options.ledger ?? true;
  const initial = initialMasses(problem);
  const engine = startEngine(problem, initial.mass, withLedger);
  const singular = problem.initial!.kind === "point";
  const absorbedBefore = new Float64Array(4);
  let phase = startPhase(
    engine,
    { start, errorBefore: 0, engineErrorBefore: 0, roundingBefore: null, absorbedBefore, singular },
    withLedger,
  );
  const run = startRunState(start, end, [...problem.warnings, ...initial.warnings, ...engine.discretization.warnings]);
  let status: Solution["status"] = "ok";
  try {
    const duration = foreseeDuration(problem, engine.discretization, engine.stepper);
    warn(run, duration);
    warn(run, engine.stationary.warning);
    const findings: Findings = { record: frameRecorder(problem), resets: [], totals: null };
    const schedule = resetSchedule(problem.resets);
    const watched = watcher(problem);
    const boosts: ActiveBoost[] = [];
    const foresee = () =>
      problem.solver.dt === null && !duration ? lookAhead(run, phase.engine.discretization.timeDependent) : null;
    let ahead = foresee();
    let last: Ledger | null = null;
    watch(run, phase);
    if (duration) yield progress(run, findings);

    for (const target of timesToMeet(frameTimes, [...jumps, ...schedule.times], start, end)) {
      const steps = march(phase, run, target, ahead, options.signal);
      let step = steps.next();
      for (; !step.done; step = steps.next()) yield progress(run, findings);
      if (!step.value) {
        status = "interrupted";
        break;
      }
      const isFrame = frameTimes.includes(target);
      let ledger = isFrame ? saveFrame(phase, run, findings) : null;
      last = target === end ? ledger : null;
      if (last) break;
      const due = schedule.due(target, isFrame && schedule.watching() ? watched(phase, target) : null);
      for (const one of due) {
        ledger ??= ledgerAt(phase, target);
        closeBooks(phase, run, findings, ledger);
        if (one.reset.boost) boosts.push({ ...one.reset.boost, since: target });
        const next = applyReset(phase, run, one, problem, boosts, ledger, withLedger);
        phase = next.phase;
        ledger = next.record.after;
        findings.resets.push(next.record);
        warn(run, phase.engine.stationary.warning);
        watch(run, phase);
        ahead = foresee();
      }
      if (due.length > 0 && schedule.watching()) schedule.begin(watched(phase, target));
    }
    if (findings.record.count === 0) saveFrame(phase, run, findings);
    closeBooks(phase, run, findings, last);
    return { ...solutionOf(problem, status, phase, run, findings), silentDetectors: schedule.silent() };
  } finally {
    phase.engine.discretization.workspace.release();
  }
}

/** The frames, and what else lies inside the run, in order. */
const timesToMeet = (frames: readonly number[], others: readonly number[], start: number, end: number): number[] =>
  [...new Set([...frames, ...others.filter((time) => time >= start && time < end)])].sort((a, b) => a - b);

const progress = ({ time, start, end, steps, warnings }: RunState, { record }: Findings): Progress => ({
  time,
  start,
  end,
  steps,
  frames: record.count,
  warnings,
});

function saveFrame(phase: Phase, { time }: RunState, { record }: Findings): Ledger {
  const { discretization, stepper } = phase.engine;
  const ledger = ledgerAt(phase, time);
  const flux = outflow(stepper.state, discretization);
  record.add({ time, mass: stepper.state, ledger, flux, absorbed: absorbedUpTo(phase) });
  return ledger;
}

/** Adds the totals of a phase that ends now, with this ledger when it is known; its masses must be those it has ended with. */
function closeBooks(phase: Phase, { time }: RunState, findings: Findings, ledger: Ledger | null): void {
  const own = totalsOf(phase, time, ledger);
  findings.totals = findings.totals && own ? addedTotals(findings.totals, own) : own;
}

function solutionOf(
  problem: Problem,
  status: Solution["status"],
  phase: Phase,
  run: RunState,
  { record, resets, totals }: Findings,
): Omit<Solution, "silentDetectors"> {
  const { engine } = phase;
  const { discretization, stepper } = engine;
  warn(run, timeErrorWarning(run, problem, phase));
  const walls = inFiniteTime(singularWalls(engine.problem, run.time));
  const atEnd = resolutionFindings(discretization, stepper.state, walls);
  // of layers that are still there that is enough
  const onTheWay = atEnd.some(({ firstOrder }) => firstOrder) ? [] : smearFindings(run.smears, problem.grid);
  const findings = [...atEnd, ...onTheWay];
  for (const { text } of findings) warn(run, text);
  return {
    problem,
    status,
    frames: record.frames,
    density: record.density(),
    current: currentField(stepper.state, discretization).map((field) => ndarray(field, [...problem.grid.shape])),
    totals: totals ?? NO_TOTALS,
    resets,
    steps: run.steps,
    rejected: run.rejected,
    seconds: 0,
    massError: run.massError,
    minDensity: run.minDensity,
    error: { time: stepper.order < Infinity ? run.error : 1e-12, space: null },
    orderInSpace: problem.solver.scheme === "upwind" || findings.some(({ firstOrder }) => firstOrder) ? 1 : 2,
    warnings: run.warnings,
  };
}

const NO_TOTALS = { entropyProduction: null, housekeeping: null, excess: null, entropyRate: null, referenceWork: null };
