import { cellCenters, linesAlong, type Grid } from "../grid/grid.js";
import type { Workspace } from "../kernels/workspace.js";
import { valueAt, type Field } from "../problem/field.js";
import { matrixEntries } from "../problem/matrix-field.js";
import type { Problem } from "../problem/problem.js";
import type { AffineForce } from "./affine-force.js";
import { closeLines } from "./axis-rates.js";
import { circulation } from "./circulation.js";
import { cutRates, type CutRates } from "./cut-rates.js";
import type { AxisRates, ObliqueFaces } from "./generator.js";
import { latticeFaces, type CellTensor, type LatticeFaces } from "./lattice-faces.js";
import { tensorPull } from "./tensor-mean-field.js";
import { faceWork, type FaceWork } from "./tensor-work.js";

/** The rates of a full tensor D and how to bring them to another time. */
export interface TensorAssembly {
  readonly axes: readonly AxisRates[];
  oblique(): ObliqueFaces;
  /** True when faces come and go in time. */
  readonly moving: boolean;
  /** As in `Generator`. */
  fitted(): boolean;
  update(time: number): void;
  /**
   * Puts another d(t) into D = d(t)·I + S, nowhere smaller than the one before, from the next update on; the faces stay.
   * Null where the drift follows from D as a whole.
   */
  readonly raise: ((scalar: Field) => void) | null;
}

/** Nodes along a face: exact to rounding for smooth fields, or order 6 where time counts. */
const NODES = { fixed: 5, moving: 3 } as const;

/** Room for the faces of a tensor that changes in time, in faces a cell: three directions, each with two half weights. */
const MOST_FACES = 6;

/** Numbers a workspace needs on top of its grid-sized arrays, for a problem with a full tensor. */
export const tensorRoom = ({ grid, resets }: Problem): number =>
  (resets.some(({ boost }) => boost) ? 36 : 24) * MOST_FACES * grid.size;

/**
 * Rates of all faces for a full tensor D on two uniform axes: forward = λ·B(−Pe), backward = λ·B(Pe) along the lattice
 * directions of Selling's decomposition of D, with Pe = ∫ D⁻¹μ·dl. Where D⁻¹μ = −∇U the density exp(−U) is stationary to
 * rounding, whatever D(z). Order 2 in the interior and at absorbing walls, through which mass leaves along all
 * directions (see `cutRates`); order 1 at reflecting walls, where oblique faces that would leave the grid are dropped.
 *
 * Where only d(t) changes in D = d(t)·I + S(z), by itself or by boosts, the faces are those of the smallest d of the run and
 * the rest of d goes to the axes: nothing but weights, Pe and rates is computed anew.
 * @param affineAt what `affineForce` finds at a time
 * @param potential of a mean field at all cell centres, read whenever the rates are brought to a time
 */
export function tensorAssembly(
  problem: Problem,
  workspace: Workspace,
  start: number,
  affineAt: (time: number) => AffineForce | null,
  potential: Float64Array | null = null,
): TensorAssembly {
  const { grid, drift, diffusion, convention } = problem;
  const { diagonal, cross } = diffusion;
  let { scalar } = diffusion;
  const changes = [drift.loss, drift.learningRate, ...drift.force, ...diagonal, cross].some((f) => f?.varies.inTime);
  const rescales = scalar?.varies.inTime ?? false;
  const varies = [...diagonal, cross].some((f) => f?.varies.inSpace);
  const raises = problem.resets.some(({ boost }) => boost) && !(convention === "stratonovich" && varies);
  // the Stratonovich root mixes d and S
  const moving = changes || (rescales && convention === "stratonovich");
  const scalarAt = (time: number): number => (scalar ? valueAt(scalar, time) : 0);
  const end = problem.time ? problem.time.frames[problem.time.frames.length - 1] : start;
  const lowest = Math.min(scalarAt(start), scalarAt(end));

  const fitted = problem.solver.scheme === "scharfetter-gummel";
  // with the same D everywhere it is known beforehand how many faces there may be, and they stay where they are made
  const stays = !(moving || varies);
  const firstTensor = tensorAtCenters(problem, start, moving ? scalarAt(start) : lowest);
  let faces = latticeFaces(grid, firstTensor, stays ? (most) => faceRoom(workspace, most) : undefined);
  const room = stays ? faces : faceRoom(workspace, moving ? (2 + MOST_FACES) * grid.size : faces.lower.length);
  const arrays = faceArrays(workspace, stays && (rescales || raises) ? { ...room, weight: null } : room);
  const axes = grid.axes.map((_, axis) => axisRates(grid, workspace, arrays, axis));
  const pull = potential && tensorPull(problem, potential);
  let work: FaceWork;
  let cut: CutRates;
  let oblique: ObliqueFaces;
  /** The d that the faces were made for, and the one that weights and rates stand at. */
  let raised = moving ? scalarAt(start) : lowest;
  let standing = NaN;
  let central = 0;

  const settle = (time: number): void => {
    const fixed = moving || !(rescales || raises) ? scalarAt(time) : null;
    const nodes = moving || rescales ? NODES.moving : NODES.fixed;
    const times = { time, fixed, moving, nodes, affine: affineAt(time) };
    work = faceWork(problem, faces, times, workspace);
    cut = cutRates(problem, faces.cut, times, workspace, potential);
    oblique = { ...obliqueFaces(faces, arrays), cut: cut.oblique };
    standing = NaN;
  };
  settle(start);
  let known = start;
  return {
    axes,
    oblique: () => oblique,
    moving,
    fitted: () => central < Number.EPSILON,
    update(time) {
      const d = scalarAt(time);
      if (moving && time !== known) {
        raised = d;
        faces = latticeFaces(grid, tensorAtCenters(problem, time, d));
        settle(time);
      }
      known = time;
      if (d !== standing || pull) fillRates(d, time);
      standing = d;
    },
    raise: raises
      ? (other) => {
          scalar = other;
          known = standing = NaN;
        }
      : null,
  };

  function fillRates(d: number, time: number): void {
    const { weight, pe, forward, backward } = arrays;
    const count = faces.lower.length;
    work(d, pe.subarray(0, count));
    pull?.(faces, time, d, pe);
    if (weight !== faces.weight) weight.set(faces.weight);
    const extra = grid.axes.map(({ widths }) => (d - raised) / widths[0] ** 2);
    axes.forEach(({ diffusion }, axis) => {
      const square = grid.axes[axis].widths[0] ** 2;
      const from = faces.first[axis];
      if (extra[axis] !== 0)
        for (let k = from; k < from + grid.size; k++) if (faces.upper[k] >= 0) weight[k] += extra[axis];
      for (let c = 0; c < diffusion.length; c++) diffusion[c] = weight[from + c] * square;
    });
    central = fitted ? 0 : centralShare(circulation(grid, axes[0].peclet, axes[1].peclet));
    const ratesOf = (first: number, n: number, up: Float64Array, down: Float64Array, offset: number): void => {
      const [work, own] = [pe.byteOffset + 8 * first, weight.byteOffset + 8 * first];
      workspace.kernels.faceRates(
        work,
        1,
        own,
        own,
        1,
        work,
        up.byteOffset,
        down.byteOffset,
        8 * offset,
        n,
        0,
        central,
      );
    };
    const beyond = faces.first[2];
    ratesOf(beyond, count - beyond, forward.subarray(beyond), backward, 0);
    axes.forEach((rates, axis) => {
      ratesOf(faces.first[axis], grid.size, rates.forward, rates.backward, linesAlong(grid, axis).stride);
      closeLines(grid, axis, rates.backward);
    });
    cut.update(d, extra, time, central, axes);
  }
}

/** Circulation at which half of the change is made: a rotating part of about one per cent of the drift. */
const CIRCULATING = 0.01;

/**
 * Exponential fitting keeps a Gibbs state and pays for it with a numerical diffusion of λPe²/12. Where there is no Gibbs
 * state to keep, because D⁻¹μ circulates, the mean of B and of the central weight, cut at 0, has half of it and stays
 * positive. The share of the central weight grows smoothly from 0, which is reached to rounding where D⁻¹μ is a gradient.
 */
const centralShare = (m: number): number => (0.5 * (m * m)) / (m * m + CIRCULATING * CIRCULATING);

interface FaceArrays {
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  readonly weight: Float64Array;
  readonly pe: Float64Array;
  readonly forward: Float64Array;
  /** Of the oblique faces alone. */
  readonly backward: Float64Array;
}

const faceRoom = ({ allocate }: Workspace, count: number): Pick<FaceArrays, "lower" | "upper" | "weight"> => ({
  lower: integers(allocate(Math.ceil(count / 2), false)),
  upper: integers(allocate(Math.ceil(count / 2), false)),
  weight: allocate(count, false),
});

/** @param room for all faces, with the weights as they are at the start or null where they are kept elsewhere */
function faceArrays(
  { allocate }: Workspace,
  { lower, upper, weight }: Pick<FaceArrays, "lower" | "upper"> & { readonly weight: Float64Array | null },
): FaceArrays {
  const count = lower.length;
  return {
    lower,
    upper,
    weight: weight ?? allocate(count, false),
    pe: allocate(count, false),
    forward: allocate(count, false),
    backward: allocate(count, false),
  };
}

const integers = ({ buffer, byteOffset, length }: Float64Array): Int32Array =>
  new Int32Array(buffer, byteOffset, 2 * length);

/** The rates of an axis: views of the places by cell with which the faces begin. */
function axisRates(grid: Grid, { allocate }: Workspace, { pe, forward }: FaceArrays, axis: number): AxisRates {
  const { size } = grid;
  const { widths, boundary } = grid.axes[axis];
  const gaps = new Float64Array(widths.length).fill(widths[0]);
  if (boundary.upper !== "periodic") gaps[gaps.length - 1] = 0;
  return {
    forward: forward.subarray(axis * size, (axis + 1) * size),
    backward: allocate(size + linesAlong(grid, axis).stride).subarray(0, size), // the kernel writes one cell further
    peclet: pe.subarray(axis * size, (axis + 1) * size),
    diffusion: allocate(size),
    gaps,
  };
}

/** The faces that are not along an axis, as views. */
function obliqueFaces(faces: LatticeFaces, arrays: FaceArrays): Omit<ObliqueFaces, "cut"> {
  const [from, to] = [faces.first[2], faces.lower.length];
  if (arrays.lower !== faces.lower) {
    arrays.lower.set(faces.lower);
    arrays.upper.set(faces.upper);
  }
  return {
    directions: faces.directions.slice(2),
    first: faces.first.slice(2).map((k) => k - from),
    lower: arrays.lower.subarray(from, to),
    upper: arrays.upper.subarray(from, to),
    forward: arrays.forward.subarray(from, to),
    backward: arrays.backward.subarray(0, to - from),
    peclet: arrays.pe.subarray(from, to),
    weight: arrays.weight.subarray(from, to),
  };
}

/** dI + S at the cell centres, in units of cells; one number each where it is the same everywhere. */
function tensorAtCenters({ grid, diffusion }: Problem, time: number, d: number): CellTensor {
  const [hx, hy] = grid.axes.map(({ widths }) => widths[0]);
  const varies = [...diffusion.diagonal, diffusion.cross].some((field) => field?.varies.inSpace);
  const points = varies ? cellCenters(grid) : grid.axes.map(() => new Float64Array(1));
  const { xx, xy, yy } = matrixEntries(diffusion, points, time);
  for (let c = 0; c < xx.length; c++) {
    xx[c] = (xx[c] + d) / (hx * hx);
    xy[c] /= hx * hy;
    yy[c] = (yy[c] + d) / (hy * hy);
  }
  return { xx, xy, yy };
}
