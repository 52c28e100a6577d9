import { valueAt } from "../problem/field.js";
import type { Problem } from "../problem/problem.js";

/** D along each axis, where it is the same everywhere and at all times and has no cross term; null elsewhere. */
export function constantDiffusion(problem: Problem): number[] | null {
  const { diagonal, cross, scalar } = problem.diffusion;
  if (diffusionMoves(problem) || (cross && valueAt(cross, 0) !== 0)) return null;
  return diagonal.map((field) => valueAt(field, 0) + (scalar ? valueAt(scalar, 0) : 0));
}

const diffusionMoves = ({ diffusion: { diagonal, cross, scalar } }: Problem): boolean =>
  [...diagonal, scalar, cross].some((field) => field?.varies.inTime || field?.varies.inSpace);

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
  if (drift.force.some((field) => field !== null)) return "there is a force besides the loss (drift.force)";
  if (drift.loss.varies.inTime || drift.learningRate.varies.inTime)
    return "the drift changes in time: there is no stationary state";
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
  return null;
}
