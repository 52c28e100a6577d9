/** A probability that is above 1 by no more than this is 1, and rounding. */
const ROUNDING = 1e-9;

/** A probability without what rounding adds to 1; more than that stays, as it would be a mistake. */
export const atMostOne = (probability: number): number =>
  probability > 1 && probability <= 1 + ROUNDING ? 1 : probability;
