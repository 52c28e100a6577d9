import type { Generator } from "../generator/generator.js";
import { absorbingEnds, acrossWidths, innerFaces, leavingRates } from "./faces.js";

/**
 * The current J (in 1D mass per time, in 2D mass per time and length) through the upper face of every cell, one array
 * an axis: J = (forward[L]·p[L] − backward[R]·p[R]) / area. Walls count as 0, absorbing ones too: see `outflow`.
 */
export function faceCurrents(mass: Float64Array, generator: Generator): Float64Array[] {
  const { grid } = generator;
  return generator.axes.map(({ forward, backward }, axis) => {
    const current = new Float64Array(mass.length);
    const areas = acrossWidths(grid, axis);
    for (const { first, count, step, along, transverse } of innerFaces(grid, axis))
      for (let k = 0; k < count; k++) {
        const left = first + k;
        const right = left + step;
        const flux = forward[left] * mass[left] - backward[right] * mass[right];
        current[left] = flux / areas[transverse + k * (1 - along)];
      }
    return current;
  });
}

/**
 * The current J at cell centres, one array an axis: the mean over the two faces of a cell. Reflecting walls count
 * as 0, absorbing walls with what leaves through them. Order 2 in the cell width.
 */
export function currentField(mass: Float64Array, generator: Generator): Float64Array[] {
  return atCenters(faceCurrents(mass, generator), mass, generator);
}

function atCenters(faces: readonly Float64Array[], mass: Float64Array, generator: Generator): Float64Array[] {
  const field = faces.map((current, axis) => {
    const mean = new Float64Array(mass.length);
    for (const { first, count, step } of innerFaces(generator.grid, axis))
      for (let left = first; left < first + count; left++) {
        const half = 0.5 * current[left];
        mean[left] += half;
        mean[left + step] += half;
      }
    return mean;
  });
  for (const { current, cell, axis } of absorbingFaces(mass, generator)) field[axis][cell] += 0.5 * current;
  return field;
}

/** Largest and root-mean-square size of the current. */
export interface CurrentNorms {
  /** 1D: largest |J| over faces; 2D: largest |J| over cell centres. */
  readonly max: number;
  /** (∫|J|² dz)^½, each component summed over its faces. */
  readonly l2: number;
}

/** The norms of the current; faces weigh with the volume between the two centres beside them. */
export function currentNorms(mass: Float64Array, generator: Generator): CurrentNorms {
  const { grid } = generator;
  const faces = faceCurrents(mass, generator);
  let square = 0;
  let max = 0;
  for (const [axis, current] of faces.entries()) {
    const areas = acrossWidths(grid, axis);
    const { gaps } = generator.axes[axis];
    for (const { first, count, position, along, transverse } of innerFaces(grid, axis))
      for (let k = 0; k < count; k++) {
        const J = current[first + k];
        square += J * J * gaps[position + k * along] * areas[transverse + k * (1 - along)];
        if (Math.abs(J) > max) max = Math.abs(J);
      }
  }
  for (const { current, cell } of absorbingFaces(mass, generator)) {
    square += 0.5 * current * current * grid.volumes[cell];
    max = Math.max(max, Math.abs(current));
  }
  if (grid.axes.length === 2) {
    const [x, y] = atCenters(faces, mass, generator) as [Float64Array, Float64Array];
    let largest = 0;
    for (let cell = 0; cell < x.length; cell++) {
      const size = x[cell] * x[cell] + y[cell] * y[cell];
      if (size > largest) largest = size;
    }
    max = Math.sqrt(largest);
  }
  return { max, l2: Math.sqrt(square) };
}

/**
 * Mean of J through the inner faces of each axis, one number an axis, weighted with the volume between the two
 * centres beside a face: on a ring the circulating current.
 */
export function meanCurrents(mass: Float64Array, generator: Generator): number[] {
  const { grid } = generator;
  return faceCurrents(mass, generator).map((current, axis) => {
    const areas = acrossWidths(grid, axis);
    const { gaps } = generator.axes[axis];
    let sum = 0;
    let volume = 0;
    for (const { first, count, position, along, transverse } of innerFaces(grid, axis))
      for (let k = 0; k < count; k++) {
        const weight = gaps[position + k * along] * areas[transverse + k * (1 - along)];
        sum += weight * current[first + k];
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
