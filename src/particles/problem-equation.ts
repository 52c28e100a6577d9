import type { Tree } from "../problem/expression/tree.js";
import { inOrder } from "../problem/expression/tree.js";
import { constantField, type Field } from "../problem/field.js";
import type { Problem } from "../problem/problem.js";
import type { Workspace } from "../kernels/workspace.js";
import type { Coefficients, StochasticEquation, Wanted } from "./equation.js";
import { foldedCoefficients } from "./folded-coefficients.js";
import { matrixTrees, type MatrixTrees } from "./noise-trees.js";
import { withTables, type TriedTables } from "./expression-tables.js";
import { record, type Recorder, type Recording } from "./recording.js";
import { tapeAt } from "./tape.js";

/** Tables of expressions on the axes of a grid: pilots and runs of the same problem share them. */
const triedOn = new WeakMap<Problem["grid"], TriedTables>();

/** The stochastic differential equation of a problem, and what a run needs besides. */
export interface ProblemEquation extends StochasticEquation {
  /** D_ii, and D_xy where there is one: arrays bound to positions, for what happens at walls. */
  readonly diffusionAt: StochasticEquation["at"];
  /** Between two jumps of drift or D: coefficients asked for at one of them or beyond are those just inside. */
  setWindow(lower: number, upper: number): void;
  /** Adds to D, everywhere and in all directions, from now on: the boosts of resets. */
  setBoost(boost: (time: number) => number): void;
  /** The error of what is tabulated, as in {@link Recording}; 0 where nothing is. */
  readonly tableError: number;
  /** True when D is one number, or one tensor, throughout. */
  readonly constantDiffusion: boolean;
  /** True when plain functions of space and time are called for every particle. */
  readonly callsFunctions: boolean;
}

/**
 * The equation whose density solves the problem: dX = a dt + B dW with B = √(2D), the symmetric positive root, and
 *
 *   Itô           a_i = μ_i + Σ_j ∂_j D_ij           for a drift μ stated in Fick form
 *   Stratonovich  a_i = μ_i + ½ Σ_jk B_ik ∂_j B_jk
 *
 * A drift stated as Itô or Stratonovich is taken as it is where the scheme reads it so (Gardiner 2009, §4.3; Risken 1989,
 * §3.4). Derivatives of expressions are exact. Nothing here comes from the solver on the grid.
 * @param meanField the drift of the others, one field an axis; it is asked for at every step
 */
export function problemEquation(problem: Problem, meanField: readonly Field[] | null = null): ProblemEquation {
  const { grid, drift, diffusion, convention } = problem;
  const axes = grid.axes.map((axis) => axis.name);
  const ranges = grid.axes.map(({ faces }) => [faces[0], faces[faces.length - 1]] as const);
  const dimension = axes.length;
  const varying = [...diffusion.diagonal, diffusion.cross].some((field) => field?.varies.inSpace);
  const diagonal = diffusion.cross === null;
  let boost: (time: number) => number = () => 0;
  const boosted = problem.resets.some((reset) => reset.boost !== null);
  const raised: Field = {
    ...constantField(0),
    varies: { inTime: true, inSpace: false },
    valuesInto: (_points, time, out) => void out.fill(boost(time)),
  };
  const fields = [...diffusion.diagonal, diffusion.cross, diffusion.scalar];
  const changes = fields.some((field) => field?.varies.inSpace || field?.varies.inTime);
  const rises = [...(boosted ? [raised] : []), ...(diffusion.scalar ? [diffusion.scalar] : [])];
  let window: readonly [number, number] = [-Infinity, Infinity];
  const inside = (time: number): number => Math.min(Math.max(time, window[0]), window[1]);
  const own = diagonal && diffusion.diagonal.every((field, i) => dependsOnlyOn(field, i, axes));
  const recordings = new Map<string, Recording>();
  const tried = triedOn.get(grid) ?? (new Map() as TriedTables);
  triedOn.set(grid, tried);
  const recorded = (key: string, compose: (recorder: Recorder) => readonly Tree[]): Recording => {
    const found = recordings.get(key) ?? withTables(record(axes, ranges, compose), ranges, tried);
    recordings.set(key, found);
    return found;
  };
  const driftTrees = (recorder: Recorder, calculus: "ito" | "stratonovich", D: MatrixTrees): Tree[] => {
    const { make, of, slope } = recorder;
    const rate = make.unary("negate", of(drift.learningRate));
    return axes.map((_, i) => {
      const parts: Tree[] = [];
      if (drift.loss) parts.push(make.binary("*", rate, slope(drift.loss, i)));
      const force = drift.force[i];
      if (force) parts.push(of(force));
      if (meanField) parts.push(of(meanField[i]));
      if (varying) parts.push(...D.correction(i, convention, calculus));
      return parts.reduce((sum, part) => make.binary("+", sum, part), make.number(0));
    });
  };
  const everything: Wanted = { drift: "ito", factor: true };
  const recordingOf = ({ drift: calculus, factor }: Wanted): Recording =>
    recorded(`${calculus} ${factor}`, (recorder) => {
      const D = matrixTrees(recorder, diffusion, rises);
      return [...(calculus ? driftTrees(recorder, calculus, D) : []), ...(factor ? D.root() : [])];
    });
  const { tableError, callsFunctions } = recordingOf(everything);
  const bound = (
    workspace: Workspace,
    positions: readonly Float64Array[],
    recording: Recording,
    split: number,
    always: boolean,
  ): Coefficients => {
    const at = (places: readonly Float64Array[]): Coefficients => {
      const { outputs, run } = tapeAt(recording, workspace, places);
      return { drift: outputs.slice(0, split), factor: outputs.slice(split), run: (time, n) => run(inside(time), n) };
    };
    return always ? at(positions) : foldedCoefficients(grid, workspace, positions, at);
  };
  return {
    dimension,
    noise: !varying ? "additive" : own ? "diagonal" : "general",
    diagonal,
    tableError,
    constantDiffusion: !changes && !boosted,
    callsFunctions,
    setWindow: (lower, upper) => void (window = [lower, upper]),
    setBoost: (added) => void (boost = added),
    at(workspace, positions, wanted) {
      const recording = recordingOf(wanted);
      const split = wanted.drift ? dimension : 0;
      return bound(workspace, positions, recording, split, wanted.inside ?? false);
    },
    diffusionAt(workspace, positions, { inside = false }) {
      const recording = recorded("diffusion", (recorder) => matrixTrees(recorder, diffusion, rises).entries());
      return bound(workspace, positions, recording, 0, inside);
    },
  };
}

/** True when a field is known to vary along one axis alone. */
function dependsOnlyOn(field: Field, axis: number, axes: readonly string[]): boolean {
  if (!field.varies.inSpace || axes.length === 1) return true;
  if (!field.tree) return false;
  return inOrder(field.tree).every((node) => node.kind !== "coordinate" || node.name === axes[axis]);
}
