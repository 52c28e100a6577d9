import ndarray, { type NdArray } from "ndarray";
import { InputError } from "../errors.js";
import { stoppedProcess } from "../generator/stopped.js";
import type { Grid } from "../grid/grid.js";
import { linesAlong } from "../grid/grid.js";
import { absorbingEnds } from "../ledger/faces.js";
import { initialMasses } from "../problem/initial.js";
import type { Problem } from "../problem/problem.js";
import { placeOf, regionOf, type Region } from "../problem/region-cells.js";
import { atMostOne } from "./at-most-one.js";
import { endingOf } from "./ending.js";
import { passageWarnings } from "./passage-warnings.js";
import { reactivePart, stationaryMasses, type Reactive } from "./reactive.js";
import { refuseMoving } from "./refuse-passage.js";
import { onOwnSide } from "./start-side.js";

/** Transitions between the two regions of a problem; fields have the grid's shape, [nx] or [nx, ny]. */
export interface Committor {
  readonly problem: Problem;
  /** q(z): the probability of reaching B before A (and before an absorbing end). 0 in A, 1 in B. */
  readonly committor: NdArray<Float64Array>;
  /** Its mean over the initial density; null without one. */
  readonly fromStart: number | null;
  /** What is known of the transitions in the stationary state; null where there is none, or with restarts. */
  readonly reactive: Reactive | null;
  /** Wall time in seconds. */
  readonly seconds: number;
  readonly warnings: readonly string[];
}

/**
 * The committor between `problem.regions` A and B, and the transitions from A to B in the stationary state π:
 *
 *   L†q = 0,  q = 0 on A, 1 on B;   the same for the process reversed in time, q₋ = 1 on A, 0 on B
 *   rate = transitions per time,   J_AB = q₋ q J[π] + π D (q₋∇q − q∇q₋)
 *
 * for any drift, reversible or not. On the grid both follow from two rates per face and are exact for the discretised
 * process: the transitions that leave A, those that reach B, and those back from B to A are equally many to rounding.
 * Order 2 in space for the committor and the rate, with smooth edges where they lie inside cells; 4/3 where a region has a
 * corner that points outwards (a right angle).
 * Source: W. E and E. Vanden-Eijnden (2006), J. Stat. Phys. 123, 503; P. Metzner, C. Schuette and E. Vanden-Eijnden (2006),
 * J. Chem. Phys. 125, 084110.
 * @throws InputError `missing` without regions, `regions-overlap`, `regions-touch`, and as `firstPassage` for regions,
 *   moving problems and grids that are too large; as `stationaryState` where there are several stationary states.
 */
export function committor(problem: Problem): Committor {
  const began = performance.now();
  refuseMoving(problem);
  const { grid, regions: stated } = problem;
  if (!stated)
    throw new InputError({
      code: "missing",
      path: "regions",
      expected: "two regions, A and B",
      found: "none",
      remedy: 'Add `regions: { A: "x < -1", B: "x > 1" }`, say.',
    });
  const regions = [regionOf(stated.A, grid, "regions.A"), regionOf(stated.B, grid, "regions.B")] as const;
  refuseMeeting(grid, regions);
  const stopped = stoppedProcess(problem, regions);
  try {
    const ending = endingOf(grid, stopped, regions);
    const [toA, toB] = ending.exits.slice(-2);
    const [, B] = regions;
    const q = ending.backward(toB.rate).map((value, c) => (B.inside[c] ? 1 : atMostOne(value)));
    const why = withoutReactivePart(problem);
    const settled = why === null ? stationaryMasses(problem) : null;
    const reactive =
      settled && reactivePart(problem, stopped, ending, regions, settled, { toB: q, toA: ending.backward(toA.rate) });
    ending.release();
    const stated = problem.initial && initialMasses(problem).mass;
    const start = stated && (onOwnSide(problem, regions, stated) ?? stated);
    return {
      problem,
      committor: ndarray(q, [...grid.shape]),
      fromStart: start && atMostOne(start.reduce((sum, part, c) => sum + part * q[c], 0)),
      reactive,
      seconds: (performance.now() - began) / 1000,
      warnings: [
        ...problem.warnings,
        ...stopped.discretization.warnings,
        ...passageWarnings(problem, stopped.discretization, settled, ending.moves),
        ...(ending.never ? ["From some cells neither region can be reached: the committor is 0 there."] : []),
        ...(why === null ? [] : [why]),
      ],
    };
  } finally {
    stopped.discretization.workspace.release();
  }
}

function withoutReactivePart({ grid, restart }: Problem): string | null {
  if (absorbingEnds(grid).length > 0)
    return "With absorbing ends there is no stationary state, so that no rate of transitions is given.";
  return restart ? "With restarts no rate of transitions is given: they would lead through no face." : null;
}

/** @throws InputError for regions that share cells, or have none between them. */
function refuseMeeting(grid: Grid, [A, B]: readonly [Region, Region]): void {
  const shared = A.inside.findIndex((one, c) => one === 1 && B.inside[c] === 1);
  if (shared >= 0)
    throw new InputError({
      code: "regions-overlap",
      path: "regions",
      expected: "regions A and B that have nothing in common",
      found: `both at ${placeOf(grid, shared)}`,
    });
  for (const [axis, { boundary }] of grid.axes.entries()) {
    const { count, stride } = linesAlong(grid, axis);
    for (let c = 0; c < grid.size; c++) {
      const last = Math.floor(c / stride) % count === count - 1;
      if (last && boundary.upper !== "periodic") continue;
      const next = last ? c - (count - 1) * stride : c + stride;
      if (!((A.inside[c] && B.inside[next]) || (B.inside[c] && A.inside[next]))) continue;
      throw new InputError({
        code: "regions-touch",
        path: "regions",
        expected: "cells between the regions A and B",
        found: `none at ${placeOf(grid, c)}`,
        remedy: "Use more cells, or regions that are further apart.",
      });
    }
  }
}
