import type { Generator, ObliqueFaces } from "../generator/generator.js";
import type { Grid } from "../grid/grid.js";
import { absorbingEnds, acrossWidths, faceRates, faceRows, leavingRates, type FaceRates } from "./faces.js";

/**
 * The current J (in 1D mass per time, in 2D mass per time and length) through the upper face of every cell, one array
 * an axis: J = (forward[L]·p[L] − backward[R]·p[R]) / area. Walls count as 0, absorbing ones too: see `outflow`.
 * What flows through oblique faces is no part of it: see {@link currentField}.
 */
export function faceCurrents(mass: Float64Array, generator: Generator): Float64Array[] {
  const { grid } = generator;
  const faces = faceRates(generator);
  const flux = fluxes(mass, faces);
  return grid.axes.map((_, axis) => {
    const current = new Float64Array(mass.length);
    const areas = acrossWidths(grid, axis);
    const { rows, length, along } = faceRows(grid, axis);
    for (let row = 0, f = faces.first[axis]; row < rows; row++)
      for (let k = 0; k < length; k++, f++) current[faces.lower[f]] = flux[f] / areas[along ? row : k];
    return current;
  });
}

/** F = w₊p_L − w₋p_R through every face. */
function fluxes(mass: Float64Array, { lower, upper, forward, backward }: FaceRates): Float64Array {
  const flux = new Float64Array(lower.length);
  for (let f = 0; f < flux.length; f++) flux[f] = forward[f] * mass[lower[f]] - backward[f] * mass[upper[f]];
  return flux;
}

/**
 * The current J at cell centres, one array an axis: the mean over the two faces of a cell across each axis, and with
 * oblique faces J = Σ_k e_k (F₊ + F₋)/(2V) over all directions, e_k as lengths, F₊ and F₋ what flows through the two
 * faces along e_k. Reflecting walls count as 0, absorbing walls with what leaves through them. Order 2 in the cell
 * width; order 1 next to walls, where oblique faces are missing or cut.
 */
export function currentField(mass: Float64Array, generator: Generator): Float64Array[] {
  const { grid, axes, oblique } = generator;
  const field = axes.map(() => new Float64Array(mass.length));
  for (let axis = 0; axis < axes.length; axis++) addAlongAxis(field[axis], mass, generator, axis);
  for (const { current, cell, axis } of absorbingFaces(mass, generator)) field[axis][cell] += 0.5 * current;
  if (!oblique) return field;
  addHopsInto(field, mass, grid, oblique);
  addCutInto(field, mass, generator, oblique);
  return field;
}

/** Adds half of J through each face of an axis to the two cells beside it, straight from the rates. */
function addAlongAxis(mean: Float64Array, mass: Float64Array, { grid, axes }: Generator, axis: number): void {
  const { forward, backward } = axes[axis];
  const halves = acrossWidths(grid, axis).map((area) => 0.5 / area);
  const [nx, ny = 1] = grid.shape as [number, number?];
  const periodic = grid.axes[axis].boundary.upper === "periodic";
  /** n faces between cells that follow each other. */
  const addFaces = (left: number, right: number, n: number, area: number, nextArea: 0 | 1): void => {
    for (let k = 0; k < n; k++, left++, right++, area += nextArea) {
      const half = halves[area] * (forward[left] * mass[left] - backward[right] * mass[right]);
      mean[left] += half;
      mean[right] += half;
    }
  };
  if (axis === 0) {
    const across = grid.axes.length === 1 ? 0 : 1;
    for (let i = 0; i + 1 < nx; i++) addFaces(i * ny, (i + 1) * ny, ny, 0, across);
    if (periodic) addFaces((nx - 1) * ny, 0, ny, 0, across);
  } else
    for (let i = 0; i < nx; i++) {
      addFaces(i * ny, i * ny + 1, ny - 1, i, 0);
      if (periodic) addFaces(i * ny + ny - 1, i * ny, 1, i, 0);
    }
}

/** Adds half of what flows through each oblique face to the two cells beside it, straight from the rates. */
function addHopsInto(
  [x, y]: readonly Float64Array[],
  mass: Float64Array,
  { axes }: Grid,
  { directions, first, lower, upper, forward, backward }: ObliqueFaces,
): void {
  for (let k = 0; k < directions.length; k++) {
    // e/(2V) on cells of equal volume h_x·h_y.
    const ex = directions[k][0] / (2 * axes[1].widths[0]);
    const ey = directions[k][1] / (2 * axes[0].widths[0]);
    for (let f = first[k]; f < first[k + 1]; f++) {
      const [low, high] = [lower[f], upper[f]];
      const flow = forward[f] * mass[low] - backward[f] * mass[high];
      x[low] += ex * flow;
      y[low] += ey * flow;
      x[high] += ex * flow;
      y[high] += ey * flow;
    }
  }
}

/** Adds half of J through each face of an axis to the two cells beside it, and to the sums ∫J² and the largest |J|. */
function addAxisInto(
  mean: Float64Array,
  sums: Float64Array,
  flux: Float64Array,
  { grid, axes }: Generator,
  faces: FaceRates,
  axis: number,
): void {
  const areas = acrossWidths(grid, axis);
  const { gaps } = axes[axis];
  const { rows, length, along } = faceRows(grid, axis);
  for (let row = 0, f = faces.first[axis]; row < rows; row++, f += length)
    addRowInto(mean, sums, flux, faces, f, length, gaps, areas, along, row);
}

function addRowInto(
  mean: Float64Array,
  sums: Float64Array,
  flux: Float64Array,
  { lower, upper }: FaceRates,
  start: number,
  length: number,
  gaps: Float64Array,
  areas: Float64Array,
  along: boolean,
  row: number,
): void {
  let square = sums[0];
  let max = sums[1];
  for (let k = 0; k < length; k++) {
    const area = areas[along ? row : k];
    const J = flux[start + k] / area;
    square += J * J * gaps[along ? k : row] * area;
    max = Math.max(max, Math.abs(J));
    mean[lower[start + k]] += 0.5 * J;
    mean[upper[start + k]] += 0.5 * J;
  }
  sums[0] = square;
  sums[1] = max;
}

function addObliqueInto(
  [x, y]: readonly Float64Array[],
  flux: Float64Array,
  { axes }: Grid,
  { directions, first, lower, upper }: Pick<FaceRates, "directions" | "first" | "lower" | "upper">,
): void {
  for (let k = 2; k < directions.length; k++) {
    // e/(2V) on cells of equal volume h_x·h_y.
    const ex = directions[k][0] / (2 * axes[1].widths[0]);
    const ey = directions[k][1] / (2 * axes[0].widths[0]);
    for (let f = first[k]; f < first[k + 1]; f++) {
      x[lower[f]] += ex * flux[f];
      y[lower[f]] += ey * flux[f];
      x[upper[f]] += ex * flux[f];
      y[upper[f]] += ey * flux[f];
    }
  }
}

/** What leaves obliquely through absorbing walls: the one face that a cell has along e, with the other one missing. */
function addCutInto(
  [x, y]: readonly Float64Array[],
  mass: Float64Array,
  { grid: { axes } }: Generator,
  { directions, cut: { cell, direction, sign, rate } }: ObliqueFaces,
): void {
  for (let k = 0; k < cell.length; k++) {
    const [a, b] = directions[direction[k]];
    const flow = 0.5 * sign[k] * rate[k] * mass[cell[k]];
    x[cell[k]] += (a * flow) / axes[1].widths[0];
    y[cell[k]] += (b * flow) / axes[0].widths[0];
  }
}

/** Largest and root-mean-square size of the current. */
export interface CurrentNorms {
  /** 1D: largest |J| over faces; 2D: largest |J| over cell centres. */
  readonly max: number;
  /** (∫|J|² dz)^½: each component summed over its faces, with oblique faces |J|² over cell centres. */
  readonly l2: number;
}

/** The norms of the current; faces weigh with the volume between the two centres beside them. */
export function currentNorms(mass: Float64Array, generator: Generator): CurrentNorms {
  const faces = faceRates(generator);
  const room = generator.axes.map(() => new Float64Array(mass.length));
  return normsOfFluxes(fluxes(mass, faces), mass, generator, faces, room);
}

/** The norms of the current from what flows through every face; writes the current at cell centres to `field`. */
export function normsOfFluxes(
  flux: Float64Array,
  mass: Float64Array,
  generator: Generator,
  faces: FaceRates,
  field: readonly Float64Array[],
): CurrentNorms {
  const { grid, oblique } = generator;
  const sums = new Float64Array(2);
  for (const component of field) component.fill(0);
  for (let axis = 0; axis < field.length; axis++) addAxisInto(field[axis], sums, flux, generator, faces, axis);
  let square = sums[0];
  let max = sums[1];
  for (const { current, cell, axis } of absorbingFaces(mass, generator)) {
    field[axis][cell] += 0.5 * current;
    square += 0.5 * current * current * grid.volumes[cell];
    max = Math.max(max, Math.abs(current));
  }
  if (field.length === 1) return { max, l2: Math.sqrt(square) };
  if (oblique) {
    addObliqueInto(field, flux, grid, faces);
    addCutInto(field, mass, generator, oblique);
  }
  const [x, y] = field;
  let largest = 0;
  let overCells = 0;
  for (let cell = 0; cell < x.length; cell++) {
    const size = x[cell] * x[cell] + y[cell] * y[cell];
    if (size > largest) largest = size;
    overCells += size;
  }
  // oblique faces stand on cells of equal volume
  return { max: Math.sqrt(largest), l2: Math.sqrt(oblique ? overCells * grid.volumes[0] : square) };
}

/**
 * Mean of J through the inner faces of each axis, one number an axis, weighted with the volume between the two
 * centres beside a face: on a ring the circulating current. With oblique faces the mean of J over the cells.
 */
export function meanCurrents(mass: Float64Array, generator: Generator): number[] {
  const { grid, oblique } = generator;
  // oblique faces stand on cells of equal volume
  if (oblique) return currentField(mass, generator).map((J) => J.reduce((sum, value) => sum + value, 0) / J.length);
  const faces = faceRates(generator);
  const flux = fluxes(mass, faces);
  return grid.axes.map((_, axis) => {
    const areas = acrossWidths(grid, axis);
    const { gaps } = generator.axes[axis];
    const { rows, length, along } = faceRows(grid, axis);
    let sum = 0;
    let volume = 0;
    for (let row = 0, f = faces.first[axis]; row < rows; row++)
      for (let k = 0; k < length; k++, f++) {
        const area = areas[along ? row : k];
        const weight = gaps[along ? k : row] * area;
        sum += weight * (flux[f] / area);
        volume += weight;
      }
    return sum / volume;
  });
}

/** J at absorbing walls, positive upwards, with the cell each face belongs to. */
function absorbingFaces(mass: Float64Array, generator: Generator): { current: number; cell: number; axis: number }[] {
  return absorbingEnds(generator.grid).flatMap((end) => {
    const rates = leavingRates(generator, end);
    const areas = acrossWidths(generator.grid, end.axis);
    const outward = end.side === "upper" ? 1 : -1;
    return Array.from({ length: end.count }, (_, k) => {
      const cell = end.first + k * end.stride;
      return { current: (outward * rates[cell] * mass[cell]) / areas[k], cell, axis: end.axis };
    });
  });
}
