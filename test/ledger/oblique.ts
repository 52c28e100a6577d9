import type { AxisRates, CutFaces, Generator, ObliqueFaces } from "../../src/generator/generator.js";
import { uniformAxis, type Boundary } from "../../src/grid/axis.js";
import { cellCenters, makeGrid, type Grid } from "../../src/grid/grid.js";
import { gapsOf, randomChain, scharfetterGummel, visitFaces } from "./chain.js";

/** Generators with oblique faces, built by hand: without Selling's algorithm and without quadrature. */

export type Step = readonly [number, number];
export type Vector = readonly [number, number];

interface Face {
  readonly forward: number;
  readonly backward: number;
  readonly peclet: number;
  readonly weight: number;
}

/** All faces z → z + step on the grid, wraps included. */
export function obliqueFaces(
  grid: Grid,
  directions: readonly Step[],
  face: (direction: number, lower: number, upper: number) => Face,
): ObliqueFaces {
  const [nx, ny] = grid.shape as [number, number];
  const [wrapX, wrapY] = grid.axes.map(({ boundary }) => boundary.upper === "periodic");
  const first = [0];
  const ends: Step[] = [];
  const faces: Face[] = [];
  directions.forEach(([a, b], k) => {
    for (let i = 0; i < nx; i++)
      for (let j = 0; j < ny; j++) {
        if (!wrapX && (i + a < 0 || i + a >= nx)) continue;
        if (!wrapY && (j + b < 0 || j + b >= ny)) continue;
        const upper = ((((i + a) % nx) + nx) % nx) * ny + ((((j + b) % ny) + ny) % ny);
        ends.push([i * ny + j, upper]);
        faces.push(face(k, i * ny + j, upper));
      }
    first.push(faces.length);
  });
  const column = (name: keyof Face) => Float64Array.from(faces, (entry) => entry[name]);
  return {
    directions,
    first: Int32Array.from(first),
    lower: Int32Array.from(ends, ([lower]) => lower),
    upper: Int32Array.from(ends, ([, upper]) => upper),
    forward: column("forward"),
    backward: column("backward"),
    peclet: column("peclet"),
    weight: column("weight"),
    cut: NO_CUT,
  };
}

const NO_CUT: CutFaces = {
  cell: new Int32Array(0),
  end: new Int32Array(0),
  direction: new Int32Array(0),
  sign: new Int32Array(0),
  rate: new Float64Array(0),
};

/** Rates without any structure on the axes and along oblique steps. */
export function randomObliqueChain(grid: Grid, directions: readonly Step[], draw: () => number): Generator {
  const oblique = obliqueFaces(grid, directions, () => {
    const [forward, backward] = [draw(), draw()];
    return { forward, backward, peclet: Math.log(forward / backward), weight: 1 };
  });
  return { ...randomChain(grid, draw), oblique };
}

export interface Tensor {
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
}

/**
 * A constant D as Σ λ e eᵀ over the axes and one oblique step (a, b), λ found by hand from
 * D_xy = λ a b h_x h_y, D_xx = λ_x h_x² + λ a² h_x², D_yy alike; `work` is ∫D⁻¹μ·dl from z along a displacement.
 */
export function tensorChain(
  grid: Grid,
  { xx, xy, yy }: Tensor,
  step: Step,
  work: (z: Vector, displacement: Vector) => number,
): Generator {
  const [hx, hy] = grid.axes.map(({ widths }) => widths[0]!) as [number, number];
  const [a, b] = step;
  const weight = xy / (a * b * hx * hy);
  // 0 to rounding where D needs no faces of an axis
  const onAxes = [xx / hx ** 2 - weight * a * a, yy / hy ** 2 - weight * b * b].map((w) =>
    Math.abs(w) < 1e-9 ? 0 : w,
  );
  if (weight < 0 || onAxes.some((w) => w < 0)) throw new Error("D needs other steps");
  const [x, y] = cellCenters(grid) as [Float64Array, Float64Array];
  const face = (lambda: number, lower: number, [ex, ey]: Step): Face => {
    const peclet = work([x[lower]!, y[lower]!], [ex * hx, ey * hy]);
    const { up, down } = scharfetterGummel(peclet);
    return { forward: lambda * up, backward: lambda * down, peclet, weight: lambda };
  };
  const axes = grid.axes.map((line, axis): AxisRates => {
    const [forward, backward, peclet, diffusion] = [0, 1, 2, 3].map(() => new Float64Array(grid.size)) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    visitFaces(grid, axis, (left, right) => {
      if (right < 0) return;
      const rates = face(onAxes[axis]!, left, axis === 0 ? [1, 0] : [0, 1]);
      forward[left] = rates.forward;
      backward[right] = rates.backward;
      peclet[left] = rates.peclet;
      diffusion[left] = rates.weight * line.widths[0]! ** 2;
    });
    return { forward, backward, peclet, diffusion, gaps: gapsOf(line) };
  });
  const oblique = obliqueFaces(grid, [step], (_, lower) => face(weight, lower, step));
  return { grid, axes, oblique, timeDependent: false, rebuild: () => undefined, freeEnergy: null };
}

/** ∫D⁻¹μ·dl of the linear drift μ = −A z: exact by the midpoint rule. */
export function linearWork(A: readonly [Vector, Vector], { xx, xy, yy }: Tensor) {
  const det = xx * yy - xy * xy;
  return ([x, y]: Vector, [dx, dy]: Vector): number => {
    const [u, v] = [x + dx / 2, y + dy / 2];
    const [mx, my] = [-(A[0][0] * u + A[0][1] * v), -(A[1][0] * u + A[1][1] * v)];
    return ((yy * mx - xy * my) * dx + (xx * my - xy * mx) * dy) / det;
  };
}

export const plane = (cells: Vector, half: Vector, ends: readonly [Boundary, Boundary]): Grid =>
  makeGrid([
    uniformAxis("x", [-half[0], half[0]], cells[0], ends[0]),
    uniformAxis("y", [-half[1], half[1]], cells[1], ends[1]),
  ]);
