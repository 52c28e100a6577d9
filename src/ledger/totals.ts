import type { Generator } from "../generator/generator.js";
import { faceForces, type FaceForces } from "./affinity.js";
import { distances } from "./distances.js";
import { entropy } from "./entropy.js";
import type { FaceRates } from "./faces.js";
import { totalOutflow } from "./flux.js";
import { finiteOrNull, NEGLIGIBLE_SHARE } from "./floor.js";
import type { Ledger, StationaryLogMass } from "./ledger.js";
import { rateFunctionalInto } from "./rate-functional.js";
import { addReference, referenceWorkSoFar, startReferenceWork, type ReferenceWork } from "./reference-work.js";
import { addSample, integralSoFar, startIntegral, type RunningIntegral } from "./quadrature.js";

/** Integrals over the run of the rates of the same names, in nats; null where they do not exist. */
export interface Totals {
  /** housekeeping + excess. */
  readonly entropyProduction: number | null;
  readonly housekeeping: number | null;
  /** KL at the start less KL at the end, plus referenceWork. */
  readonly excess: number | null;
  /** H at the start less H at the end. */
  readonly entropyRate: number | null;
  /**
   * ∫∫ρ ∂t(−log π) dz dt, what the stationary state π adds to KL by moving, 0 where it stands still; null where it is not
   * known.
   */
  readonly referenceWork: number | null;
}

/** A rate that is linear in the masses, φ·p, and its time integral so far. */
interface LinearRate {
  readonly functional: Float64Array;
  readonly integral: RunningIntegral;
}

/** What a ledger of the same masses has found already; null is not known. */
export type KnownState = Pick<Ledger, "entropy" | "klToStationary">;

/** The totals of a run in the making: plain data, changed by {@link addStep}. */
export interface RunningTotals {
  readonly generator: Generator;
  readonly singularStart: boolean;
  readonly startEntropy: number;
  /** KL(p|π) at the start; null unless π is known, and for a point mass. */
  readonly startKl: number | null;
  /** Entropy flow into the medium; null when the production can only be that of excess and housekeeping. */
  readonly medium: LinearRate | null;
  /** Null as soon as a stationary state is missing. */
  housekeeping: LinearRate | null;
  /** Of a stationary state that moves; null likewise. */
  reference: ReferenceWork | null;
  stationary: StationaryLogMass | null;
  /** The masses handed over last, not copied. */
  mass: Float64Array;
  time: number;
  /** Mass lost through absorbing ends, roughly: it only has to tell none from some. */
  absorbed: number;
}

/**
 * Starts the totals of a run at `time`.
 *
 * With a stationary state π:
 *
 *   excess = KL(0) − KL(T) + ∫∫ρ ∂t(−log π) dz dt,   housekeeping = ∫φ·p dt,   production = excess + housekeeping
 *
 * since −dKL/dt is the rate `excess` when π stands still, and what a π that moves adds to KL is known (Hatano and Sasa 2001). So
 * the balance of KL holds by construction, and what has to be compared is excess with the integral of its rate. Without π
 * production = ∫medium dt − (H(0) − H(T)): a transient is then in the quadrature, whose error is far larger where steps are
 * long. All integrands are linear in p, hence smooth also after a singular start, and integrated to order 4 in the step.
 * @param stationary the stationary state, for a time-dependent generator the one of its rates as they stand; or null
 * @param singularStart true for a point mass: its entropy is infinite, so only the housekeeping total exists
 * @param forces of this generator and stationary state, when at hand
 * @param known of these masses, when at hand
 */
export function startTotals(
  mass: Float64Array,
  generator: Generator,
  stationary: StationaryLogMass | null,
  time: number,
  singularStart = false,
  forces: FaceForces = faceForces(generator, stationary?.logMass ?? null),
  known: KnownState | null = null,
): RunningTotals {
  const { grid, timeDependent } = generator;
  const constant = stationary !== null && !timeDependent;
  const totals: RunningTotals = {
    generator,
    singularStart,
    startEntropy: known?.entropy ?? entropy(mass, grid),
    startKl:
      stationary && !singularStart ? (known?.klToStationary ?? distances(mass, stationary.logMass, grid).kl) : null,
    medium:
      constant || singularStart || generator.restart ? null : linearRate(generator, forces.faces, forces.affinity),
    housekeeping:
      generator.restart || !forces.drive
        ? null
        : constant && generator.freeEnergy?.gibbs
          ? { functional: new Float64Array(grid.size), integral: startIntegral() }
          : linearRate(generator, forces.faces, forces.drive),
    reference: stationary && timeDependent ? startReferenceWork() : null,
    stationary,
    mass,
    time,
    absorbed: 0,
  };
  sample(totals);
  return totals;
}

/**
 * Adds the state after a step: one dot product per linear rate, and with a time-dependent generator, which must have
 * been rebuilt to `time`, the rates anew. Where coefficients jump, add the same time twice, with the generator
 * before and after the jump.
 * @param forces of this generator and stationary state, when at hand
 */
export function addStep(
  totals: RunningTotals,
  mass: Float64Array,
  generator: Generator,
  stationary: StationaryLogMass | null,
  time: number,
  forces: FaceForces | null = null,
): void {
  if (generator.timeDependent) {
    totals.stationary = stationary;
    if (!stationary) totals.housekeeping = totals.reference = null;
    const { faces, affinity, drive } = forces ?? faceForces(generator, stationary?.logMass ?? null);
    if (totals.medium) rateFunctionalInto(faces, affinity, totals.medium.functional);
    if (totals.housekeeping && drive) rateFunctionalInto(faces, drive, totals.housekeeping.functional);
  }
  totals.absorbed += totalOutflow(mass, generator) * (time - totals.time);
  totals.mass = mass;
  totals.time = time;
  sample(totals);
}

/**
 * The totals up to the last step; reads the masses handed over last, so call it before they change.
 * @param known of these masses, when at hand
 */
export function finishTotals(totals: RunningTotals, known: KnownState | null = null): Totals {
  const { generator, singularStart, startEntropy, startKl, stationary, mass, reference } = totals;
  const constant = stationary !== null && !generator.timeDependent;
  const referenceWork = reference ? referenceWorkSoFar(reference) : constant ? 0 : null;
  const housekeeping = totals.housekeeping && finiteOrNull(integralSoFar(totals.housekeeping.integral));
  if (singularStart) return { entropyProduction: null, housekeeping, excess: null, entropyRate: null, referenceWork };
  const entropyRate = startEntropy - (known?.entropy ?? entropy(mass, generator.grid));
  const kl = stationary && (known?.klToStationary ?? distances(mass, stationary.logMass, generator.grid).kl);
  const excess =
    kl === null || startKl === null || referenceWork === null ? null : finiteOrNull(startKl - kl + referenceWork);
  const entropyProduction =
    excess !== null && housekeeping !== null ? excess + housekeeping : productionInMedium(totals, entropyRate);
  return { entropyProduction, housekeeping, excess, entropyRate, referenceWork };
}

/** Where something is absorbed it does not exist. */
function productionInMedium({ medium, absorbed }: RunningTotals, entropyRate: number): number | null {
  if (!medium || absorbed > NEGLIGIBLE_SHARE) return null;
  return finiteOrNull(integralSoFar(medium.integral) - entropyRate);
}

function linearRate(generator: Generator, faces: FaceRates, force: Float64Array): LinearRate {
  const functional = new Float64Array(generator.grid.size);
  rateFunctionalInto(faces, force, functional);
  return { functional, integral: startIntegral() };
}

function sample({ medium, housekeeping, reference, stationary, mass, time }: RunningTotals): void {
  if (reference && stationary) addReference(reference, time, mass, stationary.logMass);
  for (const rate of [medium, housekeeping]) {
    if (!rate) continue;
    let value = 0;
    for (let cell = 0; cell < mass.length; cell++) value += rate.functional[cell] * mass[cell];
    addSample(rate.integral, time, value);
  }
}
