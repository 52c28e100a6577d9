import { NumericalError } from "../errors.js";

/** Rates a factor exp(−600) below the largest are still exact, with room for the fill-in that multiplies them. */
const TRUSTED = 600;
/** A second well shallower than this, so far down, carries nothing. */
const SHALLOW = 50;

/**
 * Refuses a stationary state in which two wells are separated by cells of mass below exp(−600) of the largest:
 * rates over such a barrier underflow, so that the weight of one well against the other means nothing.
 * @throws NumericalError `unresolved-wells`.
 */
export function refuseUnresolvedWells(logMass: Float64Array, targets: readonly Int32Array[]): void {
  let top = 0;
  let lowest = Infinity;
  for (let c = 0; c < logMass.length; c++) {
    if (logMass[c] > logMass[top]) top = c;
    if (logMass[c] > -Infinity && logMass[c] < lowest) lowest = logMass[c];
  }
  const floor = logMass[top] - TRUSTED;
  if (lowest > floor) return;
  const reached = new Uint8Array(logMass.length);
  const queue = new Int32Array(logMass.length);
  let filled = 1;
  queue[0] = top;
  reached[top] = 1;
  for (let next = 0; next < filled; next++)
    for (const target of targets) {
      const to = target[queue[next]];
      if (to < 0 || reached[to] || logMass[to] < floor) continue;
      reached[to] = 1;
      queue[filled++] = to;
    }
  for (let c = 0; c < logMass.length; c++)
    if (!reached[c] && logMass[c] > floor + SHALLOW)
      throw new NumericalError(
        "unresolved-wells",
        "The density has wells separated by barriers of more than 600 times the noise: the rates between them are too " +
          "small for double precision to weigh one against the other. Raise the diffusion or restrict the grid.",
      );
}
