import type { Discretization } from "../../src/generator/discretize.js";
import { ssprk43 } from "../../src/steppers/ssprk43.js";
import type { Stepper } from "../../src/steppers/stepper.js";
import { strang } from "../../src/steppers/strang.js";
import { trBdf2 } from "../../src/steppers/tr-bdf2.js";
import type { SchemeName } from "../../src/problem/problem.js";
import { lineProblems, planeProblems, tensorProblems, type ExactProblem } from "./space-problems.js";
import * as problems from "./time-problems.js";
import type { TimeProblem } from "./time-problems.js";

/** A scheme on a problem, the order it ought to have, and the error it may leave on the finest grid. */
export interface SpaceClaim {
  readonly problem: ExactProblem;
  readonly scheme: SchemeName;
  readonly order: 1 | 2;
  readonly sizes: readonly number[];
  readonly largestError: number;
}

/** Where |Pe| ≤ 2 at every face of every grid, as the central scheme demands. */
const central: readonly ExactProblem[] = [
  lineProblems[0],
  lineProblems[2],
  lineProblems[3],
  lineProblems[4],
  lineProblems[5],
  planeProblems[2],
];

const spaceClaimsOf = (problem: ExactProblem, sizes: readonly number[], largestError: number): SpaceClaim[] => [
  { problem, scheme: "scharfetter-gummel", order: 2, sizes, largestError },
  { problem, scheme: "integrated", order: 2, sizes, largestError },
  ...(central.includes(problem)
    ? [{ problem, scheme: "central" as const, order: 2 as const, sizes, largestError }]
    : []),
  { problem, scheme: "upwind", order: 1, sizes, largestError: 40 * largestError },
];

export const spaceClaims: readonly SpaceClaim[] = [
  ...lineProblems.flatMap((problem) => spaceClaimsOf(problem, [64, 128, 256, 512], 2e-4)),
  ...planeProblems.flatMap((problem) => spaceClaimsOf(problem, [32, 64, 128], 3e-3)),
  ...tensorProblems.flatMap((problem) =>
    (["auto", "scharfetter-gummel"] as const).map((scheme) => ({
      problem,
      scheme,
      order: 2 as const,
      sizes: [64, 128, 256],
      largestError: 3e-3,
    })),
  ),
];

/** A stepper on a problem, the order it ought to have, and the error it may leave with the shortest steps. */
export interface TimeClaim {
  readonly problem: TimeProblem;
  readonly name: string;
  readonly method: (own: Discretization) => Stepper;
  readonly order: number;
  readonly sizes: readonly number[];
  readonly largestError: number;
}

const plainStrang = (own: Discretization): Stepper => strang(own, { extrapolate: false });

const timeClaim = (
  [name, method, order]: readonly [string, TimeClaim["method"], number],
  problem: TimeProblem,
  sizes: readonly number[],
  largestError: number,
): TimeClaim => ({ name, method, order, problem, sizes, largestError });

const bdf = ["tr-bdf2", trBdf2, 2] as const;
const plain = ["strang, not extrapolated", plainStrang, 2] as const;
const extrapolated = ["strang", strang, 4] as const;
const explicit = ["ssprk43", ssprk43, 3] as const;

/** Explicit steps start where they are stable; the others where the orders of their parts have met. */
export const timeClaims: readonly TimeClaim[] = [
  timeClaim(bdf, problems.line, [32, 64, 128, 256], 1e-6),
  timeClaim(bdf, problems.ring, [32, 64, 128, 256], 1e-6),
  timeClaim(bdf, problems.leaking, [32, 64, 128, 256], 1e-6),
  timeClaim(bdf, problems.drivenLine, [32, 64, 128, 256], 5e-6),
  timeClaim(explicit, problems.line, [128, 256, 512], 1e-9),
  timeClaim(explicit, problems.leaking, [256, 512, 1024], 1e-10),
  timeClaim(explicit, problems.drivenLine, [64, 128, 256], 2e-8),
  timeClaim(explicit, problems.plane, [64, 128, 256], 1e-8),
  timeClaim(plain, problems.plane, [8, 16, 32, 64], 5e-5),
  timeClaim(plain, problems.leakingPlane, [8, 16, 32, 64], 5e-5),
  timeClaim(plain, problems.drivenPlane, [8, 16, 32], 5e-5),
  timeClaim(extrapolated, problems.plane, [8, 16, 32, 64], 1e-10),
  timeClaim(extrapolated, problems.leakingPlane, [2, 4, 8, 16], 1e-8),
  timeClaim(extrapolated, problems.drivenPlane, [4, 8, 16], 5e-9),
];

/** The splitting loses an order where drift crosses an absorbing wall: each part alone moves the density there. */
export const reducedOrder = timeClaim(extrapolated, problems.wallPlane, [4, 8, 16, 32], 2e-9);
