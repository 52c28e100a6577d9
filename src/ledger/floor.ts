/**
 * Cell masses below this count as empty. Far tails of a numerical density, and what positivity repair has cut to zero
 * there, carry no information, but their logarithms would.
 */
export const MASS_FLOOR = 1e-40;

export const LOG_MASS_FLOOR = Math.log(MASS_FLOOR);

/**
 * Share of all hops that may go unheard. A face with mass on one side only has an infinite rate of entropy; when such
 * faces carry less than this share, the largest logarithm (92 at the mass floor) keeps their terms below 1e-5 of the
 * whole: the step control leaves errors of that size. A density that starts with an edge exceeds it a thousandfold.
 */
export const NEGLIGIBLE_SHARE = 1e-7;

/** log p of every cell, with p held above the mass floor. */
export function logMasses(mass: Float64Array): Float64Array {
  const logs = new Float64Array(mass.length);
  for (let cell = 0; cell < mass.length; cell++)
    logs[cell] = mass[cell] < MASS_FLOOR ? LOG_MASS_FLOOR : Math.log(mass[cell]);
  return logs;
}

/** A quantity that is infinite or undefined does not exist. */
export const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
