import { InputError } from "../errors.js";
import type { Problem } from "../problem/problem.js";
import type { Plan, SimulationOptions } from "./plan.js";
import { problemEquation } from "./problem-equation.js";
import type { Due } from "./schedule.js";
import { chosenScheme } from "./scheme-choice.js";
import { chosenStep } from "./step-choice.js";

/** Particles worked upon together: some twenty arrays of this length stay in the first-level cache. */
export const BATCH = 256;
export const MAXIMUM_PARTICLES = 1e8;
/** Doubles a particle: position, word, number, time and end of passage. */
const NUMBERS = 7;
const MAXIMUM_STEPS = 1e9;

/**
 * Makes the choices a simulation needs.
 * @throws InputError for a problem without start or times, for numbers out of range, for a scheme that does not fit, and
 *   where detectors decide on resets whose times are not given.
 */
export function planned(problem: Problem, options: SimulationOptions = {}): Plan {
  const { initial, time, particles } = problem;
  if (!initial || !time) {
    const path = initial ? "time" : "initial";
    throw fault("missing-key", path, "a start and an end of the run", "nothing");
  }
  const count = options.count ?? particles.count;
  refuseBadCount(count);
  const seed = options.seed ?? particles.seed;
  if (!(Number.isSafeInteger(seed) && seed >= 0))
    throw fault("out-of-range", "particles.seed", "a whole number from 0 to 2^53-1", `${seed}`);
  const batch = options.batch ?? BATCH;
  if (!(Number.isInteger(batch) && batch >= 1 && batch <= 1 << 20))
    throw fault("out-of-range", "batch", "a whole number from 1 to 1048576", `${batch}`);
  const trajectories = options.trajectories ?? 0;
  if (!(Number.isInteger(trajectories) && trajectories >= 0 && trajectories <= count))
    throw fault("out-of-range", "trajectories", `a whole number from 0 to the ${count} particles`, `${trajectories}`);
  const due = options.resets ?? givenTimes(problem);
  const span = time.frames[time.frames.length - 1] - time.start;
  const stated = options.dt ?? particles.dt;
  if (stated !== null && !(stated > 0 && stated <= span))
    throw fault(
      "out-of-range",
      "particles.dt",
      `a time step above 0 and at most the run's length, ${span}`,
      `${stated}`,
    );
  const equation = problemEquation(problem);
  const scheme = chosenScheme(options.scheme ?? particles.scheme, equation);
  const stream = options.stream ?? "fast";
  const dt = chosenStep(problem, scheme, equation, count, stated);
  if (!(span / dt <= MAXIMUM_STEPS))
    throw fault(
      "too-many-steps",
      "particles.dt",
      `at most ${MAXIMUM_STEPS} steps`,
      `${(span / dt).toPrecision(3)} of ${dt}`,
    );
  const bridge = options.bridge ?? true;
  const merged = options.merged ?? 1;
  return { problem, count, dt, scheme, seed, stream, batch, trajectories, due, bridge, merged };
}

/** @throws InputError with the memory so many particles would take. */
export function refuseBadCount(count: number, path = "particles.count"): void {
  if (Number.isInteger(count) && count >= 1 && count <= MAXIMUM_PARTICLES) return;
  const gibibytes = ((count * NUMBERS * 8) / 2 ** 30).toPrecision(3);
  throw fault(
    "out-of-range",
    path,
    `a whole number of particles from 1 to ${MAXIMUM_PARTICLES}`,
    count > MAXIMUM_PARTICLES ? `${count}, which would take about ${Number(gibibytes)} GiB` : `${count}`,
  );
}

/** The resets at given times, in the order of the run. */
function givenTimes(problem: Problem): Due[] {
  const { start, frames } = problem.time!;
  const end = frames[frames.length - 1];
  const due: Due[] = [];
  for (const reset of problem.resets) {
    const { trigger } = reset;
    if (trigger.kind !== "at")
      throw fault(
        "detector-watches-density",
        `resets[${reset.entry}].when`,
        "given times: a detector watches the density, which a simulation alone does not have",
        trigger.kind,
        "Run `compare`, which takes the times from the density, or give them in `at`.",
      );
    for (const time of trigger.times.filter((at) => at >= start && at <= end)) due.push({ time, reset });
  }
  return due.sort((a, b) => a.time - b.time || a.reset.entry - b.reset.entry);
}

const fault = (code: string, path: string, expected: string, found: string, remedy?: string): InputError =>
  new InputError({ code, path, expected, found, remedy });
