import { InputError } from "../errors.js";
import type { Grid } from "../grid/grid.js";
import type { Field } from "./field.js";
import type { StepperName } from "./problem.js";

/** Methods that need rates which do not depend on the density, or a drift that is smooth within a step. */
const UNFIT: readonly StepperName[] = ["uniformization", "spectral"];

/**
 * What a mean field cannot do.
 * @throws InputError for axes whose cells are not equal, for a W that depends on time, and for steppers of linear problems.
 */
export function refuseMeanField({ axes }: Grid, interaction: Field, stepper: StepperName): void {
  axes.forEach((axis, a) => {
    if (axis.uniform) return;
    throw new InputError({
      code: "interaction-needs-uniform-axes",
      path: `axes[${a}]`,
      expected: "equal cells along every axis for a mean-field interaction",
      found: `cells of different widths along ${axis.name}`,
      remedy: "State the axis by range and cells without stretch.",
    });
  });
  if (interaction.varies.inTime)
    throw new InputError({
      code: "interaction-depends-on-time",
      path: "drift.interaction",
      expected: "an interaction that depends on differences of coordinates only",
      found: "one that depends on time",
    });
  if (!UNFIT.includes(stepper)) return;
  throw new InputError({
    code: "stepper-does-not-fit",
    path: "solver.stepper",
    expected: "auto, tr-bdf2, strang or ssprk43 for a mean-field interaction",
    found: stepper,
    remedy: `Use ${axes.length === 1 ? "tr-bdf2" : "strang"}, or leave the choice to \`auto\`.`,
  });
}
