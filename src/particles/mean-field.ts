import { convolution, differenceCount, type Convolution, type ConvolutionAxis } from "../linear/convolution.js";
import { constantField, type Field } from "../problem/field.js";
import type { Problem } from "../problem/problem.js";
import type { Batch, Crowd } from "./crowd.js";

/** Cells of the mesh along an axis, at least; cells of the grid are cut into equal parts for it. */
const FINEST = { 1: 2048, 2: 256 } as const;

/** The drift that the particles exert on each other. */
export interface MeanField {
  /** −∂(W * ρ) along each axis, ρ the empirical measure. */
  readonly drift: readonly Field[];
  /** From now on the drift is that of the others in this group. */
  select(group: number): void;
  /**
   * Looks where the particles are now, after a step of length h, so that the next one sees the field in its middle:
   * extrapolated from the last two times. `null` starts anew.
   */
  update(batches: readonly Batch[], h: number | null): void;
}

/** Mean fields of one group, by axis. */
interface GroupField {
  readonly count: number;
  readonly now: readonly Float64Array[];
  readonly before: readonly Float64Array[];
  /** The field in the middle of the next step. */
  readonly used: readonly Float64Array[];
}

/**
 * The mean field of a crowd on a mesh: each particle is shared between the nearest nodes (cloud in cell), the mesh is
 * convolved with −∂W, and the drift interpolated linearly. Second order in the width of the mesh and in the time step.
 * Particles of different groups do not see each other.
 * @param sizes how many particles are in each group, in their order
 * @returns null for a problem without interaction
 */
export function meanFieldOf({ grid, drift }: Problem, crowd: Crowd, sizes: readonly number[]): MeanField | null {
  const W = drift.interaction;
  if (!W) return null;
  const d = grid.axes.length;
  const mesh = grid.axes.map(({ faces, centers, boundary }) => {
    const [lower, upper] = [faces[0], faces[faces.length - 1]];
    const count = centers.length * Math.ceil(FINEST[d === 1 ? 1 : 2] / centers.length);
    return { lower, width: (upper - lower) / count, count, periodic: boundary.lower === "periodic" };
  });
  const size = mesh.reduce((product, { count }) => product * count, 1);
  const inner = d === 2 ? mesh[1].count : 1;
  const convolve = mesh.map((_, a) => convolutionWith(W, mesh, a));
  const mass = new Float64Array(size);
  const arrays = (): Float64Array[] => mesh.map(() => new Float64Array(size));
  const groups = sizes.map((count): GroupField => ({ count, now: arrays(), before: arrays(), used: arrays() }));
  let selected = 0;
  let length: number | null = null;
  const axisAt = (a: number, z: number): readonly [number, number, number] => nodesNear(mesh[a], z);
  return {
    drift: mesh.map((_, a) => ({
      ...constantField(0),
      varies: { inTime: true, inSpace: true },
      text: "the mean field of the particles",
      valuesInto(points, _time, out) {
        const values = groups[selected].used[a];
        for (let k = 0; k < out.length; k++) {
          const [i, j, s] = axisAt(0, points[0][k]);
          if (d === 1) out[k] = (1 - s) * values[i] + s * values[j];
          else {
            const [p, q, r] = axisAt(1, points[1][k]);
            out[k] =
              (1 - s) * ((1 - r) * values[i * inner + p] + r * values[i * inner + q]) +
              s * ((1 - r) * values[j * inner + p] + r * values[j * inner + q]);
          }
        }
      },
    })),
    select: (group) => void (selected = group),
    update(batches, h) {
      // the field in the middle of the next step, which is about as long as the last one
      const ahead = h === null || length === null ? 0 : 0.5;
      groups.forEach(({ count, now, before, used }, g) => {
        now.forEach((values, a) => void before[a].set(values));
        share(
          batches.filter(({ group }) => group === g),
          count,
        );
        convolve.forEach((apply, a) => apply(mass, now[a]));
        used.forEach((values, a) => {
          for (let c = 0; c < size; c++) values[c] = (1 + ahead) * now[a][c] - ahead * before[a][c];
        });
      });
      length = h ?? 0;
    },
  };

  function share(batches: readonly Batch[], total: number): void {
    mass.fill(0);
    for (const { start, n } of batches)
      for (let k = start; k < start + n; k++) {
        const [i, j, s] = axisAt(0, crowd.positions[0][k]);
        if (d === 1) {
          mass[i] += (1 - s) / total;
          mass[j] += s / total;
        } else {
          const [p, q, r] = axisAt(1, crowd.positions[1][k]);
          mass[i * inner + p] += ((1 - s) * (1 - r)) / total;
          mass[i * inner + q] += ((1 - s) * r) / total;
          mass[j * inner + p] += (s * (1 - r)) / total;
          mass[j * inner + q] += (s * r) / total;
        }
      }
  }
}

interface MeshAxis extends ConvolutionAxis {
  readonly lower: number;
  readonly width: number;
}

const turned = (node: number, count: number): number => ((node % count) + count) % count;

/** The two nodes next to a place and the share of the second; beyond the outermost nodes the field stays what it is there. */
function nodesNear({ lower, width, count, periodic }: MeshAxis, z: number): readonly [number, number, number] {
  const place = (z - lower) / width - 0.5;
  const below = Math.floor(place);
  const share = place - below;
  if (periodic) return [turned(below, count), turned(below + 1, count), share];
  if (below < 0) return [0, 0, 0];
  return below >= count - 1 ? [count - 1, count - 1, 0] : [below, below + 1, share];
}

/** The convolution with −∂W along an axis; on a ring differences go the shorter way round. */
function convolutionWith(W: Field, mesh: readonly MeshAxis[], axis: number): Convolution {
  const differences = mesh.map((along) => {
    const { count, periodic, width } = along;
    return Float64Array.from({ length: differenceCount(along) }, (_, k) =>
      periodic ? (2 * k <= count ? k : k - count) * width : (k - (count - 1)) * width,
    );
  });
  const inner = mesh.length === 2 ? differences[1].length : 1;
  const total = differences[0].length * inner;
  const slope = W.derivative(axis);
  const kernel = new Float64Array(total);
  // half way round a ring either way is as short, and the drift is the mean of both
  for (const sign of [1, -1]) {
    const points = differences.map((steps, a) =>
      Float64Array.from({ length: total }, (_, c) => {
        const step = steps[a === 0 ? Math.floor(c / inner) : c % inner];
        const { count, periodic, width } = mesh[a];
        return periodic && Math.abs(2 * step) >= count * width * (1 - 1e-12) ? sign * step : step;
      }),
    );
    const values = new Float64Array(total);
    slope.valuesInto(points, 0, values);
    values.forEach((value, c) => (kernel[c] -= 0.5 * value));
  }
  return convolution(mesh, kernel);
}
