import { InputError, NumericalError } from "../errors.js";
import type { Discretization } from "../generator/discretize.js";
import { faceForces, type FaceForces } from "../ledger/affinity.js";
import { stationaryState, type StationaryState } from "./stationary.js";

/** The stationary state a run is compared with: of the rates as they stand, or null where there is none. */
export interface ReferenceState {
  /** Call after the generator has been rebuilt to this time. */
  at(time: number): StationaryState | null;
  /** The forces at faces of the rates as they stand, with that state; call as `at`. */
  forces(time: number): FaceForces;
  readonly warning: string | null;
}

/** Cells beyond which a stationary state that has to be solved for, time and again, costs more than the run. */
const LARGE = 1 << 14;

/** Known once for constant rates, found anew at each time asked for otherwise. */
export function currentStationary(discretization: Discretization, wanted: boolean): ReferenceState {
  const absorbing = discretization.grid.axes.some(
    ({ boundary }) => boundary.lower === "absorbing" || boundary.upper === "absorbing",
  );
  if (!wanted || absorbing) return reference(discretization, () => null, null);
  const { state, warning } = attempt(discretization);
  if (!discretization.timeDependent || !state) return reference(discretization, () => state, warning);
  if (state.method === "nested dissection" && discretization.grid.size * widthOf(discretization) ** 2 > LARGE)
    return reference(
      discretization,
      () => null,
      `The stationary state changes in time and would have to be solved for at every step on ${discretization.grid.size} cells: what is measured against it is left out.`,
    );
  return reference(discretization, () => attempt(discretization).state, warning);
}

/** Keeps what was found last: for good where rates are constant, else for a time and, in a mean field, a density. */
function reference(
  discretization: Discretization,
  find: () => StationaryState | null,
  warning: string | null,
): ReferenceState {
  const { timeDependent } = discretization;
  const changes = (): number => discretization.meanField?.changes ?? 0;
  let state = { time: NaN, changes: NaN, value: null as StationaryState | null };
  let forces: { readonly time: number; readonly changes: number; readonly value: FaceForces } | null = null;
  const holds = (found: { readonly time: number; readonly changes: number }, time: number): boolean =>
    !timeDependent || (found.time === time && found.changes === changes());
  const at = (time: number): StationaryState | null => {
    if (Number.isNaN(state.time) || !holds(state, time)) state = { time, changes: changes(), value: find() };
    return state.value;
  };
  return {
    at,
    forces(time) {
      if (!forces || !holds(forces, time))
        forces = { time, changes: changes(), value: faceForces(discretization, at(time)?.logMass ?? null) };
      return forces.value;
    },
    warning,
  };
}

/** How many cells away the furthest neighbour of a cell is: separators are as wide. */
const widthOf = ({ oblique }: Discretization): number =>
  (oblique?.directions ?? []).reduce((most, [a, b]) => Math.max(most, Math.abs(a), Math.abs(b)), 1);

function attempt(discretization: Discretization): { state: StationaryState | null; warning: string | null } {
  try {
    return { state: stationaryState(discretization, { instantaneous: true }), warning: null };
  } catch (fault) {
    if (fault instanceof InputError || fault instanceof NumericalError)
      return { state: null, warning: `There is no stationary state to compare with. ${fault.message}` };
    throw fault;
  }
}
