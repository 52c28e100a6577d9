/** A time integral in the making: samples at uneven times, integrated by local cubics. */
export interface RunningIntegral {
  /** The last samples of the smooth piece that is being integrated, four at most. */
  readonly times: number[];
  readonly values: number[];
  /** Integral up to the start of the last interval once there are four samples, else up to the start of the piece. */
  settled: number;
}

/** Intervals this much shorter than their neighbour turn rounding into slope; a sample is dropped there instead. */
const SLIVER = 1e-6;

export const startIntegral = (): RunningIntegral => ({ times: [], values: [], settled: 0 });

/**
 * Adds a sample f(time). Each interval is integrated by the cubic through the four samples around it: order 4 for
 * smooth f. A time that is added twice marks a jump of f: the first value ends a smooth piece, the second starts one.
 */
export function addSample(integral: RunningIntegral, time: number, value: number): void {
  const { times, values } = integral;
  const last = times.length - 1;
  if (times[last] === time) {
    integral.settled = integralSoFar(integral);
    times.length = values.length = 0;
  }
  const replaces = isSliver(times, time);
  const shifts = !replaces && times.length === 4;
  if (replaces) {
    times.pop();
    values.pop();
  } else if (shifts) {
    times.shift();
    values.shift();
  }
  times.push(time);
  values.push(value);
  if (times.length === 4 && !replaces) integral.settled += between(integral, shifts ? 1 : 0, 2);
}

/** Whether a sample at this time and the one before are too close to each other, so that it replaces that one. */
export function isSliver(times: readonly number[], time: number): boolean {
  const last = times.length - 1;
  if (last < 1) return false;
  const interval = times[last] - times[last - 1];
  return time - times[last] < SLIVER * interval || (last === 1 && interval < SLIVER * (time - times[1]));
}

/** The integral from the first sample to the last. */
export function integralSoFar(integral: RunningIntegral): number {
  const { times, settled } = integral;
  if (times.length < 2) return settled;
  return settled + between(integral, times.length === 4 ? 2 : 0, times.length - 1);
}

/** Integral between two samples of the polynomial through all of them, by Gauss points (exact for cubics). */
function between({ times, values }: RunningIntegral, from: number, to: number): number {
  const half = 0.5 * (times[to] - times[from]);
  const middle = 0.5 * (times[to] + times[from]);
  const offset = half / Math.sqrt(3);
  return half * (polynomial(times, values, middle - offset) + polynomial(times, values, middle + offset));
}

function polynomial(times: readonly number[], values: readonly number[], at: number): number {
  let sum = 0;
  for (let i = 0; i < times.length; i++) {
    let term = values[i];
    for (let j = 0; j < times.length; j++) if (j !== i) term *= (at - times[j]) / (times[i] - times[j]);
    sum += term;
  }
  return sum;
}
