import type { Grid } from "../grid/grid.js";

/** Mean and covariance of the position, conditional on survival. */
export interface Moments {
  /** One number an axis. */
  readonly mean: number[];
  /** One row an axis. */
  readonly covariance: number[][];
}

/** Total mass Σp, summed line by line so that rounding stays near 1e-15 on a million cells. */
export function totalMass(mass: Float64Array, grid: Grid): number {
  const inner = grid.shape[1] ?? Math.ceil(Math.sqrt(grid.size));
  let total = 0;
  for (let start = 0; start < mass.length; start += inner) {
    const end = Math.min(start + inner, mass.length);
    let line = 0;
    for (let cell = start; cell < end; cell++) line += mass[cell];
    total += line;
  }
  return total;
}

/**
 * Mean and covariance of the position, conditional on survival: ⟨z⟩ = Σ z·p / Σ p with z the cell centres
 * (midpoint rule, order 2). On a periodic axis z is the raw coordinate. NaN when no mass is left.
 */
export function moments(mass: Float64Array, grid: Grid): Moments {
  const [x, y] = grid.axes.map((axis) => axis.centers);
  const survival = totalMass(mass, grid);
  if (!y) {
    const mean = weighted(mass, x, 0) / survival;
    return { mean: [mean], covariance: [[squared(mass, x, mean) / survival]] };
  }
  const alongX = new Float64Array(x.length);
  const alongY = new Float64Array(y.length);
  const firstInY = new Float64Array(x.length);
  for (let i = 0, cell = 0; i < alongX.length; i++) {
    let sum = 0;
    let first = 0;
    for (let j = 0; j < alongY.length; j++, cell++) {
      const p = mass[cell];
      sum += p;
      first += p * y[j];
      alongY[j] += p;
    }
    alongX[i] = sum;
    firstInY[i] = first;
  }
  const meanX = weighted(alongX, x, 0) / survival;
  const meanY = weighted(alongY, y, 0) / survival;
  for (let i = 0; i < alongX.length; i++) firstInY[i] -= meanY * alongX[i];
  const mixed = weighted(firstInY, x, meanX) / survival;
  return {
    mean: [meanX, meanY],
    covariance: [
      [squared(alongX, x, meanX) / survival, mixed],
      [mixed, squared(alongY, y, meanY) / survival],
    ],
  };
}

function weighted(mass: Float64Array, position: Float64Array, origin: number): number {
  let sum = 0;
  for (let i = 0; i < mass.length; i++) sum += mass[i] * (position[i] - origin);
  return sum;
}

function squared(mass: Float64Array, position: Float64Array, origin: number): number {
  let sum = 0;
  for (let i = 0; i < mass.length; i++) sum += mass[i] * (position[i] - origin) ** 2;
  return sum;
}
