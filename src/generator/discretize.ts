import { cellCenters } from "../grid/grid.js";
import { createWorkspace, type Workspace } from "../kernels/workspace.js";
import { valueAt, type Field } from "../problem/field.js";
import { initialMasses } from "../problem/initial.js";
import type { Problem } from "../problem/problem.js";
import { requireProblem } from "../problem/require-problem.js";
import { refuseIllPosed } from "../problem/well-posed.js";
import { affineForce, type AffineForce } from "./affine-force.js";
import { axisAssembly } from "./axis-rates.js";
import type { FaceScheme } from "./bernoulli.js";
import type { Generator } from "./generator.js";
import { hiddenWells } from "./hidden-wells.js";
import { lossWarnings } from "./loss-warnings.js";
import { restartRates } from "./restart.js";
import { tensorAssembly, tensorRoom } from "./tensor-assembly.js";
import { meanField, type MeanField } from "./interaction.js";
import { refuseBadDiffusion, refuseBadForce } from "./validate.js";

/** A generator whose rates live in the memory of a workspace, where steppers can work on them. */
export interface Discretization extends Generator {
  readonly workspace: Workspace;
  /** Times at which the rates are known to jump. */
  readonly jumps: readonly number[];
  /** D along each axis at the time of the rates, as stated; null where it varies in space or is a full tensor. */
  readonly constantDiffusion: (() => readonly number[]) | null;
  /**
   * The potential W * ρ that the rates are made with, for a problem with an interaction; first that of the initial density.
   * It moves with the density in `meanFieldStepper` only: any other stepper by itself sees it as it stands.
   */
  readonly meanField: MeanField | null;
  /** True when oblique faces come and go in time, with kinks in the rates. */
  readonly facesChange: boolean;
  /** What a user should know about loss and D as stated. */
  readonly warnings: readonly string[];
  /**
   * Puts another d(t), at every time as large as the one before or larger, into D = d(t)·I + S(z, t) and makes the rates
   * anew, without looking at drift and S again. Whatever was made on these rates, a stepper say, has to be made anew too.
   * A full tensor keeps its faces, and the axes take what has been added. Null where it cannot: no boost was announced in
   * the problem, or the drift of a full tensor follows from D as a whole (Stratonovich).
   */
  readonly raise: ((scalar: Field, time: number) => void) | null;
}

/**
 * Arrays of the grid's size that a workspace has room for: the rates, and the factors and states of one stepper. On
 * small grids, where memory is no matter, of several; reserved memory counts with the garbage collector, used or not.
 */
const arraysFor = (size: number): number => (size <= 4096 ? 192 : 80);
/** A WebAssembly memory ends at 4 GiB. */
const LARGEST_WORKSPACE = 2 ** 29 - 2 ** 20;

/**
 * Two rates per face for a problem, at one time.
 *
 * Schemes: `scharfetter-gummel` (Scharfetter and Gummel 1969; Chang and Cooper 1970), `integrated` (the same with the D
 * that makes the flux of any stationary state exact), `upwind` (order 1) and `central` (order 2, |Pe| ≤ 2 only).
 * `auto` is integrated on one axis, scharfetter-gummel on two. Order 2 in space on smooth grids; rates are never
 * negative; with constant D the Gibbs state is stationary to rounding.
 * @throws InputError where drift or D is not finite or D not positive, `ill-posed` where an entropic drift makes it so
 *   before the end of the run, and where the central scheme meets |Pe| > 2.
 */
export function discretize(problem: Problem, time?: number): Discretization {
  requireProblem(problem);
  return discretized(problem, time ?? problem.time?.start ?? 0);
}

function discretized(problem: Problem, time: number): Discretization {
  const { grid } = problem;
  const { diagonal, cross } = problem.diffusion;
  const room = arraysFor(grid.size) * (grid.size + 64) + (cross ? tensorRoom(problem) : 0);
  const workspace = createWorkspace(Math.min(room, LARGEST_WORKSPACE));
  const requested = problem.solver.scheme;
  const integrated = requested === "integrated" || (requested === "auto" && grid.axes.length === 1);
  const scheme: FaceScheme = requested === "upwind" || requested === "central" ? requested : "exponential";
  refuseIllPosed(problem, time);
  let known: readonly Float64Array[] | null = null;
  const centers = (): readonly Float64Array[] => (known ??= cellCenters(grid));
  refuseBadDiffusion(problem, time, centers);
  const lossAtCenters = centerValues(problem, centers);
  const affineAt = affineForces(problem);
  refuseBadForce(problem, time, centers, lossAtCenters(time), cross ? affineAt(time) : null);
  const warnings = [
    ...lossWarnings(problem, time, centers, lossAtCenters(time)),
    ...hiddenWells(problem, time, lossAtCenters(time)),
  ];
  const interaction = problem.drift.interaction ? meanField(problem, startingMasses(problem)) : null;
  const tensor = cross ? tensorAssembly(problem, workspace, time, affineAt, interaction?.potential) : null;
  const parts = tensor
    ? []
    : grid.axes.map((_, axis) =>
        axisAssembly(problem, axis, scheme, integrated, workspace, centers(), lossAtCenters, interaction?.potential),
      );
  let { scalar } = problem.diffusion;
  const scalarAt = (at: number): number => (scalar ? valueAt(scalar, at) : 0);
  const fitted = scheme === "exponential";
  const potential = freeEnergyOf(problem, lossAtCenters, time, interaction, scalarAt, fitted);
  const isTimeDependent = (): boolean =>
    interaction !== null || variesInTime({ ...problem, diffusion: { ...problem.diffusion, scalar } });
  let timeDependent = isTimeDependent();
  let now = NaN;
  const rebuild = (at: number): void => {
    // where a step ends the next begins; a mean field may have changed all the same
    if (at === now && !interaction) return;
    now = at;
    interaction?.update(at);
    tensor?.update(at);
    for (const part of parts) part.update(at, scalarAt(at));
    potential?.update(at);
  };
  rebuild(time);
  return {
    grid,
    axes: tensor ? tensor.axes : parts.map((part) => part.rates),
    get oblique() {
      return tensor && tensor.oblique();
    },
    restart: restartRates(problem),
    get timeDependent() {
      return timeDependent;
    },
    rebuild,
    freeEnergy: potential,
    get fitted() {
      return tensor ? tensor.fitted() : fitted;
    },
    constantDiffusion:
      cross || diagonal.some((D) => D.varies.inSpace)
        ? null
        : () => diagonal.map((D) => valueAt(D, now) + scalarAt(now)),
    workspace,
    jumps: problem.time?.jumps ?? [],
    meanField: interaction,
    facesChange: tensor?.moving ?? false,
    warnings,
    raise:
      tensor && !tensor.raise
        ? null
        : (other, at) => {
            scalar = other;
            tensor?.raise!(other);
            timeDependent = isTimeDependent();
            now = NaN;
            rebuild(at);
          },
  };
}

/** Whether anything in a problem changes with t; a mean field changes with the density, and does not count. */
export function variesInTime({ drift, diffusion }: Problem): boolean {
  const { loss, learningRate, force } = drift;
  const { scalar, diagonal, cross } = diffusion;
  return [loss, learningRate, ...force, scalar, ...diagonal, cross].some((field) => field?.varies.inTime);
}

/** The initial density, or a uniform one. */
function startingMasses(problem: Problem): Float64Array {
  if (problem.initial) return initialMasses(problem).mass;
  const { volumes } = problem.grid;
  const volume = volumes.reduce((sum, part) => sum + part, 0);
  return volumes.map((part) => part / volume);
}

/** The loss at all cell centres, computed once for each time it is asked for. */
function centerValues(
  { grid, drift: { loss, interaction } }: Problem,
  centers: () => readonly Float64Array[],
): (time: number) => Float64Array {
  // without either nobody asks
  const values = new Float64Array(loss || interaction ? grid.size : 0);
  let known = NaN;
  return (time) => {
    if (loss && known !== time && (Number.isNaN(known) || loss.varies.inTime)) loss.valuesInto(centers(), time, values);
    known = time;
    return values;
  };
}

/** What `affineForce` finds, looked for once for each time it is asked for. */
function affineForces(problem: Problem): (time: number) => AffineForce | null {
  const moves = problem.drift.force.some((push) => push?.varies.inTime);
  let known: AffineForce | null = null;
  let at = NaN;
  return (time) => {
    if (Number.isNaN(at) || (moves && at !== time)) known = affineForce(problem, time);
    at = time;
    return known;
  };
}

/**
 * What E[L] − (D/η)·H needs: a loss or an interaction, and one D for the whole grid. A mean field with a symmetric W adds
 * E[V]/(2η), V = W * ρ: then μ = −η∇(δF/δρ) + D∇log ρ, and F falls.
 */
function freeEnergyOf(
  problem: Problem,
  lossAtCenters: (time: number) => Float64Array,
  start: number,
  interaction: MeanField | null,
  scalarAt: (time: number) => number,
  fitted: boolean,
) {
  const { loss, learningRate } = problem.drift;
  const { diagonal, cross } = problem.diffusion;
  const [D, other] = diagonal;
  if (!(loss ?? interaction) || cross || D.varies.inSpace || (other && !sameDiffusion(D, other))) return null;
  if (interaction && !interaction.symmetric) return null;
  // what of the drift is no difference of the loss between centres: a force, and the way through the wrap of a ring
  const { force } = problem.drift;
  const lossAlone = loss !== null && !interaction && !problem.restart && force.every((push) => push === null);
  const rings = problem.grid.axes.some(({ boundary }) => boundary.upper === "periodic");
  let now = start;
  const own = lossAtCenters(start);
  const energy = interaction ? new Float64Array(own.length) : own;
  let stale = true;
  return {
    gibbs: fitted && lossAlone && !rings,
    get loss() {
      // only the ledger asks for it, and rates are rebuilt several times a step
      if (stale && interaction) {
        const half = 0.5 / valueAt(learningRate, now);
        for (let c = 0; c < own.length; c++) energy[c] = own[c] + half * interaction.potential[c];
      }
      stale = false;
      return energy;
    },
    temperature: () => (valueAt(D, now) + scalarAt(now)) / valueAt(learningRate, now),
    update(time: number): void {
      now = time;
      lossAtCenters(time);
      stale = true;
    },
  };
}

/** Whether D is the same along both axes, as far as can be told without looking at all times. */
const sameDiffusion = (one: Field, other: Field): boolean =>
  one === other ||
  (!other.varies.inSpace &&
    (one.varies.inTime || other.varies.inTime ? one.text === other.text : valueAt(one, 0) === valueAt(other, 0)));
