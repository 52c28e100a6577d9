import { InputError, NumericalError } from "../errors.js";
import type { Discretization } from "../generator/discretize.js";
import { faceAffinities, faceForces, type FaceAffinities, type FaceForces } from "../ledger/affinity.js";
import { facePlaces, type FacePlaces } from "../ledger/faces.js";
import { instantaneousState, type StationaryState } from "./stationary.js";

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

/**
 * Known once for constant rates, found anew at each time asked for otherwise.
 * @param old forces at the same faces that are not needed any more: their arrays are written over
 */
export function currentStationary(
  discretization: Discretization,
  wanted: boolean,
  old: FaceForces | null = null,
): ReferenceState {
  const { facesChange, timeDependent } = discretization;
  const room = facesChange ? null : old;
  let found: FacePlaces | null = room?.faces ?? null;
  const places = (): FacePlaces => (found = (!facesChange && found) || facePlaces(discretization));
  const absorbing = discretization.grid.axes.some(
    ({ boundary }) => boundary.lower === "absorbing" || boundary.upper === "absorbing",
  );
  if (!wanted || absorbing) return reference(discretization, () => NONE, places);
  const affinities = faceAffinities(discretization, places(), room);
  const first = attempt(discretization, affinities);
  const { state, warning } = first;
  if (!timeDependent)
    return { ...reference(discretization, () => first, places, { known: affinities, old: room }), warning };
  if (!state) return { ...reference(discretization, () => NONE, places), warning };
  if (state.method === "nested dissection" && discretization.grid.size * widthOf(discretization) ** 2 > LARGE)
    return {
      ...reference(discretization, () => NONE, places),
      warning: `The stationary state changes in time and would have to be solved for at every step on ${discretization.grid.size} cells: what is measured against it is left out.`,
    };
  return { ...reference(discretization, (own) => attempt(discretization, own), places), warning };
}

/** Found for the rates of a time and, in a mean field, of a density. */
interface Found {
  readonly time: number;
  readonly changes: number;
  readonly affinities: FaceAffinities;
  state: StationaryState | null | undefined;
  forces: FaceForces | null;
}

/** Keeps what was found last: for good where rates are constant. */
function reference(
  discretization: Discretization,
  find: (affinities: FaceAffinities) => Attempt,
  places: () => FacePlaces,
  room?: { readonly known: FaceAffinities; readonly old: FaceForces | null },
): ReferenceState {
  const { timeDependent } = discretization;
  let last: Found | null = null;
  const foundAt = (time: number): Found => {
    const changes = discretization.meanField?.changes ?? 0;
    if (!last || (timeDependent && (last.time !== time || last.changes !== changes))) {
      const affinities = room?.known ?? faceAffinities(discretization, places());
      last = { time, changes, affinities, state: undefined, forces: null };
    }
    return last;
  };
  const at = (time: number): StationaryState | null => {
    const found = foundAt(time);
    if (found.state === undefined) found.state = find(found.affinities).state;
    return found.state;
  };
  return {
    at,
    forces(time) {
      const found = foundAt(time);
      found.forces ??= faceForces(discretization, at(time)?.logMass ?? null, found.affinities, room?.old);
      return found.forces;
    },
    warning: null,
  };
}

/** How many cells away the furthest neighbour of a cell is: separators are as wide. */
const widthOf = ({ oblique }: Discretization): number =>
  (oblique?.directions ?? []).reduce((most, [a, b]) => Math.max(most, Math.abs(a), Math.abs(b)), 1);

interface Attempt {
  readonly state: StationaryState | null;
  readonly warning: string | null;
}

const NONE: Attempt = { state: null, warning: null };

function attempt(discretization: Discretization, affinities: FaceAffinities): Attempt {
  try {
    return { state: instantaneousState(discretization, affinities), warning: null };
  } catch (fault) {
    if (fault instanceof InputError || fault instanceof NumericalError)
      return { state: null, warning: `There is no stationary state to compare with. ${fault.message}` };
    throw fault;
  }
}
