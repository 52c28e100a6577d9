/** D as [D_xx, D_xy, D_yy]. */
export type Tensor = readonly [number, number, number];
export type Point = readonly [number, number];

/** Eigenvalues `largest` and `largest`/condition, the first at an angle. */
export function turnedTensor(condition: number, angle: number, largest: number): Tensor {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const low = 1 / condition;
  return [largest * (c * c + low * s * s), largest * (1 - low) * c * s, largest * (s * s + low * c * c)];
}

export const rowsOf = ([xx, xy, yy]: Tensor): [[number, number], [number, number]] => [
  [xx, xy],
  [xy, yy],
];

/** The normal distribution function: an integral by Simpson's rule to 1e-12, from where it is 1e-23. */
function normal(z: number): number {
  const [from, steps] = [-10, 4000];
  if (z <= from) return 0;
  const h = (z - from) / steps;
  let sum = 0;
  for (let k = 0; k <= steps; k++)
    sum += (k === 0 || k === steps ? 1 : k % 2 === 1 ? 4 : 2) * Math.exp(-0.5 * (from + k * h) ** 2);
  return (sum * h) / (3 * Math.sqrt(2 * Math.PI));
}

/**
 * Brownian motion on x > 0 that starts at x0 and is absorbed at 0: who is left at a time, and who is absorbed then
 * (Cox and Miller 1965, 5.7). In a half plane x alone is such a motion, whatever D_xy and D_yy are.
 */
export function halfLine(x0: number, drift: number, D: number, time: number): { survival: number; flux: number } {
  const width = Math.sqrt(2 * D * time);
  return {
    survival: normal((x0 + drift * time) / width) - Math.exp((-drift * x0) / D) * normal((-x0 + drift * time) / width),
    flux: (x0 / Math.sqrt(4 * Math.PI * D * time ** 3)) * Math.exp(-((x0 + drift * time) ** 2) / (4 * D * time)),
  };
}

/**
 * Brownian motion in the quadrant x, y > 0 with D_xy = −½√(D_xx·D_yy), absorbed at both walls: where D is measured as
 * length the walls meet at 60 degrees, so that a point start and its five images make the density, by reflections along
 * the conormals D n.
 */
export function quadrant([xx, xy, yy]: Tensor, start: Point): (x: number, y: number, time: number) => number {
  const determinant = xx * yy - xy * xy;
  const acrossX = ([x, y]: Point): Point => [-x, y - (2 * x * xy) / xx];
  const acrossY = ([x, y]: Point): Point => [x - (2 * y * xy) / yy, -y];
  const images: Point[] = [start];
  for (let k = 0; k < 5; k++) images.push((k % 2 === 0 ? acrossX : acrossY)(images[k]!));
  return (x, y, time) =>
    images.reduce((sum, [a, b], k) => {
      const [u, v] = [x - a, y - b];
      const square = (yy * u * u - 2 * xy * u * v + xx * v * v) / determinant;
      return sum + ((-1) ** k * Math.exp(-square / (4 * time))) / (4 * Math.PI * time * Math.sqrt(determinant));
    }, 0);
}
