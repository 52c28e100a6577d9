import type { Grid } from "../grid/grid.js";
import { cellCenters } from "../grid/grid.js";
import { initialMasses } from "../problem/initial.js";
import type { Problem } from "../problem/problem.js";

/** A density that an iteration starts from. */
export interface MeanFieldStart {
  readonly name: string;
  readonly mass: Float64Array;
}

/** Standard deviation of a bump, as a share of each axis. */
const WIDTH = 0.1;
/** Fractions that fill an interval, and a square, evenly however many are taken (Roberts 2018: powers of the inverse plastic number). */
const GOLDEN = 0.6180339887498949;
const PLASTIC = [0.7548776662466927, 0.5698402909980532] as const;

/**
 * Where stationary states are looked for from: the initial density if there is one, the uniform one, and then bumps that
 * fill the grid evenly.
 */
export function meanFieldStarts(problem: Problem, count: number): MeanFieldStart[] {
  const { grid, initial } = problem;
  const starts: MeanFieldStart[] = [];
  if (initial) starts.push({ name: "initial", mass: initialMasses(problem).mass });
  if (initial?.kind !== "uniform") starts.push({ name: "uniform", mass: normalised(grid.volumes) });
  for (let k = 1; starts.length < count; k++) starts.push(bump(grid, k));
  return starts.slice(0, count);
}

function bump(grid: Grid, k: number): MeanFieldStart {
  const planar = grid.axes.length === 2;
  const places = grid.axes.map(({ faces }, a) => {
    const share = (0.5 + k * (planar ? PLASTIC[a] : GOLDEN)) % 1;
    return faces[0] + share * (faces[faces.length - 1] - faces[0]);
  });
  const mass = grid.volumes.slice();
  cellCenters(grid).forEach((z, a) => {
    const { faces, boundary } = grid.axes[a];
    const length = faces[faces.length - 1] - faces[0];
    for (let c = 0; c < mass.length; c++) {
      const straight = Math.abs(z[c] - places[a]);
      const distance = boundary.upper === "periodic" ? Math.min(straight, length - straight) : straight;
      mass[c] *= Math.exp(-0.5 * (distance / (WIDTH * length)) ** 2);
    }
  });
  const at = grid.axes.map(({ name }, a) => `${name} = ${Number(places[a].toPrecision(4))}`).join(", ");
  return { name: `bump at ${at}`, mass: normalised(mass) };
}

function normalised(mass: Float64Array): Float64Array {
  const total = mass.reduce((sum, part) => sum + part, 0);
  return mass.map((part) => part / total);
}
