import { cellCenters, linesAlong, type Grid } from "../grid/grid.js";
import type { Workspace } from "../kernels/workspace.js";
import { valueAt, type Field } from "../problem/field.js";
import type { Problem } from "../problem/problem.js";
import { bernoulli } from "./bernoulli.js";
import type { AxisRates, ObliqueFaces } from "./generator.js";
import { latticeFaces, type LatticeFaces } from "./lattice-faces.js";
import { circulation } from "./circulation.js";
import { fickDriftAt, faceWork } from "./tensor-work.js";

/** The rates of a full tensor D and how to bring them to another time. */
export interface TensorAssembly {
  readonly axes: readonly AxisRates[];
  oblique(): ObliqueFaces;
  update(time: number): void;
}

/** Room for the faces of a tensor that changes in time, in faces a cell: three directions, each with two half weights. */
const MOST_FACES = 6;

/** Numbers a workspace needs on top of its grid-sized arrays, for a grid of this size. */
export const tensorRoom = (size: number): number => 16 * MOST_FACES * size;

/**
 * Rates of all faces for a full tensor D on two uniform axes: forward = λ·B(−Pe), backward = λ·B(Pe) along the lattice
 * directions of Selling's decomposition of D, with Pe = ∫ D⁻¹μ·dl. Where D⁻¹μ = −∇U the density exp(−U) is stationary to
 * rounding, whatever D(z). Order 2 in the interior, order 1 at walls, where oblique faces that would leave the grid are
 * dropped; what leaves through an absorbing wall is the normal flux, for there the density varies across the wall only.
 *
 * Where only d(t) changes in D = d(t)·I + S(z), the faces are those of the smallest d of the run and the rest of d goes
 * to the axes: nothing but weights, Pe and rates is computed anew.
 */
export function tensorAssembly(problem: Problem, workspace: Workspace, start: number): TensorAssembly {
  const { grid, drift, diffusion, convention } = problem;
  const { diagonal, cross, scalar } = diffusion;
  const changes = [drift.loss, drift.learningRate, ...drift.force, ...diagonal, cross].some((f) => f?.varies.inTime);
  const rescales = scalar?.varies.inTime ?? false;
  // the Stratonovich root mixes d and S
  const moving = changes || (rescales && convention === "stratonovich");
  const scalarAt = (time: number): number => (scalar ? valueAt(scalar, time) : 0);
  const end = problem.time ? problem.time.frames[problem.time.frames.length - 1] : start;
  const lowest = Math.min(scalarAt(start), scalarAt(end));

  const fitted = problem.solver.scheme === "scharfetter-gummel";
  const axes = grid.axes.map((_, axis) => emptyRates(grid, workspace, axis));
  const capacity = moving ? MOST_FACES * grid.size : 0;
  let faces: LatticeFaces;
  let peclet: (d: number, out: Float64Array) => void;
  let arrays: ReturnType<typeof faceArrays> | null = null;
  let oblique: ObliqueFaces;
  let raised = 0;

  const settle = (time: number): void => {
    raised = moving ? scalarAt(time) : lowest;
    faces = latticeFaces(grid, tensorAtCenters(problem, time, raised));
    peclet = faceWork(problem, faces, time, moving);
    arrays ??= faceArrays(workspace, Math.max(capacity, faces.lower.length));
    oblique = obliqueFaces(faces, arrays);
  };
  settle(start);
  let known = start;
  return {
    axes,
    oblique: () => oblique,
    update(time) {
      if (moving && time !== known) settle(time);
      known = time;
      const d = scalarAt(time);
      const { weight, pe, forward, backward } = arrays!;
      const count = faces.lower.length;
      peclet(d, pe.subarray(0, count));
      weight.set(faces.weight);
      for (const axis of [0, 1]) {
        const extra = (d - raised) / grid.axes[axis].widths[0] ** 2;
        for (let k = faces.first[axis]; k < faces.first[axis + 1]; k++) weight[k] += extra;
      }
      workspace.kernels.faceRates(
        pe.byteOffset,
        1,
        weight.byteOffset,
        weight.byteOffset,
        1,
        pe.byteOffset,
        forward.byteOffset,
        backward.byteOffset,
        0,
        count,
        0,
        fitted ? 0 : centralShare(circulation(faces, pe, grid)),
      );
      axes.forEach((rates, axis) => {
        fillAxis(rates, axis);
        for (const side of ["lower", "upper"] as const)
          if (grid.axes[axis].boundary[side] === "absorbing") setWall(problem, rates, axis, side, time, d);
      });
    },
  };

  /** The faces along an axis, into the arrays by cell that line solves and the ledger read. */
  function fillAxis(rates: AxisRates, axis: number): void {
    const { weight, pe, forward, backward } = arrays!;
    const square = grid.axes[axis].widths[0] ** 2;
    for (let k = faces.first[axis]; k < faces.first[axis + 1]; k++) {
      const below = faces.lower[k];
      rates.forward[below] = forward[k];
      rates.backward[faces.upper[k]] = backward[k];
      rates.peclet[below] = pe[k];
      rates.diffusion[below] = weight[k] * square;
    }
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

function emptyRates(grid: Grid, { allocate }: Workspace, axis: number): AxisRates {
  const { widths, boundary } = grid.axes[axis];
  const gaps = new Float64Array(widths.length).fill(widths[0]);
  if (boundary.upper !== "periodic") gaps[gaps.length - 1] = 0;
  const array = (): Float64Array => allocate(grid.size);
  return { forward: array(), backward: array(), peclet: array(), diffusion: array(), gaps };
}

const faceArrays = ({ allocate }: Workspace, count: number) => ({
  lower: integers(allocate(Math.ceil(count / 2))),
  upper: integers(allocate(Math.ceil(count / 2))),
  weight: allocate(count),
  pe: allocate(count),
  forward: allocate(count),
  backward: allocate(count),
});

const integers = ({ buffer, byteOffset, length }: Float64Array): Int32Array =>
  new Int32Array(buffer, byteOffset, 2 * length);

/** The faces that are not along an axis, as views. */
function obliqueFaces(faces: LatticeFaces, arrays: ReturnType<typeof faceArrays>): ObliqueFaces {
  const [from, to] = [faces.first[2], faces.lower.length];
  arrays.lower.set(faces.lower);
  arrays.upper.set(faces.upper);
  return {
    directions: faces.directions.slice(2),
    first: faces.first.slice(2).map((k) => k - from),
    lower: arrays.lower.subarray(from, to),
    upper: arrays.upper.subarray(from, to),
    forward: arrays.forward.subarray(from, to),
    backward: arrays.backward.subarray(from, to),
    peclet: arrays.pe.subarray(from, to),
    weight: arrays.weight.subarray(from, to),
  };
}

/** dI + S at the cell centres, in units of cells. */
function tensorAtCenters({ grid, diffusion }: Problem, time: number, d: number) {
  const centers = cellCenters(grid);
  const [hx, hy] = grid.axes.map(({ widths }) => widths[0]);
  const entry = (field: Field, rise: number, per: number): Float64Array => {
    const out = new Float64Array(grid.size);
    field.valuesInto(centers, time, out);
    for (let c = 0; c < out.length; c++) out[c] = (out[c] + rise) / per;
    return out;
  };
  return {
    xx: entry(diffusion.diagonal[0], d, hx * hx),
    xy: entry(diffusion.cross!, 0, hx * hy),
    yy: entry(diffusion.diagonal[1], d, hy * hy),
  };
}

/** J·n = μ_n ρ − D_nn ∂_n ρ with ρ = 0 at the wall, half a cell away: the gradient along the wall vanishes. */
function setWall(
  problem: Problem,
  rates: AxisRates,
  axis: number,
  side: "lower" | "upper",
  time: number,
  d: number,
): void {
  const { grid, diffusion } = problem;
  const { count, stride, lines, lineStart } = linesAlong(grid, axis);
  const { centers, widths } = grid.axes[axis];
  const h = widths[0];
  const cell = side === "lower" ? 0 : count - 1;
  const outward = side === "lower" ? -1 : 1;
  const normal = new Float64Array(lines).fill(centers[cell] + 0.25 * outward * h);
  const across = grid.axes[1 - axis].centers;
  const points = axis === 0 ? [normal, across] : [across, normal];
  const drift = fickDriftAt(problem, points, time)[axis];
  const D = new Float64Array(lines);
  diffusion.diagonal[axis].valuesInto(points, time, D);
  for (let line = 0; line < lines; line++) {
    const normalD = D[line] + d;
    const pull = (0.5 * h * outward * drift[line]) / normalD;
    const rate = (2 * normalD * bernoulli(-pull)) / (h * h);
    (side === "upper" ? rates.forward : rates.backward)[lineStart(line) + cell * stride] = rate;
  }
}
