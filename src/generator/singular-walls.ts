import { linesAlong } from "../grid/grid.js";
import { valueAt, type Field } from "../problem/field.js";
import type { Problem } from "../problem/problem.js";
import { SPURIOUS } from "./ingredients.js";
import { pieceRule } from "./piece-integrals.js";

const { nodes, weights } = pieceRule;

/** A reflecting wall at which D vanishes or the drift is infinite. */
export interface SingularWall {
  readonly axis: number;
  readonly end: "lower" | "upper";
  /** a: at the distance s from the wall ρ ~ sᵃ. The smallest over all lines; −Infinity where it falls faster than any power. */
  readonly exponent: number;
  /** Whether mass gets there in finite time; not where D vanishes as s² or faster (a natural boundary, Feller 1952). */
  readonly reached: boolean;
}

/** Distances, in widths of the cell at the wall, at which the limit is read and compared with one further out. */
const NEAR = 1e-6;
const FURTHER = 8 * NEAR;
/** But no nearer than this times the coordinate of the wall, where distances lose their digits. */
const DIGITS = 1e-11;
/** Regular walls show an exponent of about NEAR·Pe. */
const REGULAR = 1e-3;
/** A limit that is reached changes less than this between the two distances. */
const SETTLED = 0.05;

/**
 * The reflecting walls of a problem that are singular: a = lim s·μ/D for s → 0, with μ in Fick form towards the inside.
 * It is read as ∫μ/D dz from s to 2s over ln 2, along every line, from differences of the loss and of ln D, so that it
 * is exact for powers and logarithms. For walls at which nothing is singular a is 0 and they are left out, except where
 * D vanishes. Problems with a full tensor D are not looked at.
 */
export function singularWalls(problem: Problem, time: number): SingularWall[] {
  const { grid, diffusion } = problem;
  if (diffusion.cross) return [];
  return grid.axes.flatMap(({ boundary, widths, faces }, axis) =>
    (["lower", "upper"] as const).flatMap((end) => {
      if (boundary[end] !== "reflecting") return [];
      const wall = end === "lower" ? faces[0] : faces[faces.length - 1];
      const width = end === "lower" ? widths[0] : widths[widths.length - 1];
      const smallest = Math.max(NEAR * width, DIGITS * Math.abs(wall));
      if (smallest > 0.1 * width) return [];
      const inwards = end === "lower" ? 1 : -1;
      const near = wallPowers(problem, axis, wall, inwards * smallest, time);
      const further = wallPowers(problem, axis, wall, (inwards * smallest * FURTHER) / NEAR, time);
      let exponent = Infinity;
      let reached = false;
      near.density.forEach((a, line) => {
        const vanishes = near.diffusion[line] > 0.1;
        const change = Math.abs(a - further.density[line]);
        const settled = change <= SETTLED * Math.max(Math.abs(a), REGULAR);
        const falling = a <= -1 && further.density[line] > a;
        if (!vanishes && !(Math.abs(a) > REGULAR && (settled || falling))) return;
        exponent = Math.min(exponent, settled || !falling ? a : -Infinity);
        if (near.diffusion[line] < 2 - SETTLED) reached = true;
      });
      return exponent < Infinity ? { axis, end, exponent: Number(exponent.toPrecision(4)), reached } : [];
    }),
  );
}

/** The powers with which ρ and D change from the distance |step| of a wall to twice that, one a line. */
function wallPowers(
  { grid, drift, diffusion, convention }: Problem,
  axis: number,
  wall: number,
  step: number,
  time: number,
): { density: Float64Array; diffusion: Float64Array } {
  const { lines } = linesAlong(grid, axis);
  const across = grid.axes[1 - axis]?.centers;
  const sample = (field: Field, s: number): Float64Array => {
    const place = new Float64Array(lines).fill(wall + step * s);
    const out = new Float64Array(lines);
    field.valuesInto(across ? (axis === 0 ? [place, across] : [across, place]) : [place], time, out);
    return out;
  };
  const rise = diffusion.scalar ? valueAt(diffusion.scalar, time) : 0;
  const D = (s: number): Float64Array => {
    const values = sample(diffusion.diagonal[axis], s);
    for (let line = 0; line < lines; line++) values[line] += rise;
    return values;
  };
  const eta = valueAt(drift.learningRate, time);
  const [first, second] = [D(1), D(2)];
  const density = new Float64Array(lines);
  const inverse = new Float64Array(lines);
  const force = drift.force[axis];
  nodes.forEach((s, g) => {
    const here = D(1 + s);
    const push = force && sample(force, 1 + s);
    for (let line = 0; line < lines; line++) {
      inverse[line] += weights[g] / here[line];
      if (push) density[line] += (weights[g] * step * push[line]) / here[line];
    }
  });
  if (drift.loss) {
    const [lower, upper] = [sample(drift.loss, 1), sample(drift.loss, 2)];
    for (let line = 0; line < lines; line++) density[line] -= eta * (upper[line] - lower[line]) * inverse[line];
  }
  const power = first.map((value, line) => Math.log(second[line] / value) / Math.LN2);
  return {
    density: density.map((value, line) => value / Math.LN2 - SPURIOUS[convention] * power[line]),
    diffusion: power,
  };
}
