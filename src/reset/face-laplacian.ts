import { linesAlong, type Grid } from "../grid/grid.js";

/** The Laplacian of a grid from its faces, with no flux through any end that is not periodic. */
export interface FaceLaplacian {
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  /** area/gap of each face. */
  readonly conductance: Float64Array;
  /** Rate of leaving each cell: sum of conductance/volume over its faces. */
  readonly leaving: Float64Array;
}

/**
 * The faces inside a grid with what passes through them per difference of density: the flow of mass through a face under
 * ∂ρ/∂t = Δρ is conductance·(ρ_lower − ρ_upper). Order 2 on smooth axes. Ends that absorb are treated as reflecting: a
 * reset moves mass about and takes none away.
 */
export function faceLaplacian(grid: Grid): FaceLaplacian {
  const lower: number[] = [];
  const upper: number[] = [];
  const conductance: number[] = [];
  grid.axes.forEach(({ centers, widths, faces, boundary }, axis) => {
    const { count, stride, lines, lineStart } = linesAlong(grid, axis);
    const ring = boundary.upper === "periodic";
    const length = faces[count] - faces[0];
    for (let line = 0; line < lines; line++)
      for (let i = 0; i < (ring ? count : count - 1); i++) {
        const cell = lineStart(line) + i * stride;
        const wrapped = i + 1 === count;
        lower.push(cell);
        upper.push(wrapped ? lineStart(line) : cell + stride);
        const gap = wrapped ? centers[0] + length - centers[i] : centers[i + 1] - centers[i];
        conductance.push(grid.volumes[cell] / widths[i] / gap);
      }
  });
  const leaving = new Float64Array(grid.size);
  for (let f = 0; f < lower.length; f++) {
    leaving[lower[f]] += conductance[f] / grid.volumes[lower[f]];
    leaving[upper[f]] += conductance[f] / grid.volumes[upper[f]];
  }
  return {
    lower: Int32Array.from(lower),
    upper: Int32Array.from(upper),
    conductance: Float64Array.from(conductance),
    leaving,
  };
}

/** out ← what Δ does to the masses of a density per unit of α: ∫Δρ over each cell. */
export function laplacianOfDensity(
  { lower, upper, conductance }: FaceLaplacian,
  density: Float64Array,
  out: Float64Array,
): void {
  out.fill(0);
  for (let f = 0; f < lower.length; f++) {
    const flow = conductance[f] * (density[lower[f]] - density[upper[f]]);
    out[lower[f]] -= flow;
    out[upper[f]] += flow;
  }
}
