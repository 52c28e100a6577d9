import type { Plan } from "../particles/plan.js";
import { stretches } from "../particles/schedule.js";
import { readable, WORTH_A_WARNING } from "../solve/choose.js";

/** Seconds after which the speed of a simulation can be told. */
const EARLY = 3;

/**
 * Says once, when more than a minute is to come, how long a simulation will take and why; particles run at an even pace.
 * @param clock gives milliseconds
 * @returns what to call with the share that is done
 */
export function longSimulation(
  plan: Plan,
  say: (warnings: readonly string[]) => void,
  clock = (): number => performance.now(),
): (done: number) => void {
  const begun = clock();
  let said = false;
  return (done) => {
    const seconds = (clock() - begun) / 1000;
    const toCome = (seconds * (1 - done)) / done;
    if (said || seconds < EARLY || !(toCome > WORTH_A_WARNING)) return;
    said = true;
    const steps = stretches(plan).reduce((sum, stretch) => sum + stretch.steps, 0);
    const why =
      plan.problem.particles.dt === null
        ? "steps are as long as drift and D allow, and a longer stated particles.dt makes errors larger"
        : "particles.dt is stated";
    const cut = plan.cut ? ", and many more where they are cut," : "";
    say([
      `${plan.count} particles take ${steps} steps each${cut || ","} about ${readable(toCome)} to come: ${why}. Fewer particles or an earlier end take less.`,
    ]);
  };
}
