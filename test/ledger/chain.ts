import type { Generator, AxisRates } from "../../src/generator/generator.js";
import { uniformAxis, stretchedAxis, type Axis } from "../../src/grid/axis.js";
import { cellCenters, makeGrid, type Grid } from "../../src/grid/grid.js";

/** Generators built by hand, so that the ledger is tested without the code that makes generators. */

export type Scheme = (peclet: number) => { up: number; down: number };

const bernoulli = (x: number): number => (Math.abs(x) < 1e-5 ? 1 - x / 2 + (x * x) / 12 : x / Math.expm1(x));

export const scharfetterGummel: Scheme = (pe) => ({ up: bernoulli(-pe), down: bernoulli(pe) });
export const upwind: Scheme = (pe) => ({ up: 1 + Math.max(pe, 0), down: 1 + Math.max(-pe, 0) });

export interface Recipe {
  readonly D: number | readonly number[];
  /** A potential U(x, y) of the drift −∇U: Péclet numbers from its differences. */
  readonly potential?: (...z: number[]) => number;
  /** Further drift along each axis, at face midpoints. */
  readonly force?: (axis: number, ...z: number[]) => number;
  readonly scheme?: Scheme;
}

/** Visits the upper face of every cell: right is −1 at a wall. */
export function visitFaces(
  grid: Grid,
  axis: number,
  visit: (left: number, right: number, position: number, across: number) => void,
): void {
  const [nx, ny = 1] = grid.shape as [number, number?];
  const periodic = grid.axes[axis]!.boundary.lower === "periodic";
  for (let i = 0; i < nx; i++)
    for (let j = 0; j < ny; j++) {
      const position = axis === 0 ? i : j;
      const atEnd = position === grid.shape[axis]! - 1;
      const wrap = axis === 0 ? j : i * ny;
      const next = axis === 0 ? (i + 1) * ny + j : i * ny + j + 1;
      visit(i * ny + j, atEnd ? (periodic ? wrap : -1) : next, position, axis === 0 ? j : i);
    }
}

export const gapsOf = ({ centers, widths, faces }: Axis): Float64Array =>
  centers.map((z, i) => (i + 1 < centers.length ? centers[i + 1]! - z : faces[i + 1]! - z + 0.5 * widths[0]!));

export function chain(grid: Grid, recipe: Recipe): Generator {
  const scheme = recipe.scheme ?? scharfetterGummel;
  const D = typeof recipe.D === "number" ? grid.axes.map(() => recipe.D as number) : recipe.D;
  const z = cellCenters(grid);
  const at = (cell: number) => z.map((coordinate) => coordinate[cell]!);
  const U = recipe.potential ?? (() => 0);
  const force = recipe.force ?? (() => 0);
  const axes = grid.axes.map((line, axis): AxisRates => {
    const gaps = gapsOf(line);
    const [forward, backward, peclet, diffusion] = Array.from({ length: 4 }, () => new Float64Array(grid.size)) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const { lower, upper } = line.boundary;
    visitFaces(grid, axis, (left, right, position) => {
      const middle = at(left);
      middle[axis] = line.faces[position + 1]!;
      const mu = force(axis, ...middle);
      if (right >= 0) {
        const pe = (U(...at(left)) - U(...at(right)) + mu * gaps[position]!) / D[axis]!;
        const { up, down } = scheme(pe);
        const rate = D[axis]! / gaps[position]!;
        forward[left] = (rate * up) / line.widths[position]!;
        backward[right] = (rate * down) / line.widths[(position + 1) % line.widths.length]!;
        peclet[left] = pe;
        diffusion[left] = D[axis]!;
      } else if (upper === "absorbing") {
        const half = 0.5 * line.widths[position]!;
        const pe = (U(...at(left)) - U(...middle) + mu * half) / D[axis]!;
        forward[left] = ((D[axis]! / half) * scheme(pe).up) / line.widths[position]!;
      }
      if (position === 0 && lower === "absorbing") {
        const half = 0.5 * line.widths[0]!;
        const wall = at(left);
        wall[axis] = line.faces[0]!;
        const pe = (U(...wall) - U(...at(left)) + force(axis, ...wall) * half) / D[axis]!;
        backward[left] = ((D[axis]! / half) * scheme(pe).down) / line.widths[0]!;
      }
    });
    return { forward, backward, peclet, diffusion, gaps };
  });
  return { grid, axes, oblique: null, timeDependent: false, rebuild: () => undefined, freeEnergy: null };
}

/** Rates without any structure: each inner face gets two of the numbers drawn; absorbing ends get one. */
export function randomChain(grid: Grid, draw: () => number): Generator {
  const base = chain(grid, { D: 1 });
  base.axes.forEach(({ forward, backward, peclet }, axis) =>
    visitFaces(grid, axis, (left, right) => {
      if (right < 0) return void (forward[left]! *= draw());
      forward[left]! = draw();
      backward[right]! = draw();
      peclet[left] = Math.log((forward[left]! * grid.volumes[left]!) / (backward[right]! * grid.volumes[right]!));
    }),
  );
  return base;
}

/** dp/dt = A p, from the rates and the layout alone. */
export function applyGenerator(mass: Float64Array, generator: Generator): Float64Array {
  const rate = new Float64Array(mass.length);
  generator.axes.forEach(({ forward, backward }, axis) =>
    visitFaces(generator.grid, axis, (left, right, position) => {
      rate[left]! -= forward[left]! * mass[left]!;
      if (right >= 0) {
        rate[right]! += forward[left]! * mass[left]! - backward[right]! * mass[right]!;
        rate[left]! += backward[right]! * mass[right]!;
      }
      const { lower } = generator.grid.axes[axis]!.boundary;
      if (position === 0 && lower !== "periodic") rate[left]! -= backward[left]! * mass[left]!;
    }),
  );
  visitOblique(generator, (lower, upper, up, down) => {
    const flux = up * mass[lower]! - down * mass[upper]!;
    rate[lower]! -= flux;
    rate[upper]! += flux;
  });
  return rate;
}

/** Visits the oblique faces with their two rates. */
export function visitOblique(
  { oblique }: Generator,
  visit: (lower: number, upper: number, up: number, down: number) => void,
): void {
  oblique?.lower.forEach((lower, f) => visit(lower, oblique.upper[f]!, oblique.forward[f]!, oblique.backward[f]!));
}

/** The stationary log-masses by Grassmann, Taksar and Heyman's state reduction (no subtractions), for small chains. */
export function stationaryState(generator: Generator): { logMass: Float64Array } {
  const n = generator.grid.size;
  const rates = Array.from({ length: n }, () => new Float64Array(n));
  generator.axes.forEach(({ forward, backward }, axis) =>
    visitFaces(generator.grid, axis, (left, right) => {
      if (right < 0) return;
      rates[left]![right]! += forward[left]!;
      rates[right]![left]! += backward[right]!;
    }),
  );
  visitOblique(generator, (lower, upper, up, down) => {
    rates[lower]![upper]! += up;
    rates[upper]![lower]! += down;
  });
  for (let k = n - 1; k > 0; k--) {
    let out = 0;
    for (let j = 0; j < k; j++) out += rates[k]![j]!;
    for (let i = 0; i < k; i++) {
      rates[i]![k]! /= out;
      for (let j = 0; j < k; j++) if (i !== j) rates[i]![j]! += rates[i]![k]! * rates[k]![j]!;
    }
  }
  const mass = Float64Array.of(1, ...new Float64Array(n - 1));
  for (let k = 1; k < n; k++) for (let i = 0; i < k; i++) mass[k]! += mass[i]! * rates[i]![k]!;
  const total = mass.reduce((sum, p) => sum + p, 0);
  return { logMass: mass.map((p) => Math.log(p / total)) };
}

/** log of the Gibbs masses V·exp(−U/D), normalised. */
export function gibbs(grid: Grid, exponent: (...z: number[]) => number): { logMass: Float64Array } {
  const z = cellCenters(grid);
  const logMass = grid.volumes.map((V, cell) => Math.log(V) - exponent(...z.map((coordinate) => coordinate[cell]!)));
  const top = logMass.reduce((a, b) => Math.max(a, b));
  const logTotal = top + Math.log(logMass.reduce((sum, value) => sum + Math.exp(value - top), 0));
  return { logMass: logMass.map((value) => value - logTotal) };
}

/** Masses ρ·V of a density given at cell centres, normalised unless told otherwise. */
export function masses(grid: Grid, density: (...z: number[]) => number, normalise = true): Float64Array {
  const z = cellCenters(grid);
  const mass = grid.volumes.map((V, cell) => V * density(...z.map((coordinate) => coordinate[cell]!)));
  const total = normalise ? mass.reduce((sum, p) => sum + p, 0) : 1;
  return mass.map((p) => p / total);
}

export const gaussian =
  (mean: number, variance: number) =>
  (x: number): number =>
    Math.exp(-((x - mean) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);

/** One grid of each kind, small enough for a dense stationary state. */
export const smallGrids: Record<string, Grid> = {
  "uniform 1D": makeGrid([uniformAxis("x", [-2, 2], 24)]),
  "stretched 1D": makeGrid([stretchedAxis("x", [-2, 3], 24, { around: 0.5, strength: 3 })]),
  "stretched ring": makeGrid([stretchedAxis("x", [0, 5], 20, { around: 2, strength: 2 }, "periodic")]),
  "2D": makeGrid([stretchedAxis("x", [-2, 2], 6, { around: 0, strength: 2 }), uniformAxis("y", [-1, 1], 5)]),
  "2D cylinder": makeGrid([
    uniformAxis("x", [-2, 2], 5),
    stretchedAxis("y", [0, 2], 6, { around: 1, strength: 1 }, "periodic"),
  ]),
  "2D torus": makeGrid([uniformAxis("x", [0, 1], 4, "periodic"), uniformAxis("y", [0, 2], 5, "periodic")]),
};

export const absorbingGrids: Record<string, Grid> = {
  "absorbing 1D": makeGrid([stretchedAxis("x", [-1, 2], 24, { around: 0, strength: 2 }, "absorbing")]),
  "half absorbing 1D": makeGrid([uniformAxis("x", [-1, 2], 16, { lower: "reflecting", upper: "absorbing" })]),
  "absorbing 2D": makeGrid([
    uniformAxis("x", [-1, 1], 5, { lower: "absorbing", upper: "reflecting" }),
    stretchedAxis("y", [0, 2], 6, { around: 1, strength: 1 }, "absorbing"),
  ]),
};
