import { cellCenters } from "../grid/grid.js";
import type { Problem } from "../problem/problem.js";

/** ⟨L⟩ and (⟨|∇L|²⟩)^½ of cell masses at a time, conditional on survival; null without a loss or without mass. */
export interface LossWatch {
  (mass: Float64Array, time: number): { readonly loss: number | null; readonly gradient: number | null };
}

/**
 * What detectors watch of the loss: averages over the density by the midpoint rule, order 2 in the cell width. The learning
 * rate has no part in it: ∇L and not the drift. A loss that does not depend on time is evaluated once.
 */
export function lossWatch({ grid, drift: { loss } }: Problem): LossWatch {
  if (!loss) return () => ({ loss: null, gradient: null });
  const centers = cellCenters(grid);
  const slopes = grid.axes.map((_, axis) => loss.derivative(axis));
  const values = new Float64Array(grid.size);
  const squares = new Float64Array(grid.size);
  const part = new Float64Array(grid.size);
  let known = NaN;
  const evaluate = (time: number): void => {
    if (time === known || (!Number.isNaN(known) && !loss.varies.inTime)) return;
    known = time;
    loss.valuesInto(centers, time, values);
    squares.fill(0);
    for (const slope of slopes) {
      slope.valuesInto(centers, time, part);
      for (let c = 0; c < part.length; c++) squares[c] += part[c] * part[c];
    }
  };
  return (mass, time) => {
    evaluate(time);
    let [total, energy, square] = [0, 0, 0];
    for (let c = 0; c < mass.length; c++) {
      // an empty cell may lie where L is infinite
      if (mass[c] === 0) continue;
      total += mass[c];
      energy += mass[c] * values[c];
      square += mass[c] * squares[c];
    }
    const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
    return { loss: finite(energy / total), gradient: finite(Math.sqrt(square / total)) };
  };
}
