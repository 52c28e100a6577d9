import { InputError, NumericalError } from "../errors.js";
import type { Generator } from "../generator/generator.js";
import { linesAlong, type Grid } from "../grid/grid.js";
import { faceAffinities, type FaceAffinities } from "../ledger/affinity.js";
import type { FaceRates } from "../ledger/faces.js";
import { logVolumes } from "../ledger/log-volumes.js";
import { compensatedSum } from "../linear/compensated-sum.js";
import { reduceLattice } from "../linear/lattice-reduction.js";
import { reduceRestartedLattice } from "../linear/restarted-lattice.js";
import type { StationaryMeasure } from "../linear/lattice.js";
import { reduceLine } from "../linear/line-reduction.js";
import { balancedLogMasses, logMassRatios, stationaryResidual } from "./detailed-balance.js";
import { latticeOf } from "./lattice-of.js";

/** The stationary distribution of a generator. */
export interface StationaryState {
  /** Logarithms of the cell masses, in cell order; −∞ on cells that are left for good. */
  readonly logMass: Float64Array;
  /** Cell masses, summing to 1; cells further than some 745 down from the largest have 0. */
  readonly mass: Float64Array;
  /** `closed form` (detailed balance), `state reduction` (a line or ring) or `nested dissection` (two axes). */
  readonly method: "closed form" | "state reduction" | "nested dissection";
  /** ‖Aπ‖₁ over the gross flow Σ (forward·p + backward·p). */
  readonly residual: number;
  /** True when no current flows: detailed balance at every face. */
  readonly reversible: boolean;
}

/** Required of the residual: far above the rounding of the flows, far below any error of the discretisation. */
const RESIDUAL_LIMIT = 1e-12;

/**
 * The stationary state π of the rates, A π = 0, π ≥ 0, Σ π = 1: exact for the discretised problem, no iteration.
 *
 * Detailed balance gives it in closed form where it holds (Gibbs state), whatever the range of the potential;
 * otherwise states are eliminated one by one without subtractions (Grassmann, Taksar and Heyman 1985), on two axes in
 * nested-dissection order (George 1973), with restarts on one axis too: about 0.1 s for 128², 0.8 s for 256², 4 s for 512² cells.
 *
 * @param options.instantaneous with rates that depend on time, take them as they stand.
 * @throws InputError `time-dependent`, `no-stationary-state` (absorbing ends), `several-stationary-states`, `too-large`;
 * NumericalError when wells are too far apart to be weighed, or the residual is above 1e-12.
 */
export function stationaryState(
  generator: Generator,
  options: { readonly instantaneous?: boolean } = {},
): StationaryState {
  refuseMovingRates(generator, options.instantaneous ?? false);
  return instantaneousState(generator, faceAffinities(generator));
}

/**
 * The stationary state of rates as they stand, with their affinities.
 * @throws as {@link stationaryState}
 */
export function instantaneousState(generator: Generator, affinities: FaceAffinities): StationaryState {
  refuseLeavingRates(generator);
  const { grid } = generator;
  const { faces } = affinities;
  if (generator.restart) return restartedState(generator, faces);
  const gibbs = gibbsLogMasses(generator);
  if (gibbs) {
    const state = normalised(faces, gibbs, "closed form", true);
    if (state.residual <= RESIDUAL_LIMIT) return state;
  }
  const ratios = logMassRatios(generator, affinities);
  const balanced = balancedLogMasses(grid, faces, ratios);
  if (balanced) {
    const state = normalised(faces, balanced, "closed form", true);
    if (state.residual <= RESIDUAL_LIMIT) return state;
  }
  const line = grid.axes.length === 1;
  const found = line ? lineMeasure(generator, ratios) : latticeMeasure(generator);
  if (found.kind === "several") throw severalStates(grid, found.classes);
  const reversible = line && grid.axes[0].boundary.upper !== "periodic";
  return accepted(normalised(faces, found.logMass, line ? "state reduction" : "nested dissection", reversible));
}

/** log V − L/T where rates are made of these differences alone; else null. */
export function gibbsLogMasses({ grid, freeEnergy }: Generator): Float64Array | null {
  if (!freeEnergy?.gibbs) return null;
  const { loss } = freeEnergy;
  const per = 1 / freeEnergy.temperature();
  const logMass = logVolumes(grid);
  for (let c = 0; c < logMass.length; c++) logMass[c] -= loss[c] * per;
  return logMass;
}

/** With restarts there is one stationary state, and it carries a current. */
function restartedState(generator: Generator, faces: FaceRates): StationaryState {
  const logMass = reduceRestartedLattice(latticeOf(generator), generator.restart!);
  return accepted(normalised(faces, logMass, "nested dissection", false, generator.restart));
}

/** @throws NumericalError for a residual that is more than rounding. */
function accepted(state: StationaryState): StationaryState {
  if (state.residual <= RESIDUAL_LIMIT) return state;
  throw new NumericalError(
    "stationary-residual",
    `The stationary state by ${state.method} has a residual of ${state.residual.toPrecision(2)}, above 1e-12.`,
  );
}

function normalised(
  faces: FaceRates,
  logMass: Float64Array,
  method: StationaryState["method"],
  reversible: boolean,
  restart: Generator["restart"] = null,
): StationaryState {
  let largest = -Infinity;
  for (let c = 0; c < logMass.length; c++) if (logMass[c] > largest) largest = logMass[c];
  const mass = new Float64Array(logMass.length);
  for (let c = 0; c < mass.length; c++) mass[c] = Math.exp(logMass[c] - largest);
  const total = compensatedSum(mass);
  const logTotal = Math.log(total);
  const normalisedLog = new Float64Array(mass.length);
  for (let c = 0; c < mass.length; c++) {
    mass[c] /= total;
    normalisedLog[c] = logMass[c] - largest - logTotal;
  }
  return {
    logMass: normalisedLog,
    mass,
    method,
    residual: stationaryResidual(faces, mass, restart),
    reversible,
  };
}

/** The line in logarithms: where a rate has underflowed, the ratio from Pe stands in for it. */
function lineMeasure({ grid, axes: [rates] }: Generator, ratios: Float64Array): StationaryMeasure {
  const cells = grid.size;
  const logUp = rates.forward.map(Math.log);
  const logDown = rates.backward.map(Math.log);
  for (let c = 0; c < cells; c++) {
    const above = (c + 1) % cells;
    if (!Number.isFinite(ratios[c])) continue;
    if (logUp[c] < logDown[above]) logUp[c] = logDown[above] + ratios[c];
    else logDown[above] = logUp[c] - ratios[c];
  }
  return reduceLine(logUp, logDown, grid.axes[0].boundary.upper === "periodic");
}

const latticeMeasure = (generator: Generator): StationaryMeasure => reduceLattice(latticeOf(generator));

function refuseMovingRates({ timeDependent }: Generator, instantaneous: boolean): void {
  if (!timeDependent || instantaneous) return;
  throw new InputError({
    code: "time-dependent",
    path: "",
    expected: "a drift and a diffusion that do not depend on time",
    found: "rates that depend on t, so that no density stays as it is",
    remedy: "Replace t by a number to freeze the problem at that time, or follow the density with solve.",
  });
}

function refuseLeavingRates({ grid, axes, oblique }: Generator): void {
  const leaves = (k: number): boolean =>
    oblique?.cut.end.some((end, n) => end === k && oblique.cut.rate[n] > 0) ?? false;
  axes.forEach(({ forward, backward }, a) => {
    const { boundary, name } = grid.axes[a];
    if (boundary.upper === "periodic") return;
    const { count, stride, lines, lineStart } = linesAlong(grid, a);
    for (let line = 0; line < lines; line++) {
      const lower = lineStart(line);
      const upper = lower + (count - 1) * stride;
      const end =
        backward[lower] > 0 || leaves(2 * a) ? "lower" : forward[upper] > 0 || leaves(2 * a + 1) ? "upper" : null;
      if (end)
        throw new InputError({
          code: "no-stationary-state",
          path: `axes[${a}].boundary`,
          expected: "ends that keep the probability in (reflecting or periodic)",
          found: `an absorbing ${end} end of ${name}: in the end all mass is absorbed and only zero is stationary`,
          remedy: "Ask for first-passage times and probabilities instead, or make the end reflecting.",
        });
    }
  });
}

function severalStates(grid: Grid, classes: readonly Int32Array[]): InputError {
  const shown = classes.slice(0, 4).map((cells) => `${extent(grid, cells)} (${cells.length} cells)`);
  const rest = classes.length > shown.length ? `; and ${classes.length - shown.length} more` : "";
  return new InputError({
    code: "several-stationary-states",
    path: "",
    expected: "a problem in which every part of the grid can be left for every other, or all but one are left for good",
    found: `${classes.length} regions that are never left, each with a stationary state of its own: ${shown.join("; ")}${rest}`,
    remedy:
      "The rates through the faces around them are zero: D vanishes there, or the drift is so steep that exp(-Pe) " +
      "underflows. Restrict the grid to one region, or raise the diffusion.",
  });
}

/** The box around some cells, e.g. `x in [-2, -0.5], y in [0, 1]`. */
function extent(grid: Grid, cells: Int32Array): string {
  const inner = grid.shape[1] ?? 1;
  return grid.axes
    .map((axis, a) => {
      let low = Infinity;
      let high = -Infinity;
      for (const cell of cells) {
        const i = a === 0 ? Math.floor(cell / inner) : cell % inner;
        low = Math.min(low, i);
        high = Math.max(high, i);
      }
      return `${axis.name} in [${short(axis.faces[low])}, ${short(axis.faces[high + 1])}]`;
    })
    .join(", ");
}

const short = (value: number): string => String(Number(value.toPrecision(4)));
