import { InputError } from "../errors.js";
import type { ParticleSchemeName } from "../problem/problem.js";
import type { NoiseKind, StochasticEquation } from "./equation.js";
import type { Scheme } from "./scheme.js";
import { eulerMaruyama } from "./schemes/euler-maruyama.js";
import { heun } from "./schemes/heun.js";
import { leimkuhlerMatthews } from "./schemes/leimkuhler-matthews.js";
import { rkmil, rkmilStratonovich } from "./schemes/rkmil.js";
import { sosri } from "./schemes/sosri.js";
import { tamedEuler } from "./schemes/tamed-euler.js";

/** The schemes that move particles of a problem, by name. */
const schemes: Readonly<Record<Exclude<ParticleSchemeName, "auto">, Scheme>> = {
  "euler-maruyama": eulerMaruyama,
  heun,
  rkmil,
  "rkmil-stratonovich": rkmilStratonovich,
  sosri,
  "leimkuhler-matthews": leimkuhlerMatthews,
  "tamed-euler": tamedEuler,
};

/**
 * For any noise: of weak order 2 where it is additive, and where it is not what is left of order 1 is small. SOSRI is of higher
 * order there, at twice the cost, but where D is steep its moments are off by several times as much at steps as long.
 */
const PREFERRED = heun;

const reasons: Readonly<Record<NoiseKind, string>> = {
  additive: "noise whose strength depends on time alone",
  diagonal: "noise whose strength along each axis varies along that axis",
  general: "noise that does not commute: D varies across the axes or is a full tensor that depends on position",
};

/**
 * The scheme of a name, or the one that suits the noise.
 * @param path where the name stands
 * @throws InputError for a name that is none, and for a scheme that does not converge for the noise of this equation, with those that do.
 */
export function chosenScheme(
  name: ParticleSchemeName,
  { noise }: StochasticEquation,
  path = "particles.scheme",
): Scheme {
  if (name === "auto") return PREFERRED;
  const others = fittingSchemes(noise);
  const known = Object.hasOwn(schemes, name);
  if (known && schemes[name].orders[noise]) return schemes[name];
  throw new InputError({
    code: known ? "scheme-does-not-fit" : "unknown-scheme",
    path,
    expected: known ? `a scheme for ${reasons[noise]}` : `one of auto, ${Object.keys(schemes).join(", ")}`,
    found: `"${name}"`,
    remedy: known ? `Use ${others.map(({ name: other }) => other).join(", ")}, or leave it to auto.` : undefined,
  });
}

/** The schemes that converge for a kind of noise. */
export const fittingSchemes = (noise: NoiseKind): Scheme[] =>
  Object.values(schemes).filter(({ orders }) => orders[noise]);
