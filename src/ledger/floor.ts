/** Cell masses below this count as empty: the kernels flush there, so that what remains below carries no information. */
export const MASS_FLOOR = 1e-200;

const LOG_MASS_FLOOR = Math.log(MASS_FLOOR);

/**
 * Share of all hops that may go unheard. A face with mass on one side only has an infinite rate of entropy; when its
 * share is below this, even the largest logarithm (460 at the mass floor) leaves its term far below rounding.
 */
export const NEGLIGIBLE_SHARE = 1e-20;

/** log p of every cell, with p held above the mass floor. */
export function logMasses(mass: Float64Array): Float64Array {
  const logs = new Float64Array(mass.length);
  for (let cell = 0; cell < mass.length; cell++)
    logs[cell] = mass[cell] < MASS_FLOOR ? LOG_MASS_FLOOR : Math.log(mass[cell]);
  return logs;
}

/** A quantity that is infinite or undefined does not exist. */
export const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
