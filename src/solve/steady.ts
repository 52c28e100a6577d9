import ndarray from "ndarray";
import { InputError } from "../errors.js";
import { discretize, variesInTime, type Discretization } from "../generator/discretize.js";
import { currentField, currentNorms, meanCurrents } from "../ledger/current.js";
import { ledger } from "../ledger/ledger.js";
import { moments } from "../ledger/moments.js";
import { singularWalls } from "../generator/singular-walls.js";
import type { Problem } from "../problem/problem.js";
import { requireProblem } from "../problem/require-problem.js";
import { observer } from "./frames.js";
import { steadyMeanField } from "./mean-field-steady.js";
import { resetsLeftOut } from "./left-out.js";
import { resolutionWarnings } from "./resolution.js";
import type { Stationary } from "./solution.js";
import { stationaryState } from "./stationary.js";
import { collects } from "./wall-warnings.js";

/** How a stationary state is looked for. */
export interface SteadyOptions {
  /** With a mean field, which may have several stationary states: from how many starts they are looked for (1). */
  readonly branches?: number;
}

/**
 * The stationary density and its current: 0 = −∇·(μρ − D∇ρ), ∫ρ = 1.
 *
 * Closed form where detailed balance holds, otherwise an exact elimination; exact for the discretised problem, of
 * order 2 in space (on one axis the current is exact to quadrature with the integrated scheme). With a mean field it is
 * the fixed point that the iteration from the initial density, or a uniform one, leads to.
 * @throws InputError when drift or D depend on time, an end absorbs or draws all mass to itself, or there are several
 *   stationary states.
 */
export function steady(problem: Problem, options: SteadyOptions = {}): Stationary {
  const began = performance.now();
  requireProblem(problem);
  const discretization = discretize(problem);
  try {
    return { ...stationaryOf(problem, discretization, options), seconds: (performance.now() - began) / 1000 };
  } finally {
    discretization.workspace.release();
  }
}

function stationaryOf(
  problem: Problem,
  discretization: Discretization,
  { branches = 1 }: SteadyOptions,
): Omit<Stationary, "seconds"> {
  const { grid } = problem;
  if (variesInTime(problem))
    throw new InputError({
      code: "time-dependent",
      path: "drift",
      expected: "a drift and D that do not depend on t",
      found: "a problem that changes in time, which has no stationary state",
      remedy: "Set t to a value of interest in the expressions, or use solve.",
    });
  const walls = singularWalls(problem, 0);
  const trap = walls.find(collects);
  if (trap) {
    const { name, faces } = grid.axes[trap.axis];
    throw new InputError({
      code: "no-stationary-state",
      path: `axes[${trap.axis}]`,
      expected: "a density that can be normalised",
      found: `one that goes as s^(${trap.exponent}) at the distance s from ${name} = ${trap.end === "lower" ? faces[0] : faces[faces.length - 1]}: in the end all mass is at that wall`,
      remedy:
        "D vanishes there or the drift is infinite: make the end absorbing and use solve, or weaken the drift towards the wall.",
    });
  }
  const meanField =
    discretization.meanField && steadyMeanField(problem, discretization, discretization.meanField, branches);
  const state = meanField ? meanField.state : stationaryState(discretization);
  const density = new Float64Array(grid.size);
  for (let c = 0; c < grid.size; c++) density[c] = state.mass[c] / grid.volumes[c];
  const means = meanCurrents(state.mass, discretization);
  return {
    problem,
    method: state.method,
    residual: meanField ? meanField.residual : state.residual,
    meanField: meanField && meanField.found,
    density: ndarray(density, [...grid.shape]),
    current: currentField(state.mass, discretization).map((field) => ndarray(field, [...grid.shape])),
    currents: {
      max: currentNorms(state.mass, discretization).max,
      ...Object.fromEntries(grid.axes.map((axis, a) => [axis.name, means[a]])),
    },
    minDensity: density.reduce((low, value) => Math.min(low, value), Infinity),
    ...moments(state.mass, grid),
    observables: observer(problem)(state.mass, 0),
    ledger: ledger(state.mass, discretization, state),
    warnings: [
      ...problem.warnings,
      ...resetsLeftOut(problem),
      ...(meanField ? meanField.warnings : []),
      ...discretization.warnings,
      ...resolutionWarnings(discretization, state.mass, walls),
    ],
  };
}
