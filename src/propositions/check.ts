/** A comparison of a measured figure with a bound, as a certificate states it. Plain data. */
export interface Check {
  /** What is compared, in words. */
  readonly quantity: string;
  readonly measured: number | null;
  readonly relation: "equal" | "at-least" | "at-most";
  readonly bound: number | null;
  /** How far the measured figure may be on the wrong side, and where that comes from. */
  readonly tolerance: number;
  readonly toleranceFrom: string;
  /** How much room is left, in the units of the measured figure: negative where the comparison fails. */
  readonly margin: number | null;
  readonly holds: boolean;
}

type Stated = Omit<Check, "margin" | "holds" | "measured" | "bound"> & {
  readonly measured: number;
  readonly bound: number;
};

/** A comparison made. What is no number holds nothing. */
export function check({ measured, relation, bound, tolerance, ...words }: Stated): Check {
  const excess = measured - bound;
  const beyond = relation === "equal" ? Math.abs(excess) : relation === "at-least" ? -excess : excess;
  const margin = finite(tolerance - beyond);
  return {
    quantity: words.quantity,
    measured: finite(measured),
    relation,
    bound: finite(bound),
    tolerance,
    toleranceFrom: words.toleranceFrom,
    margin,
    holds: margin !== null && margin >= 0,
  };
}

/** The check that decides: of those that fail the worst, else the one with the least room, both against the tolerance. */
export function decisive(checks: readonly Check[]): Check | null {
  const room = ({ margin, tolerance }: Check): number =>
    margin === null ? -Infinity : margin / Math.max(tolerance, Number.MIN_VALUE);
  return checks.reduce<Check | null>((least, next) => (least && room(least) <= room(next) ? least : next), null);
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
