import { InputError } from "../errors.js";
import { refuseBadCount } from "../problem/particle-count.js";
import type { Problem } from "../problem/problem.js";
import { requireProblem } from "../problem/require-problem.js";
import { requireRun } from "../problem/require-run.js";
import type { Plan, SimulationOptions } from "./plan.js";
import { problemEquation } from "./problem-equation.js";
import { refuseBadCoefficients } from "./refuse-bad-coefficients.js";
import { refuseJumps } from "./refuse-jumps.js";
import { stretches, type Due } from "./schedule.js";
import { chosenScheme } from "./scheme-choice.js";
import { refusePulls, singularEnds, weakEnds, weakEndsWarning } from "./singular-ends.js";
import { chosenSteps, MAXIMUM_STEPS } from "./step-choice.js";
import { CHUNK } from "./tally.js";

/** Particles worked upon together: a dozen arrays of this length stay in the first-level cache, and calls cost little. */
export const BATCH = 512;

/**
 * Makes the choices a simulation needs.
 * @throws InputError for a problem without start or times, for numbers out of range, for a scheme that does not fit, and
 *   where detectors decide on resets whose times are not given.
 */
export function planned(problem: Problem, options: SimulationOptions = {}): Plan {
  requireProblem(problem);
  requireRun(problem);
  const { particles } = problem;
  const time = problem.time!;
  const count = options.count ?? particles.count;
  refuseBadCount(count);
  const seed = options.seed ?? particles.seed;
  if (!(Number.isSafeInteger(seed) && seed >= 0))
    throw fault("out-of-range", "particles.seed", "a whole number from 0 to 2^53-1", `${seed}`);
  const batch = options.batch ?? BATCH;
  if (!(Number.isInteger(batch) && batch >= 1 && batch <= 1 << 20))
    throw fault("out-of-range", "batch", "a whole number from 1 to 1048576", `${batch}`);
  const trajectories = options.trajectories ?? 0;
  refuseBadTrajectories(trajectories, count, problem);
  const due = options.resets ?? givenTimes(problem);
  const span = time.frames[time.frames.length - 1] - time.start;
  const stated = options.dt ?? particles.dt;
  if (stated !== null && !(stated > 0 && stated <= span))
    throw fault(
      "out-of-range",
      "particles.dt",
      `a time step above 0 and at most the run's length, ${span}`,
      `${stated}`,
      "Leave dt out to have it chosen from the problem.",
    );
  refuseBadCoefficients(problem);
  refuseJumps(problem);
  const equation = problemEquation(problem);
  const singular = singularEnds(problem.grid, equation, time.start);
  refusePulls(problem.grid, singular);
  const scheme = chosenScheme(options.scheme ?? particles.scheme, equation);
  const stream = options.stream ?? "fast";
  const { dt, spells, cut, unfollowed, warnings } = chosenSteps(problem, scheme, equation, count, due, stated);
  const { bridge = true, groups = 1, merged = 1 } = options;
  const blurred = weakEndsWarning(problem.grid, weakEnds(problem.grid, equation, time.start), dt);
  const steps = stretches({ problem, dt, spells, due, merged }).reduce((sum, stretch) => sum + stretch.steps, 0);
  if (!(steps <= MAXIMUM_STEPS))
    throw fault(
      "too-many-steps",
      "particles.dt",
      `a step of at least ${Number((span / MAXIMUM_STEPS).toPrecision(3))}, which makes ${MAXIMUM_STEPS} of them`,
      stated === null ? `a drift for which ${Number(dt.toPrecision(3))} would be right` : `${stated}`,
      stated === null ? "State a dt, or end the run earlier." : "Leave dt out to have it chosen from the problem.",
    );
  if (!(Number.isInteger(groups) && groups >= 1 && groups <= Math.ceil(count / CHUNK)))
    throw fault("out-of-range", "groups", `a whole number from 1 to ${Math.ceil(count / CHUNK)}`, `${groups}`);
  return {
    problem,
    count,
    dt,
    spells,
    scheme,
    seed,
    stream,
    batch,
    trajectories,
    due,
    bridge,
    groups,
    merged,
    cut: cut || singular.length > 0,
    unfollowed,
    blurred,
    warnings: [
      ...warnings,
      ...(blurred === null ? [] : [blurred]),
      ...(problem.drift.interaction && groups === 1 ? [TOGETHER] : []),
    ],
  };
}

/** What a user should know of particles that act on each other. */
const TOGETHER =
  "Particles act on each other: standard errors are those of as many independent ones, and leave out how all of them wander together. `compare` runs them in groups that do not see each other.";

/** Trajectories take at most so many numbers: 2 GiB. */
const MOST_NUMBERS = 2 ** 28;

function refuseBadTrajectories(trajectories: number, count: number, { grid, time }: Problem): void {
  if (!(Number.isInteger(trajectories) && trajectories >= 0 && trajectories <= count))
    throw fault("out-of-range", "trajectories", `a whole number from 0 to the ${count} particles`, `${trajectories}`);
  const each = time!.frames.length * grid.axes.length;
  if (trajectories * each <= MOST_NUMBERS) return;
  const gibibytes = Number(((trajectories * each * 8) / 2 ** 30).toPrecision(2));
  throw fault(
    "out-of-range",
    "trajectories",
    `at most ${Math.floor(MOST_NUMBERS / each)} of ${time!.frames.length} frames`,
    `${trajectories}, which would take ${gibibytes} GiB of memory`,
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
