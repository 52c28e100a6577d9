import { InputError } from "../errors.js";

export const MAXIMUM_PARTICLES = 1e8;
/** Numbers kept of a particle: position, word, number, time and end of passage. */
const NUMBERS = 7;

/** @throws InputError, with the memory so many particles would take where it is too much. */
export function refuseBadCount(count: number, path = "particles.count"): void {
  if (Number.isInteger(count) && count >= 1 && count <= MAXIMUM_PARTICLES) return;
  const gibibytes = Number(((count * NUMBERS * 8) / 2 ** 30).toPrecision(2));
  throw new InputError({
    code: "out-of-range",
    path,
    expected: `a whole number of particles from 1 to ${MAXIMUM_PARTICLES}`,
    found: count > MAXIMUM_PARTICLES ? `${count}, which would take about ${gibibytes} GiB of memory` : `${count}`,
    remedy: count > MAXIMUM_PARTICLES ? "Run several seeds one after the other and average." : undefined,
  });
}
