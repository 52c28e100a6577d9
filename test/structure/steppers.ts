import type { Discretization } from "../../src/generator/discretize.js";
import { ssprk43 } from "../../src/steppers/ssprk43.js";
import { type Stepper } from "../../src/steppers/stepper.js";
import { strang } from "../../src/steppers/strang.js";
import { trBdf2 } from "../../src/steppers/tr-bdf2.js";
import { uniformization } from "../../src/steppers/uniformization.js";

export type MakeStepper = (discretization: Discretization) => Stepper;

/** The steppers that fit a number of axes, by name. */
export const steppersFor = (dimension: number): Readonly<Record<string, MakeStepper>> => ({
  ...(dimension === 1
    ? { "tr-bdf2": trBdf2 }
    : { strang, "strang, not extrapolated": (discretization) => strang(discretization, { extrapolate: false }) }),
  uniformization,
  ssprk43,
});
