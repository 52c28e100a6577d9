import { axisFromFaces } from "../grid/axis.js";
import { makeGrid } from "../grid/grid.js";
import type { Problem } from "../problem/problem.js";

/** The same problem on a box twice as wide about the same middle: the old cells, and as many again, as wide as the last ones. */
export function onTwiceTheBox(problem: Problem): Problem {
  const axes = problem.grid.axes.map(({ name, faces, boundary }) => {
    if (boundary.upper === "periodic") return axisFromFaces(name, faces, boundary);
    const n = faces.length - 1;
    const reach = 0.5 * (faces[n] - faces[0]);
    const more = Math.ceil(n / 2);
    const steps = Array.from({ length: more }, (_, k) => ((k + 1) * reach) / more);
    return axisFromFaces(
      name,
      [...steps.map((step) => faces[0] - step).reverse(), ...faces, ...steps.map((step) => faces[n] + step)],
      boundary,
    );
  });
  return { ...problem, grid: makeGrid(axes) };
}
