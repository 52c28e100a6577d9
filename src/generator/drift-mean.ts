import { cellCenters, type Grid } from "../grid/grid.js";
import { gaussLegendre } from "../linear/gauss-legendre.js";
import type { Problem } from "../problem/problem.js";
import { BLOCK, type FaceBlock } from "./face-blocks.js";
import { fickDrift, fickDriftAt } from "./fick-drift.js";
import type { LatticeFaces } from "./lattice-faces.js";
import { driftNotFinite } from "./validate.js";

/** Of the largest drift at hand: what the rounding of the coordinates and of a few operations makes of an affine drift. */
const ROUNDING = 8 * Number.EPSILON;

/** The mean of μ along each face of a block, by component; the next call overwrites it. */
export type DriftMean = (block: FaceBlock) => readonly [Float64Array, Float64Array];

/**
 * The mean of μ along faces by Gauss quadrature with as many nodes as it takes: for a polynomial what its degree asks for
 * (on a ring it is one only up to the wrap), for any other drift `most`. Where that is not known, the node in the middle
 * comes first: when on all faces of a block the drift there is to rounding the mean of those at both ends, it is affine,
 * and the middle is the integral.
 * @throws InputError where the drift is not finite at a node, naming the place
 */
export function driftMean(problem: Problem, faces: LatticeFaces, time: number, most: number): DriftMean {
  const { grid } = problem;
  const ring = grid.axes.some(({ boundary }) => boundary.upper === "periodic");
  const degree = ring ? Infinity : driftDegree(problem);
  const { nodes, weights } = gaussLegendre(Math.min(most, Math.ceil((degree + 1) / 2)));
  const atEnds = degree < Infinity ? null : fickDriftAt(problem, cellCenters(grid), time);
  const order = nodes.map((_, g) => g).sort((one, other) => Math.abs(nodes[one] - 0.5) - Math.abs(nodes[other] - 0.5));
  const drift = fickDrift(problem, BLOCK);
  const [sumX, sumY] = [new Float64Array(BLOCK), new Float64Array(BLOCK)];
  return (block) => {
    sumX.fill(0);
    sumY.fill(0);
    for (const g of order) {
      const [x, y] = drift(block.at(nodes[g]), time);
      const weight = weights[g];
      let fault = 0;
      for (let k = 0; k < block.n; k++) {
        sumX[k] += weight * x[k];
        sumY[k] += weight * y[k];
        fault += 0 * (x[k] + y[k]);
      }
      if (Number.isNaN(fault)) refuseBadWork(grid, block, nodes[g], (k) => x[k] + y[k]);
      if (g === order[0] && atEnds && isAffine(faces, block, x, atEnds[0]) && isAffine(faces, block, y, atEnds[1]))
        return [x, y];
    }
    return [sumX, sumY];
  };
}

/** Whether a component of the drift in the middle of each face is the mean of those in the cells at both ends. */
function isAffine(
  { lower, upper }: LatticeFaces,
  { from, n }: FaceBlock,
  middle: Float64Array,
  atCenters: Float64Array,
): boolean {
  let worst = 0;
  let largest = 0;
  for (let k = 0; k < n; k++) {
    const [here, there] = [lower[from + k], upper[from + k]];
    // edges cut by a wall do not end in a cell
    if (there === here) return false;
    const start = atCenters[here];
    const off = Math.abs(middle[k] - (there < 0 ? start : 0.5 * (start + atCenters[there])));
    if (!(off <= worst)) worst = off;
    const size = Math.abs(start);
    if (size > largest) largest = size;
  }
  return worst <= ROUNDING * largest;
}

/** Degree of μ as a polynomial in the coordinates, where D is the same everywhere. */
function driftDegree({ drift: { loss, force } }: Problem): number {
  const slope = loss ? Math.max(0, (loss.degree ?? Infinity) - 1) : 0;
  return force.reduce((most, push) => Math.max(most, push ? (push.degree ?? Infinity) : 0), slope);
}

/** @throws InputError where a number that should be finite is not, naming the point at the fraction s of the face. */
export function refuseBadWork(grid: Grid, { n, at }: FaceBlock, s: number, value: (k: number) => number): void {
  const points = at(s);
  for (let k = 0; k < n; k++) {
    if (Number.isFinite(value(k))) continue;
    const place = grid.axes.map(({ name }, axis) => `${name} = ${Number(points[axis][k].toPrecision(6))}`);
    throw driftNotFinite(`D⁻¹μ is not finite at ${place.join(", ")}`);
  }
}
