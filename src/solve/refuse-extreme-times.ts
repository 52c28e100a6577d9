import { InputError } from "../errors.js";
import type { Discretization } from "../generator/discretize.js";

/** Steps this long lose a share of the mass of some 1e-10, which grows with them; from 1e30 on they are no longer accepted. */
const LONGEST = 1e24;
/** So late floating point tells times apart to 2 % of the fastest one, and over a few hundred steps that adds up. */
const LATEST = 1e14;

/**
 * Refuses times that floating point cannot follow, measured by the time in which cells exchange their mass: in the cell in
 * which that is longest, as there may be steep places where no mass ever is.
 * @throws InputError `too-long`, `too-late`
 */
export function refuseExtremeTimes(start: number, span: number, discretization: Discretization): void {
  const rate = lowestRate(discretization);
  const fastest = (1 / rate).toPrecision(2);
  if (span * rate > LONGEST)
    throw new InputError({
      code: "too-long",
      path: "time.end",
      expected: `a run of at most ${(LONGEST / rate).toPrecision(2)}, ${LONGEST} times the ${fastest} in which neighbouring cells exchange their mass`,
      found: `${span}`,
      remedy: "Long before that the density stands still or is gone: end the run earlier, or ask `steady`.",
    });
  if (Math.abs(start) * rate > LATEST)
    throw new InputError({
      code: "too-late",
      path: "time.start",
      expected: `a start within ${(LATEST / rate).toPrecision(2)} of t = 0: later, times differ by too much from one number to the next for cells that exchange their mass in ${fastest}`,
      found: `${start}`,
      remedy: "Count time from the start: set time.start to 0 and shift t in the expressions.",
    });
}

/** The lowest rate at which mass leaves a cell along the axes. */
function lowestRate({ grid, axes }: Discretization): number {
  let lowest = Infinity;
  for (let c = 0; c < grid.size; c++) {
    let rate = 0;
    for (const { forward, backward } of axes) rate += forward[c] + backward[c];
    lowest = Math.min(lowest, rate);
  }
  return lowest;
}
