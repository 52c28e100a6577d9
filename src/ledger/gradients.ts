import type { Generator } from "../generator/generator.js";
import type { Grid } from "../grid/grid.js";
import { acrossWidths, faceRows, type FaceRates } from "./faces.js";

/**
 * What μ and D∇ρ are measured with. Along the axes, by the components at faces, each face with the volume between the
 * two centres beside it. With oblique faces as vectors at cell centres: μ = Σ_k λ_k e_k Pe_k and
 * D∇log ρ = Σ_k λ_k e_k log(ρ_R/ρ_L), over the directions e_k of D = Σ λ_k e_k e_kᵀ, each the mean of the two faces of
 * the cell, or the one it has at a wall.
 */
export interface GradientWeights {
  /** All zero with oblique faces, which have no components along the axes. */
  readonly faces: FaceGradients;
  /** Null without oblique faces. */
  readonly cells: CellGradients | null;
  /** ∫|μ|² over the grid. */
  readonly driftLiteral: number;
}

export interface FaceGradients {
  /** (D/gap)²·volume of every face. */
  readonly spread: Float64Array;
  /** μ²·volume of every face. */
  readonly drift: Float64Array;
}

export interface CellGradients {
  /** The weight λ (1/time) of every face for the cell below it and for the cell above it, halved where there are two. */
  readonly below: Float64Array;
  readonly above: Float64Array;
  /** The directions e_k as lengths along x and y. */
  readonly steps: readonly (readonly [number, number])[];
  /** |μ|² per cell. */
  readonly drift: Float64Array;
  /** Σ λ|e| over the faces of each cell: what rounding is measured by. */
  readonly reach: Float64Array;
}

/** @param room of other weights at the same faces, which are not needed any more */
export function gradientWeights(
  generator: Generator,
  faces: FaceRates,
  room: GradientWeights | null = null,
): GradientWeights {
  const { volumes } = generator.grid;
  let driftLiteral = 0;
  if (generator.oblique) {
    const cells = cellGradients(generator, faces);
    for (let cell = 0; cell < volumes.length; cell++) driftLiteral += volumes[cell] * cells.drift[cell];
    const none = new Float64Array(faces.lower.length);
    return { faces: { spread: none, drift: none }, cells, driftLiteral };
  }
  const onFaces = faceGradients(generator, faces, room?.faces);
  for (let f = 0; f < onFaces.drift.length; f++) driftLiteral += onFaces.drift[f];
  return { faces: onFaces, cells: null, driftLiteral };
}

function faceGradients({ grid, axes }: Generator, { lower }: FaceRates, room?: FaceGradients): FaceGradients {
  const { spread, drift } = room ?? {
    spread: new Float64Array(lower.length),
    drift: new Float64Array(lower.length),
  };
  for (let axis = 0, f = 0; axis < axes.length; axis++) {
    const { peclet, diffusion, gaps } = axes[axis];
    const areas = acrossWidths(grid, axis);
    const { rows, length, along } = faceRows(grid, axis);
    for (let row = 0; row < rows; row++)
      for (let k = 0; k < length; k++, f++) {
        const gap = gaps[along ? k : row];
        const D = diffusion[lower[f]] / gap;
        const mu = D * peclet[lower[f]];
        const volume = gap * areas[along ? row : k];
        spread[f] = D * D * volume;
        drift[f] = mu * mu * volume;
      }
  }
  return { spread, drift };
}

function cellGradients(generator: Generator, faces: FaceRates): CellGradients {
  const { grid, axes, oblique } = generator;
  const { directions, first, lower, upper } = faces;
  const h = grid.axes.map(({ widths }) => widths[0]);
  const below = new Float64Array(lower.length);
  const above = new Float64Array(lower.length);
  const [x, y, reach, drift] = [0, 1, 2, 3].map(() => new Float64Array(grid.size));
  const steps = directions.map(([a, b]) => [a * h[0], b * h[1]] as const);
  directions.forEach(([a, b], k) => {
    const [ex, ey] = steps[k];
    const length = Math.hypot(ex, ey);
    const onAxis = k < axes.length;
    const hasBelow = hasNeighbour(grid, -a, -b);
    const hasAbove = hasNeighbour(grid, a, b);
    for (let f = first[k]; f < first[k + 1]; f++) {
      const [left, right] = [lower[f], upper[f]];
      const own = f - first[axes.length];
      const weight = onAxis ? axes[k].diffusion[left] / h[k] ** 2 : oblique!.weight[own];
      const peclet = onAxis ? axes[k].peclet[left] : oblique!.peclet[own];
      below[f] = hasBelow(left) ? 0.5 * weight : weight;
      above[f] = hasAbove(right) ? 0.5 * weight : weight;
      x[left] += below[f] * peclet * ex;
      y[left] += below[f] * peclet * ey;
      x[right] += above[f] * peclet * ex;
      y[right] += above[f] * peclet * ey;
      reach[left] += below[f] * length;
      reach[right] += above[f] * length;
    }
  });
  for (let cell = 0; cell < drift.length; cell++) drift[cell] = x[cell] ** 2 + y[cell] ** 2;
  return { below, above, steps, drift, reach };
}

/** Whether the cell (a, b) away from a cell is on the grid. */
function hasNeighbour({ axes, shape: [nx, ny = 1] }: Grid, a: number, b: number): (cell: number) => boolean {
  const [wrapX, wrapY] = [0, 1].map((axis) => axes[axis]?.boundary.upper === "periodic");
  return (cell) => {
    const j = cell % ny;
    const i = (cell - j) / ny;
    return (wrapX || (i + a >= 0 && i + a < nx)) && (wrapY || (j + b >= 0 && j + b < ny));
  };
}
