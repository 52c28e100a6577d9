import { finiteOrNull, MASS_FLOOR } from "./floor.js";
import { isSliver } from "./quadrature.js";

/** ∫∫ρ ∂t(−log π) dz dt of a stationary state π that moves in time, in the making: changed by {@link addReference}. */
export interface ReferenceWork {
  /** The last samples of the smooth piece that is being integrated, four at most: times, masses p, and log π. */
  readonly times: number[];
  readonly masses: Float64Array[];
  readonly logs: Float64Array[];
  /** −Σ p_i·log π_j of the samples i and j. */
  readonly products: number[][];
  /** Integral up to the start of the last interval once there are four samples, else up to the start of the piece. */
  settled: number;
}

export const startReferenceWork = (): ReferenceWork => ({ times: [], masses: [], logs: [], products: [], settled: 0 });

/**
 * Adds masses and stationary state at a time. Over each interval both are cubics through the four samples around it, so that
 * no stationary state but those of the samples is needed: order 4 in the step. A time that is added twice marks a jump
 * of π, which counts as what it adds to KL at once.
 * @param mass copied
 * @param stationaryLogMass kept, not copied
 */
export function addReference(
  work: ReferenceWork,
  time: number,
  mass: Float64Array,
  stationaryLogMass: Float64Array,
): void {
  const { times, masses, logs, products } = work;
  const last = times.length - 1;
  let room: Float64Array | undefined;
  if (times[last] === time) {
    work.settled = soFar(work) + cross(mass, stationaryLogMass) - cross(mass, logs[last]);
    room = masses[last];
    times.length = masses.length = logs.length = products.length = 0;
  }
  const replaces = isSliver(times, time);
  const shifts = !replaces && times.length === 4;
  if (replaces || shifts) {
    const gone = replaces ? times.length - 1 : 0;
    room = masses[gone];
    for (const list of [times, masses, logs, products, ...products]) list.splice(gone, 1);
  }
  const own = room ?? new Float64Array(mass.length);
  own.set(mass);
  times.push(time);
  masses.push(own);
  logs.push(stationaryLogMass);
  products.forEach((row, i) => row.push(cross(masses[i], stationaryLogMass)));
  products.push(logs.map((log) => cross(own, log)));
  if (times.length === 4 && !replaces) work.settled += between(work, shifts ? 1 : 0, 2);
}

/** The integral up to the last sample; null when it does not exist. */
export const referenceWorkSoFar = (work: ReferenceWork): number | null => finiteOrNull(soFar(work));

function soFar(work: ReferenceWork): number {
  const { times, settled } = work;
  if (times.length < 2) return settled;
  return settled + between(work, times.length === 4 ? 2 : 0, times.length - 1);
}

/** −Σ p log π; where there is no mass π does not matter. */
function cross(mass: Float64Array, logMass: Float64Array): number {
  let sum = 0;
  for (let c = 0; c < mass.length; c++) if (mass[c] >= MASS_FLOOR) sum -= mass[c] * logMass[c];
  return sum;
}

/** Gauss's three nodes on [−1, 1], exact to degree 5: that of a cubic times the slope of another. */
const GAUSS = [
  [-Math.sqrt(0.6), 5 / 9],
  [0, 8 / 9],
  [Math.sqrt(0.6), 5 / 9],
] as const;

/** Σ_ij ∫ l_i l_j' dt · products_ij between two samples, l the polynomials of Lagrange. */
function between({ times, products }: ReferenceWork, from: number, to: number): number {
  const half = 0.5 * (times[to] - times[from]);
  const middle = 0.5 * (times[to] + times[from]);
  let sum = 0;
  for (const [node, weight] of GAUSS) {
    const at = middle + half * node;
    const values = times.map((_, i) => lagrange(times, i, at));
    const slopes = times.map((_, j) => lagrangeSlope(times, j, at));
    for (let i = 0; i < times.length; i++)
      for (let j = 0; j < times.length; j++) sum += half * weight * values[i] * slopes[j] * products[i][j];
  }
  return sum;
}

const lagrange = (times: readonly number[], i: number, at: number, without = -1): number =>
  times.reduce(
    (product, time, k) => (k === i || k === without ? product : (product * (at - time)) / (times[i] - time)),
    1,
  );

const lagrangeSlope = (times: readonly number[], i: number, at: number): number =>
  times.reduce((sum, time, k) => (k === i ? sum : sum + lagrange(times, i, at, k) / (times[i] - time)), 0);
