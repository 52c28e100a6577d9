import type { Grid } from "../grid/grid.js";
import { LOG_MASS_FLOOR, MASS_FLOOR } from "./floor.js";
import { inPortions } from "./portions.js";

/** A density as the ledger reads it, one entry a cell: one logarithm a cell, taken once. */
export interface CellState {
  /** Cell masses p, as they were given. */
  mass: Float64Array;
  /** ρ = p/V, 0 below the mass floor. */
  readonly density: Float64Array;
  /** log p, held above the mass floor. */
  readonly logMass: Float64Array;
  /** log p − log V. */
  readonly logDensity: Float64Array;
}

export const emptyCellState = (cells: number): CellState => ({
  mass: new Float64Array(cells),
  density: new Float64Array(cells),
  logMass: new Float64Array(cells),
  logDensity: new Float64Array(cells),
});

/** Reads cell masses into a state, whose arrays are written over; the masses themselves are not copied. */
export function readMassInto(state: CellState, mass: Float64Array, grid: Grid, logVolume: Float64Array): void {
  state.mass = mass;
  inPortions(mass.length, (from, to) => readPortionInto(state, mass, grid.volumes, logVolume, from, to));
}

function readPortionInto(
  { density, logMass, logDensity }: CellState,
  mass: Float64Array,
  volumes: Float64Array,
  logVolume: Float64Array,
  from: number,
  to: number,
): void {
  for (let cell = from; cell < to; cell++) {
    const p = mass[cell];
    const empty = p < MASS_FLOOR;
    const log = empty ? LOG_MASS_FLOOR : Math.log(p);
    density[cell] = empty ? 0 : p / volumes[cell];
    logMass[cell] = log;
    logDensity[cell] = log - logVolume[cell];
  }
}
