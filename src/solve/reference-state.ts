import { InputError, NumericalError } from "../errors.js";
import type { Discretization } from "../generator/discretize.js";
import { stationaryState, type StationaryState } from "./stationary.js";

/** The stationary state a run is compared with: of the rates as they stand, or null where there is none. */
export interface ReferenceState {
  /** Call after the generator has been rebuilt to this time. */
  at(time: number): StationaryState | null;
  readonly warning: string | null;
}

/** Cells beyond which a stationary state that has to be solved for, time and again, costs more than the run. */
const LARGE = 1 << 14;

/** Known once for constant rates, found anew at each time asked for otherwise. */
export function currentStationary(discretization: Discretization, wanted: boolean): ReferenceState {
  const absorbing = discretization.grid.axes.some(
    ({ boundary }) => boundary.lower === "absorbing" || boundary.upper === "absorbing",
  );
  if (!wanted || absorbing) return { at: () => null, warning: null };
  const { state, warning } = attempt(discretization);
  if (!discretization.timeDependent || !state) return { at: () => state, warning };
  if (state.method === "nested dissection" && discretization.grid.size > LARGE)
    return {
      at: () => null,
      warning: `The stationary state changes in time and would have to be solved for at every step on ${discretization.grid.size} cells: what is measured against it is left out.`,
    };
  let known = { time: NaN, state: null as StationaryState | null };
  return {
    at(time) {
      if (known.time !== time) known = { time, state: attempt(discretization).state };
      return known.state;
    },
    warning,
  };
}

function attempt(discretization: Discretization): { state: StationaryState | null; warning: string | null } {
  try {
    return { state: stationaryState(discretization, { instantaneous: true }), warning: null };
  } catch (fault) {
    if (fault instanceof InputError || fault instanceof NumericalError)
      return { state: null, warning: `There is no stationary state to compare with. ${fault.message}` };
    throw fault;
  }
}
