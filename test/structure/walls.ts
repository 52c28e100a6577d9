import type { Axis, Boundary } from "../../src/grid/axis.js";

export type Ends = Axis["boundary"];

const ends = (lower: Boundary, upper: Boundary = lower): Ends => ({ lower, upper });

/** Every pair of ends an axis may have. */
export const WALLS: readonly Ends[] = [
  ends("reflecting"),
  ends("absorbing"),
  ends("periodic"),
  ends("absorbing", "reflecting"),
  ends("reflecting", "absorbing"),
];

export const wallName = ({ lower, upper }: Ends): string => (lower === upper ? lower : `${lower}-${upper}`);
