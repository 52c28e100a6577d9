import { InputError } from "../../errors.js";
import { createWorkspace } from "../../kernels/workspace.js";
import { createNoise, LANES, type Stream } from "../noise.js";

/**
 * Motion in a potential U under friction and noise:
 *
 *   dq = p/m dt,   dp = −∇U(q) dt − γ p dt + √(2 γ m kT) dW
 */
export interface UnderdampedMotion {
  /** Writes −∇U at the positions q into `out`; both have one array a coordinate, one number a particle. */
  readonly force: (q: readonly Float64Array[], out: readonly Float64Array[]) => void;
  /** m: one number, or one a coordinate. */
  readonly mass: number | readonly number[];
  /** γ, a rate; 0 is motion without friction and noise. */
  readonly friction: number;
  /** kT, an energy. */
  readonly temperature: number;
}

/** Positions and momenta: one array a coordinate, one number a particle. */
export interface PhasePoints {
  readonly q: readonly Float64Array[];
  readonly p: readonly Float64Array[];
}

/** How far to go, and which noise to take. */
export interface UnderdampedRun {
  /** h. */
  readonly dt: number;
  readonly steps: number;
  /** 0 to 2^53 − 1. */
  readonly seed: number;
  /** The number of the first step, 1 by default: a run may be taken up where another ended, with the same bits. */
  readonly firstStep?: number;
  /** The number of the first particle, 0 by default: the crowd may be cut, with the same bits. */
  readonly firstParticle?: number;
  readonly stream?: Stream;
}

/**
 * BAOAB: half a kick, half a drift, friction and noise over the whole step solved exactly, half a drift, half a kick
 * (Leimkuhler and Matthews 2013):
 *
 *   p += F(q) h/2;  q += p/m h/2;  p ← c p + √((1 − c²) m kT) R,  c = exp(−γh);  q += p/m h/2;  p += F(q) h/2
 *
 * Weak order 2. In a harmonic well ½k q² the stationary variance of q is kT/k whatever the step below the limit of
 * stability, h √(k/m) < 2, and that of p is m kT (1 − h²k/(4m)). In other wells averages over q have errors of order 2, and
 * of order 4 for strong friction. One force a step. Any dimension; R is the noise of (seed, particle, step, coordinate).
 * @returns where the particles are after the steps; what was given is left as it was
 * @throws InputError for lengths that do not fit, and for a step, mass, friction or temperature out of range
 */
export function baoab(
  { force, mass, friction, temperature }: UnderdampedMotion,
  start: PhasePoints,
  { dt, steps, seed, firstStep = 1, firstParticle = 0, stream = "fast" }: UnderdampedRun,
): PhasePoints {
  const dimension = start.q.length;
  const masses = typeof mass === "number" ? start.q.map(() => mass) : mass;
  refuseBadRun(start, masses, { dt, steps, seed, friction, temperature });
  const [q, p] = [start.q.map((own) => own.slice()), start.p.map((own) => own.slice())];
  const count = q[0].length;
  const workspace = createWorkspace(2 * count + 4096);
  const noise = createNoise(workspace, seed, stream);
  const z = workspace.allocate(count);
  const words = workspace.allocate(count);
  const particles = new BigUint64Array(words.buffer, words.byteOffset, count);
  noise.nameInto(particles, firstParticle, count);
  const kept = Math.exp(-friction * dt);
  // 1 − c² without cancellation
  const sizes = masses.map((m) => Math.sqrt(-Math.expm1(-2 * friction * dt) * m * temperature));
  const forces = q.map(() => new Float64Array(count));
  /** A step may need more numbers than it has lanes. */
  const names = Math.ceil(dimension / LANES);
  const kick = (i: number): void => {
    const [momentum, own] = [p[i], forces[i]];
    for (let k = 0; k < count; k++) momentum[k] += 0.5 * dt * own[k];
  };
  force(q, forces);
  for (let step = firstStep; step < firstStep + steps; step++) {
    for (let i = 0; i < dimension; i++) {
      kick(i);
      noise.normalsInto(z, particles, step * names + Math.floor(i / LANES), i % LANES, count);
      const [place, momentum, half] = [q[i], p[i], (0.5 * dt) / masses[i]];
      for (let k = 0; k < count; k++) {
        place[k] += half * momentum[k];
        momentum[k] = kept * momentum[k] + sizes[i] * z[k];
        place[k] += half * momentum[k];
      }
    }
    force(q, forces);
    for (let i = 0; i < dimension; i++) kick(i);
  }
  workspace.release();
  return { q, p };
}

function refuseBadRun(
  { q, p }: PhasePoints,
  masses: readonly number[],
  { dt, steps, seed, friction, temperature }: Record<"dt" | "steps" | "seed" | "friction" | "temperature", number>,
): void {
  const count = q[0]?.length ?? 0;
  const check = (holds: boolean, path: string, expected: string, found: unknown): void => {
    if (!holds) throw new InputError({ code: "out-of-range", path, expected, found: String(found) });
  };
  check(count > 0, "q", "one array a coordinate, one number a particle", q.length === 0 ? "none" : "no particles");
  for (const [path, arrays] of Object.entries({ q, p }))
    check(
      arrays.length === q.length && arrays.every(({ length }) => length === count),
      path,
      `${q.length} arrays of ${count} numbers`,
      `lengths ${arrays.map(({ length }) => length).join(", ")}`,
    );
  check(
    masses.length === q.length && masses.every((m) => m > 0 && Number.isFinite(m)),
    "mass",
    `a number above 0, or ${q.length} of them`,
    masses.join(", "),
  );
  check(dt > 0 && Number.isFinite(dt), "dt", "a step above 0", dt);
  check(Number.isSafeInteger(steps) && steps >= 0, "steps", "a whole number from 0", steps);
  check(Number.isSafeInteger(seed) && seed >= 0, "seed", "a whole number from 0 to 2^53-1", seed);
  check(friction >= 0 && Number.isFinite(friction), "friction", "a rate of at least 0", friction);
  check(temperature >= 0 && Number.isFinite(temperature), "temperature", "an energy of at least 0", temperature);
}
