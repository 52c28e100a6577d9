import type { SingularWall } from "../generator/singular-walls.js";
import type { Axis } from "../grid/axis.js";

/** Exponents are read to about this. */
const ROUNDING = 1e-3;

/** Whether ρ ~ sᵃ has no integral at the wall: the mass collects there for good. */
export const collects = ({ exponent }: SingularWall): boolean => exponent <= -1 + ROUNDING;

/** Whether the density is infinite at the wall, sᵃ with a < 0. */
export const isInfinite = ({ exponent }: SingularWall): boolean => exponent < -ROUNDING;

/** Walls as they matter in a finite time: what mass never gets to is an end of the range and no more. */
export const inFiniteTime = (walls: readonly SingularWall[]): SingularWall[] =>
  walls.map((wall) => (wall.reached ? wall : { ...wall, exponent: 0 }));

const placeOf = ({ name, faces }: Axis, end: "lower" | "upper"): string =>
  `${name} = ${end === "lower" ? faces[0] : faces[faces.length - 1]} (${end})`;

/** A reflecting wall and the density there, as a share of its peak. */
export interface PressedWall {
  readonly axis: Axis;
  readonly end: "lower" | "upper";
  readonly share: number;
}

/** What to say of reflecting walls that mass comes to, all of them at once. */
export function pressedWarning([first, ...others]: readonly PressedWall[]): string {
  const said = ({ axis, end, share }: PressedWall, of = ""): string =>
    `${placeOf(axis, end)}: density ${share.toPrecision(2)}${of}`;
  if (others.length === 0)
    return `Mass presses against the reflecting wall at ${said(first, " of the peak")}. Unless the wall is meant, widen the range.`;
  return `Mass presses against the reflecting walls at ${[said(first, " of the peak"), ...others.map((wall) => said(wall))].join(", ")}. Unless the walls are meant, widen the ranges.`;
}

/**
 * What to say of a singular wall where there is mass. It is an end of what there is, so that a wider range is no remedy; with a
 * bounded density it needs no word at all.
 */
export function singularWarning(axis: Axis, wall: SingularWall): string | null {
  const place = placeOf(axis, wall.end);
  const { exponent } = wall;
  if (collects(wall))
    return `At ${place} D vanishes or the drift is infinite such that mass collects at the wall for good: with the distance s the density goes as s^${powerText(exponent)}, which has no integral. What is found near the wall is a matter of the grid, and there is no stationary state. Make the end absorbing to count the mass that has arrived, or weaken the drift towards the wall.`;
  if (!isInfinite(wall)) return null;
  return `At ${place} the density is infinite, s^${powerText(exponent)} with the distance s: errors in space shrink as h^${powerText(1 + exponent)} only, h the width of the cells there. Give faces that become narrower towards the wall, e.g. in geometric progression, or a coordinate such as s^${powerText(1 + exponent)}, in which the density is bounded.`;
}

const powerText = (power: number): string => {
  const value = power === -Infinity ? "(-infinity)" : String(Number(power.toPrecision(3)));
  return value.startsWith("-") ? `(${value})` : value;
};
