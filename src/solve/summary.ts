import { NO_LEDGER } from "../ledger/ledger.js";
import type { Branch, Frame, Ledger, ResetRecord, SilentDetector, Solution, Stationary, Totals } from "./solution.js";

/** A number as JSON can hold it: null where it is not finite. */
export type Value = number | null;
/** Numbers by name. */
export type Values = Readonly<Record<string, Value>>;

/** The ledger with every quantity present, null where it does not exist. */
export type LedgerSummary = { readonly [key in keyof Ledger]: Value };

/** A reset as JSON: what it is called in the problem file, and what it did. */
export interface ResetSummary {
  readonly time: number;
  /** Place among the entries of `resets`, from 0. */
  readonly entry: number;
  readonly cause: ResetRecord["cause"];
  readonly reason: string;
  readonly value: Value;
  readonly boost: Value;
  readonly decay: Value;
  readonly redistribute: ResetRecord["redistribute"];
  readonly ledger: { readonly before: LedgerSummary; readonly after: LedgerSummary };
  readonly jump: { readonly [key in keyof ResetRecord["jump"]]: Value };
}

/** What `solve --json` prints: the values at the last frame, and one entry a frame in `series`. */
export interface SolveSummary {
  readonly problem: string;
  readonly shape: readonly number[];
  readonly status: "ok" | "interrupted";
  readonly time: Value;
  readonly steps: number;
  readonly rejected: number;
  readonly seconds: number;
  readonly mass: Value;
  readonly massError: Value;
  readonly minDensity: Value;
  readonly absorbed: Values;
  readonly mean: readonly Value[];
  readonly covariance: readonly (readonly Value[])[];
  readonly observables: Values;
  readonly ledger: LedgerSummary;
  readonly totals: { readonly [key in keyof Totals]: Value };
  readonly series: {
    readonly time: readonly Value[];
    readonly mass: readonly Value[];
    readonly observables: Readonly<Record<string, readonly Value[]>>;
    readonly ledger: { readonly [key in keyof Ledger]: readonly Value[] };
    /** First-passage density per absorbing end; only with absorbing ends. */
    readonly flux?: Readonly<Record<string, readonly Value[]>>;
  };
  readonly error: { readonly time: Value; readonly space: Value };
  readonly resets: readonly ResetSummary[];
  /** The detectors that never fired, and how near they came to it. */
  readonly silentDetectors: readonly SilentDetector[];
  readonly warnings: readonly string[];
}

/** One of the stationary states of a mean field. */
export interface BranchSummary {
  readonly start: string;
  readonly iterations: number;
  readonly residual: Value;
  readonly stability: "stable" | "unstable" | "marginal";
  /** What a small departure is multiplied by in an iteration; above 1 it grows. Null where no free energy decides. */
  readonly contraction: Value;
  /** Rate at which a small departure grows then, or decays below 0. */
  readonly growth: Value;
  readonly freeEnergy: Value;
  readonly mean: readonly Value[];
  readonly covariance: readonly (readonly Value[])[];
  readonly observables: Values;
}

/** What `steady --json` prints. */
export interface SteadySummary {
  readonly problem: string;
  readonly shape: readonly number[];
  readonly status: "ok";
  readonly method: string;
  readonly residual: Value;
  readonly minDensity: Value;
  readonly mean: readonly Value[];
  readonly covariance: readonly (readonly Value[])[];
  readonly observables: Values;
  /** Largest |J|, and the mean current through the faces of each axis. */
  readonly current: Values;
  /** With a mean field the states that were found, this one first; null without. */
  readonly branches: readonly BranchSummary[] | null;
  readonly ledger: LedgerSummary;
  readonly seconds: number;
  readonly warnings: readonly string[];
}

/** A solution as plain data for JSON. */
export function summary(solution: Solution): SolveSummary {
  const { frames, problem } = solution;
  const last = frames[frames.length - 1];
  const series = <Key extends string>(part: (frame: Frame) => Readonly<Record<Key, Value>>) =>
    mapValues(part(last), (_, key) => frames.map((frame) => finite(part(frame)[key])));
  const absorbing = Object.keys(last.flux).length > 0;
  return {
    problem: problem.name,
    shape: problem.grid.shape,
    status: solution.status,
    time: finite(last.time),
    steps: solution.steps,
    rejected: solution.rejected,
    seconds: solution.seconds,
    mass: finite(last.mass),
    massError: finite(solution.massError),
    minDensity: finite(solution.minDensity),
    absorbed: mapValues(last.absorbed, finite),
    mean: last.mean.map(finite),
    covariance: last.covariance.map((row) => row.map(finite)),
    observables: mapValues(last.observables, finite),
    ledger: ledgerSummary(last.ledger),
    totals: {
      entropyProduction: finite(solution.totals.entropyProduction),
      housekeeping: finite(solution.totals.housekeeping),
      excess: finite(solution.totals.excess),
      entropyRate: finite(solution.totals.entropyRate),
      referenceWork: finite(solution.totals.referenceWork),
    },
    series: {
      time: frames.map((frame) => finite(frame.time)),
      mass: frames.map((frame) => finite(frame.mass)),
      observables: series((frame) => frame.observables),
      ledger: series((frame) => ledgerSummary(frame.ledger)),
      ...(absorbing ? { flux: series((frame) => frame.flux) } : {}),
    },
    error: { time: finite(solution.error.time), space: finite(solution.error.space) },
    resets: solution.resets.map(resetSummary),
    silentDetectors: solution.silentDetectors,
    warnings: solution.warnings,
  };
}

/** A stationary state as plain data for JSON. */
export function steadySummary(stationary: Stationary): SteadySummary {
  return {
    problem: stationary.problem.name,
    shape: stationary.problem.grid.shape,
    status: "ok",
    method: stationary.method,
    residual: finite(stationary.residual),
    minDensity: finite(stationary.minDensity),
    mean: stationary.mean.map(finite),
    covariance: stationary.covariance.map((row) => row.map(finite)),
    observables: mapValues(stationary.observables, finite),
    current: mapValues(stationary.currents, finite),
    branches: stationary.meanField && stationary.meanField.map(branchSummary),
    ledger: ledgerSummary(stationary.ledger),
    seconds: stationary.seconds,
    warnings: stationary.warnings,
  };
}

const resetSummary = (reset: ResetRecord): ResetSummary => ({
  time: reset.time,
  entry: reset.entry,
  cause: reset.cause,
  reason: reset.reason,
  value: finite(reset.value),
  boost: finite(reset.boost?.amount),
  decay: finite(reset.boost?.decay),
  redistribute: reset.redistribute,
  ledger: { before: ledgerSummary(reset.before), after: ledgerSummary(reset.after) },
  jump: mapValues(reset.jump, finite),
});

const branchSummary = ({ start, iterations, residual, stability, ...branch }: Branch): BranchSummary => ({
  start,
  iterations,
  residual: finite(residual),
  stability: stability.verdict,
  contraction: finite(stability.contraction),
  growth: finite(stability.growth),
  freeEnergy: finite(branch.freeEnergy ?? undefined),
  mean: branch.mean.map(finite),
  covariance: branch.covariance.map((row) => row.map(finite)),
  observables: mapValues(branch.observables, finite),
});

/** The ledger in the order of the contract, every quantity present. */
const ledgerSummary = (ledger: Ledger): LedgerSummary => mapValues(NO_LEDGER, (_, key) => finite(ledger[key]));

const finite = (value: Value | undefined): Value => (Number.isFinite(value) ? value! : null);

const mapValues = <Key extends string, From, To>(
  values: Readonly<Record<Key, From>>,
  map: (value: From, key: Key) => To,
): Record<Key, To> =>
  Object.fromEntries(Object.entries<From>(values).map(([key, value]) => [key, map(value, key as Key)])) as Record<
    Key,
    To
  >;
