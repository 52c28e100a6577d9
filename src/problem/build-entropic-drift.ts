import { InputError } from "../errors.js";
import type { Leaves } from "./leaves.js";
import type { EntropicDrift } from "./problem.js";
import type { Statement } from "./schema.js";

type Stated = NonNullable<NonNullable<Statement["drift"]>["entropy"]>;

/** @throws InputError for a strength below 0: the sign has its own key. */
export function builtEntropicDrift({ beta, sign = "diversify" }: Stated, { number }: Leaves): EntropicDrift {
  const strength = number(beta, "drift.entropy.beta");
  if (strength >= 0) return { beta: strength, sign };
  throw new InputError({
    code: "out-of-range",
    path: "drift.entropy.beta",
    expected: "a strength of 0 or more",
    found: String(strength),
    remedy: "State the direction by sign: diversify spreads the density, literal contracts it.",
  });
}
