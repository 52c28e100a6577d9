import { InputError } from "../errors.js";
import { cellCenters } from "../grid/grid.js";
import type { Field } from "../problem/field.js";
import type { Problem } from "../problem/problem.js";

/**
 * Looks at D where it decides: at cell centres and at the faces along each axis. D must be positive inside; at a
 * reflecting wall it may vanish (a natural boundary).
 * @throws InputError naming the place.
 */
export function refuseBadDiffusion(problem: Problem, time: number): void {
  const { grid, diffusion } = problem;
  const centers = cellCenters(grid);
  diffusion.forEach((field, axis) => {
    if (!field.varies.inSpace) return;
    const { faces, boundary } = grid.axes[axis]!;
    check(field, centers, "inside");
    for (let i = 0; i < faces.length; i++) {
      const across = grid.axes[1 - axis]?.centers ?? Float64Array.of(0);
      const along = new Float64Array(across.length).fill(faces[i]!);
      const wall = i === 0 ? boundary.lower : i === faces.length - 1 ? boundary.upper : null;
      check(field, axis === 0 ? [along, across] : [across, along], wall === "reflecting" ? "wall" : "inside");
    }
  });

  function check(field: Field, points: readonly Float64Array[], where: "inside" | "wall"): void {
    const values = new Float64Array(points[0]!.length);
    field.valuesInto(points, time, values);
    const bad = values.findIndex((value) => !(value < Infinity) || !(where === "wall" ? value >= 0 : value > 0));
    if (bad < 0) return;
    const place = grid.axes.map((axis, a) => `${axis.name} = ${Number(points[a]![bad]!.toPrecision(6))}`).join(", ");
    throw new InputError({
      code: "diffusion-not-positive",
      path: "diffusion",
      expected:
        where === "wall"
          ? "a finite D of 0 or more at a wall"
          : "a finite D above 0 everywhere inside the grid and at absorbing ends",
      found: `${values[bad]} at ${place}`,
      remedy:
        values[bad] === 0
          ? "D may vanish at a reflecting wall only: move the end of the axis there, or add a small constant."
          : undefined,
    });
  }
}
