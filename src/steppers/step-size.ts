/** Keep this far below what is allowed, so that few steps are rejected. */
const SAFETY = 0.8;
const LARGEST_GROWTH = 5;
const LARGEST_CUT = 0.1;
const LARGEST_TREND = 2;
/** Estimates below this are rounding: shorter steps would not make them smaller. */
const ROUNDING = 5e-15;
/** A smaller gain is not worth a new factorisation. */
const WORTHWHILE = 1.2;

/** How the error is shared out over a run from 0 to `span`. */
export interface ErrorBudget {
  readonly tolerance: number;
  readonly span: number;
  /** Time in which the initial density changes by its own size: what follows a sharp start is spread over log t. */
  readonly onset: number;
  /** Rounding of an implicit step, which no shorter step would mend: so much per time, and no more than that a step. */
  readonly noise: { readonly perTime: number; readonly perStep: number };
}

/** Share of the tolerance meant for the first `elapsed` of a run. */
const shareUpTo = ({ span, onset }: ErrorBudget, elapsed: number): number =>
  0.5 * (elapsed / span) + (0.5 * Math.log1p(elapsed / onset)) / Math.log1p(span / onset);

/** Of what earlier steps have left of their share, a step may take this much. */
const FROM_SURPLUS = 0.5;

/**
 * Error allowed to a step of dt when `total` has accumulated so far.
 *
 * Half of the tolerance is spread evenly over time, half over log(onset + t), because a density that starts sharp
 * spreads on all scales of time in turn. The generator contracts L1, so errors once made do not grow, and shares that
 * sum to the tolerance bound the error at every time of the run by it. Errors that have died out leave a surplus.
 */
export function allowedError(budget: ErrorBudget, elapsed: number, dt: number, total: number): number {
  const before = shareUpTo(budget, elapsed);
  const share = budget.tolerance * (shareUpTo(budget, elapsed + dt) - before);
  return Math.max(
    share + FROM_SURPLUS * Math.max(0, budget.tolerance * before - total),
    ROUNDING,
    roundingOf(budget.noise, dt, 1),
  );
}

/** Error in L1 by rounding, over a time covered in so many steps. */
export const roundingOf = ({ perTime, perStep }: ErrorBudget["noise"], time: number, steps: number): number =>
  Math.min(perTime * time, perStep * steps);

/** A step that was taken, and the error it made. */
export interface StepMade {
  readonly dt: number;
  readonly error: number;
}

/**
 * Size of the step after `last`, whose estimate is of order q in dt: dt·(allowed/error)^(1/q), times how much the
 * error constant error/dt^q has fallen or risen since the step before, to the same power (Gustafsson 1994).
 */
export function nextStepSize(last: StepMade, before: StepMade | null, allowed: number, estimateOrder: number): number {
  if (estimateOrder === 0) return Infinity;
  if (!(last.error > 0)) return last.dt * LARGEST_GROWTH;
  const root = 1 / estimateOrder;
  const factor = ((SAFETY * allowed) / last.error) ** root;
  const trend = before && before.error > 0 ? (last.dt / before.dt) * (before.error / last.error) ** root : 1;
  const bounded = Math.min(
    Math.max(factor * Math.min(Math.max(trend, 1 / LARGEST_TREND), LARGEST_TREND), LARGEST_CUT),
    LARGEST_GROWTH,
  );
  return bounded >= 1 && bounded < WORTHWHILE ? last.dt : last.dt * bounded;
}

/** Steps that grow faster than this are not held back to share a way equally. */
const GROWING = 1.2;

/**
 * The next of equal steps of about `wanted` that end exactly at the target; the last size again where it fits to
 * rounding. While steps grow, `wanted` itself: equal shares of what remains would be shorter than they may be.
 */
export function fittingStep(time: number, target: number, wanted: number, last: number): number {
  const remaining = target - time;
  if (!(wanted < remaining)) return remaining;
  if (wanted > GROWING * last && wanted < 0.99 * remaining) return wanted;
  const dt = remaining / Math.ceil(remaining / wanted - 1e-9);
  return Math.abs(dt - last) <= 1e-9 * last ? last : dt;
}
