/** Cell masses below this count as empty: the kernels flush there, so that what remains below carries no information. */
export const MASS_FLOOR = 1e-200;

export const LOG_MASS_FLOOR = Math.log(MASS_FLOOR);

/**
 * Share of all hops that may go unheard. A face with mass on one side only has an infinite rate of entropy; when its
 * share is below this, even the largest logarithm (460 at the mass floor) leaves its term far below rounding.
 */
export const NEGLIGIBLE_SHARE = 1e-20;

/** log p with p held above the mass floor. */
export const clampedLog = (mass: number): number => (mass < MASS_FLOOR ? LOG_MASS_FLOOR : Math.log(mass));

/** A quantity that is infinite or undefined does not exist. */
export const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
