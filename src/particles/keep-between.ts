import type { Kernels } from "../kernels/kernels.js";
import type { ProblemEquation } from "./problem-equation.js";
import { boostFrom } from "./reset-actions.js";
import type { Due } from "./schedule.js";

/** Coefficients from now on are those between two times at which they may jump, read from inside, with the boosts of then. */
export function keepBetween(
  equation: ProblemEquation,
  kernels: Kernels,
  due: readonly Due[],
  jumps: readonly number[],
  start: number,
  end: number,
): void {
  // what happens at the end is none of its own
  equation.setBoost(boostFrom(kernels, due, start + 1e-6 * (end - start)));
  const inside = 1e-9 * (end - start);
  const [before, after] = [
    jumps.filter((jump) => jump <= start + inside),
    jumps.filter((jump) => jump >= end - inside),
  ];
  equation.setWindow(Math.max(...before) + inside, Math.min(...after) - inside);
}
