/** Places along one axis in units of a standard deviation from the mean, with their widths and the cells they belong to. */
export interface Line {
  readonly offset: Float64Array;
  readonly width: Float64Array;
  readonly cell: Int32Array;
}

/** A line that stands for no axis. */
const POINT: Line = { offset: Float64Array.of(0), width: Float64Array.of(1), cell: Int32Array.of(0) };

/** Moments that agree this well agree to the rounding of their sums. */
const EXACT = 1e-13;
/** Rounding of the largest sums; worse than this, no discrete Gaussian with these moments was found. */
const GOOD_ENOUGH = 1e-11;

/**
 * Discrete Gaussian masses on one or two lines: density at the places times widths, summing to 1, row by row.
 *
 * On a uniform line with a standard deviation of 1.3 cells or more these have the moments of the Gaussian to rounding
 * (midpoint rule, Poisson summation). Otherwise the exponent is tilted until mean and covariance are exact: among all masses with
 * these moments the ones of largest entropy relative to the density. The tilt solves a convex problem by damped Newton
 * steps, and changes resolved values in second order of the spacing only.
 * @returns null when no masses on these places have these moments (a deviation well below a cell).
 */
export function matchedGaussian(correlation: number, first: Line, second?: Line): Float64Array | null {
  const mass = new Float64Array(first.offset.length * (second ?? POINT).offset.length);
  const count = second ? 5 : 2;
  const tilt = new Float64Array(count);
  let before = Infinity;
  for (let iteration = 0; iteration < 60; iteration++) {
    const { gradient, hessian } = tilted(mass, correlation, first, second ?? POINT, tilt);
    const worst = Math.max(...gradient.map(Math.abs));
    if (worst <= EXACT || (worst <= GOOD_ENOUGH && worst > 0.5 * before)) return mass;
    before = worst;
    const step = Number.isFinite(worst) ? solved(hessian, gradient) : null;
    if (!step) return null;
    const decrement = Math.sqrt(step.reduce((sum, value, k) => sum + value * gradient[k], 0));
    const length = decrement > 0.25 ? 1 / (1 + decrement) : 1;
    step.forEach((value, k) => (tilt[k] -= length * value));
  }
  return null;
}

/** Masses without matching, e.g. where part of the Gaussian lies off the grid. */
export function plainGaussian(correlation: number, first: Line, second?: Line): Float64Array {
  const mass = new Float64Array(first.offset.length * (second ?? POINT).offset.length);
  tilted(mass, correlation, first, second ?? POINT, new Float64Array(second ? 5 : 2));
  return mass;
}

/** Fills in masses ∝ width·exp(−½(u² − 2ruv + v²)/(1 − r²) + tilt·(T − target)), T = (u, u²[, v, v², uv]), and gives E[T − target] and Cov T. */
function tilted(mass: Float64Array, correlation: number, first: Line, second: Line, tilt: Float64Array) {
  const count = tilt.length;
  const steepness = -0.5 / (1 - correlation * correlation);
  const gradient = new Array<number>(count).fill(0);
  const products = new Float64Array(count * count);
  const excess = new Float64Array(count);
  // Sums by row, then over rows: rounding grows with the longer side, not with the number of cells.
  const rowGradient = new Float64Array(count);
  let sum = 0;
  for (let i = 0, c = 0; i < first.offset.length; i++) {
    const u = first.offset[i];
    let rowSum = 0;
    rowGradient.fill(0);
    for (let j = 0; j < second.offset.length; j++, c++) {
      const v = second.offset[j];
      excess[0] = u;
      excess[1] = u * u - 1;
      if (count === 5) {
        excess[2] = v;
        excess[3] = v * v - 1;
        excess[4] = u * v - correlation;
      }
      let exponent = steepness * (u * u - 2 * correlation * u * v + v * v);
      for (let k = 0; k < count; k++) exponent += tilt[k] * excess[k];
      const part = first.width[i] * second.width[j] * Math.exp(exponent);
      mass[c] = part;
      rowSum += part;
      for (let k = 0; k < count; k++) {
        const weighted = part * excess[k];
        rowGradient[k] += weighted;
        for (let l = 0; l <= k; l++) products[k * count + l] += weighted * excess[l];
      }
    }
    sum += rowSum;
    for (let k = 0; k < count; k++) gradient[k] += rowGradient[k];
  }
  for (let c = 0; c < mass.length; c++) mass[c] /= sum;
  for (let k = 0; k < count; k++) gradient[k] /= sum;
  const hessian = Array.from({ length: count }, (_, k) =>
    Array.from({ length: k + 1 }, (_, l) => products[k * count + l] / sum - gradient[k] * gradient[l]),
  );
  return { gradient, hessian };
}

/** x of A·x = b by Cholesky's decomposition of the lower half of A; null unless A is positive definite. */
function solved(matrix: readonly (readonly number[])[], right: readonly number[]): number[] | null {
  const n = right.length;
  const lower: number[][] = [];
  const x = [...right];
  for (let i = 0; i < n; i++) {
    const row: number[] = [];
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i][j];
      for (let k = 0; k < j; k++) rest -= row[k] * (i === j ? row[k] : lower[j][k]);
      if (i === j && !(rest > 1e-14 * Math.abs(matrix[i][i]) && rest > 1e-300)) return null;
      row.push(i === j ? Math.sqrt(rest) : rest / lower[j][j]);
    }
    lower.push(row);
    for (let k = 0; k < i; k++) x[i] -= row[k] * x[k];
    x[i] /= row[i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= lower[k][i] * x[k];
    x[i] /= lower[i][i];
  }
  return x;
}
