import { cellCenters, type Grid } from "../grid/grid.js";
import { valueAt, type Field } from "../problem/field.js";
import type { Problem } from "../problem/problem.js";
import { whyNotSingleValued } from "./single-valued.js";

/** D along each axis, where it is the same everywhere and at all times and has no cross term; null elsewhere. */
export function constantDiffusion(problem: Problem): number[] | null {
  const { diagonal, cross, scalar } = problem.diffusion;
  if (diffusionMoves(problem)) return null;
  const at = cellCenters(problem.grid).map((along) => along.subarray(0, 1));
  const value = (field: Field | null): number => {
    if (!field) return 0;
    const values = new Float64Array(1);
    field.valuesInto(at, 0, values);
    return values[0];
  };
  return value(cross) === 0 ? diagonal.map((field) => value(field) + value(scalar)) : null;
}

const diffusionMoves = ({ diffusion: { diagonal, cross, scalar }, grid }: Problem): boolean =>
  [...diagonal, scalar, cross].some((field) => field && (field.varies.inTime || !isSame(field, grid)));

/** Whether a field has one value in all cells, though it may be stated with coordinates (0.5 + 0*x). */
function isSame(field: Field, grid: Grid): boolean {
  if (!field.varies.inSpace) return true;
  const values = new Float64Array(grid.size);
  field.valuesInto(cellCenters(grid), 0, values);
  return values.every((value) => value === values[0]);
}

/** Whether a field is 0 in all cells at all times, though it may be stated with coordinates (0*x). */
const vanishes = (field: Field, grid: Grid): boolean => {
  if (field.varies.inTime || !isSame(field, grid)) return false;
  const values = new Float64Array(1);
  field.valuesInto(
    cellCenters(grid).map((along) => along.subarray(0, 1)),
    0,
    values,
  );
  return values[0] === 0;
};

/** What rounding may leave of L over T: it goes into the density as it is. */
const ROUNDED = 1e-7;
/** So many temperatures above the lowest loss there is mass. */
const HELD = 40;

/** Why a drift down a loss says nothing of a temperature: L is no function, or nothing goes down it; null where it may. */
export function whyNoDescent(problem: Problem): string | null {
  const { learningRate, loss } = problem.drift;
  if (loss && !learningRate.varies.inTime) {
    const eta = valueAt(learningRate, 0);
    if (eta === 0) return "the learning rate is 0: nothing is learned, and D/eta is no temperature";
    if (eta < 0)
      return `the learning rate is negative (${eta}): the loss is climbed; state -L as the loss and ${-eta} as the rate`;
  }
  return whyNotSingleValued(problem);
}

/** Why values of L do not tell it from a constant: it is one, or too large for what it varies by; null where they do. */
export function whyFlat(loss: Float64Array, T: number): string | null {
  const [least, most] = loss.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
  if (most === least) return "the loss is the same everywhere: any temperature describes it";
  // what is above that holds no mass
  const large = Math.max(Math.abs(least), Math.abs(Math.min(most, least + HELD * T)));
  return Number.EPSILON * large > ROUNDED * T
    ? `the loss is so large (${Number(large.toPrecision(3))}) that it is rounded by a share of the temperature of ${Number(T.toPrecision(3))}: subtract a constant`
    : null;
}

/** KL(p|q) with q ∝ V·exp(−L/T), normalised on the grid. */
export function divergenceFromGibbs(
  mass: Float64Array,
  volumes: Float64Array,
  loss: Float64Array,
  temperature: number,
): number {
  const logWeights = loss.map((value, c) => Math.log(volumes[c]) - value / temperature);
  const top = logWeights.reduce((most, value) => Math.max(most, value), -Infinity);
  const logNorm = top + Math.log(logWeights.reduce((sum, value) => sum + Math.exp(value - top), 0));
  let sum = 0;
  for (let c = 0; c < mass.length; c++) if (mass[c] > 0) sum += mass[c] * (Math.log(mass[c]) - logWeights[c] + logNorm);
  return sum;
}

/** Why resets leave open at which D a problem settles; null where they pass, and what settles is as without them. */
export function whyRaised({ resets }: Problem): string | null {
  const lasting = resets.find(({ boost }) => boost && boost.decay === null);
  return lasting
    ? `resets[${lasting.entry}] raises D for good (a boost without a decay): what settles depends on how often it happens`
    : null;
}

/** Why the stationary state of a problem is none that a loss and one temperature could describe; null where it may be. */
export function reasonAgainstGibbs(problem: Problem): string | null {
  const { diffusion, drift, grid, restart } = problem;
  if (!drift.loss) return "there is no loss: L is what the statement is about";
  if (!drift.loss.varies.inSpace) return "the loss is the same everywhere: any temperature describes it";
  if (drift.interaction) return "the drift depends on the density (drift.interaction)";
  if (drift.force.some((field) => field !== null && !vanishes(field, grid)))
    return "there is a force besides the loss (drift.force)";
  if (drift.loss.varies.inTime || drift.learningRate.varies.inTime)
    return "the drift changes in time: there is no stationary state";
  const descent = whyNoDescent(problem);
  if (descent) return descent;
  if ([...diffusion.diagonal, diffusion.scalar, diffusion.cross].some((field) => field?.varies.inTime))
    return "D changes in time: there is no stationary state";
  if (restart) return "restarts keep a current going";
  const raised = whyRaised(problem);
  if (raised) return raised;
  if (grid.axes.some(({ boundary }) => Object.values(boundary).includes("absorbing")))
    return "mass leaves through an absorbing end: there is no stationary state";
  const D = constantDiffusion(problem);
  if (!D && !diffusionMoves(problem))
    return "D is not isotropic (its cross term is not 0): no temperature fits all directions";
  if (!D) return "D is not constant: the density that settles need not be a function of L";
  if (D.some((along) => along !== D[0]))
    return `D is not isotropic (${D.map((value) => Number(value.toPrecision(6))).join(" and ")}): no temperature fits all directions`;
  return whyFlat(lossOf(problem), D[0] / valueAt(drift.learningRate, 0));
}

function lossOf({ drift, grid }: Problem): Float64Array {
  const values = new Float64Array(grid.size);
  drift.loss!.valuesInto(cellCenters(grid), 0, values);
  return values;
}
