import { NumericalError } from "../errors.js";
import type { Mode, Relaxation } from "./relaxation.js";

/** Times the rounding of an eigenvalue that it must be for its first two digits. */
const TOLD = 50;

/** What may be lost of λ = Σ p Q f, whose terms are rates that cancel. */
function roundingOf({ out }: Relaxation, { left: f, right: p }: Mode): number {
  let sum = 0;
  for (let c = 0; c < out.length; c++)
    sum += out[c] * Math.hypot(f.re[c], f.im?.[c] ?? 0) * Math.hypot(p.re[c], p.im?.[c] ?? 0);
  return Number.EPSILON * sum;
}

/** Whether λ stands out of rounding. */
export const isTold = (relaxation: Relaxation, mode: Mode): boolean => -mode.re > TOLD * roundingOf(relaxation, mode);

/** @throws NumericalError `untold-modes` where λ is rounding: it may come out as 0 or positive, and its mode as any mixture. */
export function refuseUntold(relaxation: Relaxation, modes: readonly Mode[]): void {
  const untold = modes.filter((mode) => !isTold(relaxation, mode));
  if (untold.length === 0) return;
  const limit = TOLD * Math.max(...untold.map((mode) => roundingOf(relaxation, mode)));
  throw new NumericalError(
    "untold-modes",
    `${untold.length === 1 ? "A mode decays" : `${untold.length} modes decay`} more slowly than ${limit.toExponential(0)} per time, which without detailed balance cannot be told from 0 in double precision. Ask for mean times between the wells as first passages, raise D, or use fewer cells.`,
  );
}
