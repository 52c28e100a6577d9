import type { Grid } from "../grid/grid.js";
import { gaussLegendre } from "../linear/gauss-legendre.js";
import type { Problem } from "../problem/problem.js";
import { BLOCK, type FaceBlock } from "./face-blocks.js";
import { fickDrift } from "./fick-drift.js";
import { driftNotFinite } from "./validate.js";

/** The mean of μ along each face of a block, by component; the next call overwrites it. */
export type DriftMean = (block: FaceBlock) => readonly [Float64Array, Float64Array];

/**
 * The mean of μ along faces by Gauss quadrature with as many nodes as it takes, for a polynomial what its degree asks for
 * (on a ring it is one only up to the wrap), for any other drift `most`.
 * @throws InputError where the drift is not finite at a node, naming the place
 */
export function driftMean(problem: Problem, time: number, most: number): DriftMean {
  const { grid } = problem;
  const ring = grid.axes.some(({ boundary }) => boundary.upper === "periodic");
  const degree = ring ? Infinity : driftDegree(problem);
  const { nodes, weights } = gaussLegendre(Math.min(most, Math.ceil((degree + 1) / 2)));
  const drift = fickDrift(problem, BLOCK);
  const [sumX, sumY] = [new Float64Array(BLOCK), new Float64Array(BLOCK)];
  return (block) => {
    sumX.fill(0);
    sumY.fill(0);
    for (const [g, s] of nodes.entries()) {
      const [x, y] = drift(block.at(s), time);
      const weight = weights[g];
      let fault = 0;
      for (let k = 0; k < block.n; k++) {
        sumX[k] += weight * x[k];
        sumY[k] += weight * y[k];
        fault += 0 * (x[k] + y[k]);
      }
      if (Number.isNaN(fault)) refuseBadWork(grid, block, s, (k) => x[k] + y[k]);
    }
    return [sumX, sumY];
  };
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
