/** A comparison of a measured figure with a bound, as a certificate states it. Plain data. */
export interface Check {
  /** What is compared, in words. */
  readonly quantity: string;
  readonly measured: number | null;
  readonly relation: "equal" | "at-least" | "at-most";
  readonly bound: number | null;
  /** How far the measured figure may be on the wrong side, and where that comes from. */
  readonly tolerance: number | null;
  readonly toleranceFrom: string;
  /** How much room is left, in the units of the measured figure: negative where the comparison fails. */
  readonly margin: number | null;
  /** null where the comparison cannot be made. */
  readonly holds: boolean | null;
  /** Why it cannot be made; null where it is. */
  readonly reason: string | null;
}

type Stated = Pick<Check, "quantity" | "relation" | "toleranceFrom"> & {
  readonly measured: number;
  readonly bound: number;
  readonly tolerance: number;
  /** Why the comparison says nothing here, if it does not. */
  readonly reason?: string | null;
};

/** A comparison made; one with a figure that is no finite number is not made, and says so. */
export function check({ measured, relation, bound, tolerance, reason: stated = null, ...words }: Stated): Check {
  const reason = stated ?? reasonAgainst({ measured, bound, tolerance });
  const excess = measured - bound;
  const beyond = relation === "equal" ? Math.abs(excess) : relation === "at-least" ? -excess : excess;
  const margin = reason === null ? tolerance - beyond : null;
  return {
    quantity: words.quantity,
    measured: finite(measured),
    relation,
    bound: finite(bound),
    tolerance: finite(tolerance),
    toleranceFrom: words.toleranceFrom,
    margin,
    holds: margin === null ? null : margin >= 0,
    reason,
  };
}

const reasonAgainst = (figures: Readonly<Record<string, number>>): string | null => {
  const [bad] = Object.entries(figures).filter(([, value]) => !Number.isFinite(value));
  const names: Readonly<Record<string, string>> = { measured: "measured figure" };
  return bad ? `the ${names[bad[0]] ?? bad[0]} is no finite number` : null;
};

/**
 * The check that decides: of those that fail the worst, else the one with the least room, both against the tolerance; null
 * where none could be made.
 */
export function decisive(checks: readonly Check[]): Check | null {
  const room = ({ margin, tolerance }: Check): number => margin! / Math.max(tolerance!, Number.MIN_VALUE);
  return checks
    .filter(({ holds }) => holds !== null)
    .reduce<Check | null>((least, next) => (least && room(least) <= room(next) ? least : next), null);
}

/** Without the sign of a zero, which JSON does not keep. */
const finite = (value: number): number | null => (Number.isFinite(value) ? value + 0 : null);
