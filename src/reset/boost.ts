import { constantField, valueAt, type Field } from "../problem/field.js";
import type { Diffusion } from "../problem/problem.js";
import type { Boost } from "../problem/reset.js";

/** A boost at work since a time. */
export interface ActiveBoost extends Boost {
  readonly since: number;
}

/** D with boosts: d(t) + Σ amount, or amount·exp(−(t − since)/decay). Boosts from before `since` hold at all times asked for. */
export function boosted(diffusion: Diffusion, boosts: readonly ActiveBoost[]): Diffusion {
  if (boosts.length === 0) return diffusion;
  const permanent = boosts.reduce((sum, { amount, decay }) => (decay === null ? sum + amount : sum), 0);
  const fading = boosts.filter(({ decay }) => decay !== null);
  return { ...diffusion, scalar: raised(diffusion.scalar, permanent, fading) };
}

function raised(scalar: Field | null, permanent: number, fading: readonly ActiveBoost[]): Field {
  const inTime = fading.length > 0 || (scalar?.varies.inTime ?? false);
  const at = (time: number): number =>
    fading.reduce(
      (sum, { amount, decay, since }) => sum + amount * Math.exp(-Math.max(time - since, 0) / decay!),
      (scalar ? valueAt(scalar, time) : 0) + permanent,
    );
  if (!inTime) return constantField(at(0));
  const parts = [
    ...(scalar ? [scalar.text] : []),
    ...(permanent > 0 ? [String(permanent)] : []),
    ...fading.map(({ amount, decay, since }) => `${amount}*exp(-(t - ${since})/${decay})`),
  ];
  return {
    ...constantField(0),
    varies: { inTime: true, inSpace: false },
    valuesInto: (_points, time, out) => void out.fill(at(time)),
    text: parts.join(" + "),
    jumpTimes: (start, end) => scalar?.jumpTimes(start, end) ?? [],
  };
}
