import { InputError } from "../errors.js";
import { ABSURD, readable, WORTH_A_WARNING } from "./choose.js";

/** Steps between two looks. */
const STEPS = 100;
/** Steps that still grow by this from one look to the next say nothing about the rest of the run. */
const GROWING = 1.2;
/** Seconds after which a warning is worth the while, and after which a run may be given up. */
const EARLY = 2;
const LATE = 60;

/** Says how long a run whose steps are chosen by their error will take, once that can be told. */
export interface Forecast {
  /**
   * Call after every accepted step; `seconds` is the time spent so far.
   * @returns a warning the first time that more than a minute is to come, else null
   * @throws InputError `too-long` when it is more than a month
   */
  look(time: number, steps: number, seconds: number): string | null;
}

/**
 * Projects the length of recent steps to the end. With constant coefficients steps grow as the density settles, so
 * that no such run is given up.
 */
export function forecast(start: number, end: number, timeDependent: boolean): Forecast {
  let last = { time: start, seconds: 0 };
  let lengthBefore = 0;
  let said = false;
  return {
    look(time, steps, seconds) {
      if (steps % STEPS !== 0 || time >= end) return null;
      const length = (time - last.time) / STEPS;
      const toCome = ((end - time) / length) * ((seconds - last.seconds) / STEPS);
      const settled = lengthBefore > 0 && length <= GROWING * lengthBefore;
      last = { time, seconds };
      lengthBefore = length;
      if (!settled || toCome < WORTH_A_WARNING || seconds < EARLY) return null;
      const found = `about ${readable(toCome)} to come if steps stay as long as they are at t = ${Number(time.toPrecision(4))} of ${Number(end.toPrecision(4))}, ${length.toPrecision(2)}`;
      if (timeDependent && toCome > ABSURD && seconds > LATE)
        throw new InputError({
          code: "too-long",
          path: "time.end",
          expected: "a run of less than a month",
          found,
          remedy:
            "Follow a shorter time, allow a larger solver.tolerance, or replace a drift that oscillates fast by its average.",
        });
      if (said) return null;
      said = true;
      return `This run has ${found}. A shorter time, a larger solver.tolerance or fewer cells are faster.`;
    },
  };
}
