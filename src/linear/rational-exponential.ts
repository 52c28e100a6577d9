/** Solves with σ + M for one shift σ. */
export interface ShiftedSolver {
  solve(b: Float64Array): Float64Array;
  release(): void;
}

/** How the action of an exponential is followed. */
export interface ExponentialOptions {
  /** When `state` holds. */
  readonly start: number;
  /** Increasing, none before the start. */
  readonly times: readonly number[];
  /** Of the error in L1 over all of it. */
  readonly tolerance: number;
  /** Steps of this length in place of those chosen by the error; null is by the error. */
  readonly fixedStep: number | null;
  /** A time in which the state hardly changes. */
  readonly onset: number;
}

const STAGES = 5;
/**
 * A root of the Laguerre polynomial L₅(1/γ): then five stages have order 5, and with no constant part they are L-stable
 * (Hairer and Wanner 1996, table IV.6.4).
 */
const GAMMA = 0.278053841136452;
/** Steps are the span over powers of this, so that few shifts have to be factorised. */
const RATIO = 4;
/** Of the tolerance, what one step may be estimated at: estimates are of an order less than the method and sum to well below it. */
const SHARE = 1 / 40;
/** Rounding in the solves of a step, of the mass: a step that is estimated at less is not made shorter. */
const NOISE = 1e-13;
/** Steps after which a longer one is tried whatever the estimate. */
const PATIENCE = 16;
/** Of the estimate below. */
const ERROR_WEIGHT = 0.5;

/**
 * The action of the exponential e^{−(t − start) M} on a state, at given times, by rational steps with one real pole:
 *
 *   p(t + θτ) = Σ_j c_j(θ) v_j,   v_j = (1 + γτM)⁻ʲ p(t),   j = 1 … 5
 *
 * Order 5 at the end of a step (4 within), L-stable: nothing that decays fast comes back as an oscillation, and whatever is stiff
 * in M costs nothing, since there is no splitting. One factorisation for each length of a step and five solves a step; the
 * local error is estimated by the size of (γτM)⁵(1 + γτM)⁻⁵ p, which is one of order 4. Source: S. P. Nørsett (1978), SIAM J. Numer. Anal. 15, 1008.
 * @param factor solves with σ + M, for σ > 0
 * @param visit is given the number of each time, the state there, and the sum of the errors estimated up to it
 */
export function followExponential(
  factor: (shift: number) => ShiftedSolver,
  state: Float64Array,
  { start, times, tolerance, fixedStep, onset }: ExponentialOptions,
  visit: (index: number, state: Float64Array, error: number) => void,
): void {
  const span = times[times.length - 1] - start;
  let level = fixedStep === null ? Math.max(0, Math.ceil(Math.log(span / onset) / Math.log(RATIO))) : 0;
  const lengthAt = (k: number): number => fixedStep ?? span * RATIO ** -k;
  const atEnd = weights(1);
  const solvers = keptSolver((k) => factor(1 / (GAMMA * lengthAt(k))));
  let now = start;
  let current = state;
  let next = 0;
  let made = 0;
  let [taken, patience, tried] = [0, PATIENCE, false];
  for (; next < times.length && times[next] <= now; next++) visit(next, current, 0);
  while (next < times.length) {
    const length = lengthAt(level);
    const shift = 1 / (GAMMA * length);
    const solver = solvers.at(level);
    const stages: Float64Array[] = [];
    for (let j = 0; j < STAGES; j++) stages.push(solver.solve(j === 0 ? current : stages[j - 1]).map((x) => shift * x));
    const error = ERROR_WEIGHT * highDifference([current, ...stages]);
    const allowed = Math.max(SHARE * tolerance, NOISE * size(current));
    if (fixedStep === null && error > allowed && length > 1e-12 * span) {
      level++;
      patience = tried ? 2 * patience : PATIENCE;
      [taken, tried] = [0, false];
      continue;
    }
    [taken, tried] = [taken + 1, false];
    const end = now + length;
    const reached = (time: number): boolean => time <= end + 1e-9 * length;
    made += error;
    for (; next < times.length && reached(times[next]); next++)
      visit(next, combined(weights(Math.min((times[next] - now) / length, 1)), stages), made);
    current = combined(atEnd, stages);
    now = end;
    // under rounding an estimate says nothing of longer steps: they are tried now and then, less often if in vain
    if (level > 0 && (error < (0.3 * allowed) / RATIO ** STAGES || taken >= patience)) {
      level--;
      [taken, tried] = [0, taken >= patience];
    }
  }
  solvers.release();
}

/** The solver of one level at a time: a factorisation may take much memory. */
function keptSolver(make: (level: number) => ShiftedSolver) {
  let kept: { readonly level: number; readonly solver: ShiftedSolver } | null = null;
  const release = (): void => kept?.solver.release();
  const at = (level: number): ShiftedSolver => {
    if (kept?.level === level) return kept.solver;
    release();
    kept = { level, solver: make(level) };
    return kept.solver;
  };
  return { at, release };
}

/** c with Σ_j c_j (1 − γz)⁻ʲ = e^{θz} + O(z⁵). */
function weights(theta: number): number[] {
  // rows: coefficients of zⁿ, with C(n + j − 1, n) γⁿ of each stage, and θⁿ/n!
  const rows: number[][] = [];
  let right = 1;
  let own = new Array<number>(STAGES).fill(1);
  for (let n = 0; n < STAGES; n++) {
    rows.push([...own, right]);
    own = own.map((value, k) => (value * (n + k + 1) * GAMMA) / (n + 1));
    right *= theta / (n + 1);
  }
  for (let k = 0; k < STAGES; k++)
    for (let i = 0; i < STAGES; i++) {
      if (i === k) continue;
      const factor = rows[i][k] / rows[k][k];
      for (let j = k; j <= STAGES; j++) rows[i][j] -= factor * rows[k][j];
    }
  return rows.map((row, k) => row[STAGES] / row[k]);
}

function combined(c: readonly number[], stages: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(stages[0].length);
  stages.forEach((stage, j) => {
    for (let k = 0; k < out.length; k++) out[k] += c[j] * stage[k];
  });
  return out;
}

const size = (state: Float64Array): number => state.reduce((sum, value) => sum + Math.abs(value), 0);

/** ‖Σ_j (−1)ʲ C(5, j) v_j‖₁. */
function highDifference([a, b, c, d, e, f]: readonly Float64Array[]): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += Math.abs(a[k] - 5 * b[k] + 10 * c[k] - 10 * d[k] + 5 * e[k] - f[k]);
  return sum;
}
