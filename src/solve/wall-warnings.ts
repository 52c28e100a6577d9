import type { SingularWall } from "../generator/singular-walls.js";
import type { Axis } from "../grid/axis.js";

/** Exponents are read to about this. */
const ROUNDING = 1e-3;

/** Whether ρ ~ sᵃ has no integral at the wall: the mass collects there for good. */
export const collects = ({ exponent }: SingularWall): boolean => exponent <= -1 + ROUNDING;

/**
 * What to say of a reflecting wall where the density is `share` of its peak. A singular wall is an end of what there is,
 * so that a wider range is no remedy; with a bounded density it needs no word at all.
 */
export function wallWarning(
  axis: Axis,
  end: "lower" | "upper",
  share: number,
  wall: SingularWall | null,
): string | null {
  const place = `${axis.name} = ${end === "lower" ? axis.faces[0] : axis.faces[axis.faces.length - 1]} (${end})`;
  if (!wall)
    return `Mass presses against the reflecting wall at ${place}: density ${share.toPrecision(2)} of the peak. Unless the wall is meant, widen the range.`;
  const { exponent } = wall;
  if (collects(wall))
    return `At ${place} D vanishes or the drift is infinite such that mass collects at the wall for good: with the distance s the density goes as s^${powerText(exponent)}, which has no integral. What is found near the wall is a matter of the grid, and there is no stationary state. Make the end absorbing to count the mass that has arrived, or weaken the drift towards the wall.`;
  if (exponent >= -ROUNDING) return null;
  return `At ${place} the density is infinite, s^${powerText(exponent)} with the distance s: errors in space shrink as h^${powerText(1 + exponent)} only, h the width of the cells there. Give faces that become narrower towards the wall, e.g. in geometric progression, or a coordinate such as s^${powerText(1 + exponent)}, in which the density is bounded.`;
}

const powerText = (power: number): string => {
  const value = power === -Infinity ? "(-infinity)" : String(Number(power.toPrecision(3)));
  return value.startsWith("-") ? `(${value})` : value;
};
