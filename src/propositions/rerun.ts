import { witnessOf, type Certificate, type Request } from "./certificate.js";
import { documentedSet } from "./documented-set.js";
import { examine, type ExamineOptions } from "./examine.js";

/** A figure of a certificate that came out otherwise when it was repeated. */
export interface Difference {
  /** Its place, e.g. `checks[0].measured`. */
  readonly path: string;
  readonly then: unknown;
  readonly now: unknown;
}

/** A certificate repeated from its own data. */
export interface Rerun {
  readonly certificate: Certificate;
  /** Empty when every figure and the verdict are the same. */
  readonly differences: readonly Difference[];
  /** The same bits; else the same to what other processors round differently. */
  readonly exact: boolean;
}

/** The same version gives the same bits; processors and engines round exp and sin differently, and what is measured carries that on. */
const ROUNDING = 1e-9;
/** What rounding makes of 0, as a share of the largest figure that is compared. */
const OF_NOTHING = 1e-13;

/**
 * Repeats a certificate from its problem and protocol, and compares everything but the versions: each figure to the rounding of its own
 * size and of the largest that is compared with a bound, words letter by letter.
 *
 * The case and the documented verdict are not measured: they have to be the name of the problem and none, or those of a
 * documented case with all of its problem and protocol. The witness has to be what the certificate's own checks say.
 * @throws InputError and NumericalError as `examine`
 */
export function rerun(then: Certificate, options: ExamineOptions = {}): Rerun {
  const { proposition, form, on, case: name, problem, protocol, expected } = then;
  const request: Request = { proposition, form, on, case: name, problem, protocol, expected };
  const certificate = examine(request, options);
  const fresh = { ...certificate, ...known(then), versions: then.versions };
  return {
    certificate,
    // the words of a witness carry figures of its own run
    differences: differences(then, { ...fresh, witness: witnessOf(fresh.verdict, then.checks) }, "", scaleOf(fresh)),
    exact: JSON.stringify(then) === JSON.stringify(fresh),
  };
}

/** The case and the documented verdict as they should be. */
function known({
  proposition,
  form,
  on,
  case: name,
  problem,
  protocol,
}: Certificate): Pick<Certificate, "case" | "expected"> {
  const own = String(problem["name"]);
  const documented = documentedSet().find(
    (each) =>
      each.proposition === proposition &&
      each.form === form &&
      each.on === on &&
      each.case === name &&
      isSame(each.problem, problem) &&
      isSame(each.protocol, protocol),
  );
  return documented ? { case: name, expected: documented.expected } : { case: own, expected: null };
}

/** Whether plain data is the same once written as JSON and read, in whatever order. */
const isSame = (one: unknown, other: unknown): boolean =>
  differences(JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(other)), "", null).length === 0;

/** The largest figure that is compared, as it was found now: what the certificate itself says could be forged. */
const scaleOf = ({ checks }: Certificate): number =>
  checks.reduce((most, { measured, bound }) => Math.max(most, Math.abs(measured ?? 0), Math.abs(bound ?? 0)), 0);

/** @param scale of what is compared; null to compare exactly */
function differences(then: unknown, now: unknown, path: string, scale: number | null): Difference[] {
  if (typeof then === "number" && typeof now === "number") {
    const allowed = scale === null ? 0 : ROUNDING * Math.abs(now) + OF_NOTHING * scale;
    return Math.abs(then - now) <= allowed ? [] : [{ path, then, now }];
  }
  if (typeof then !== "object" || then === null || typeof now !== "object" || now === null)
    return then === now ? [] : [{ path, then, now }];
  const [old, fresh] = [then as Record<string, unknown>, now as Record<string, unknown>];
  return [...new Set([...Object.keys(old), ...Object.keys(fresh)])].flatMap((key) =>
    differences(old[key], fresh[key], Array.isArray(then) ? `${path}[${key}]` : path ? `${path}.${key}` : key, scale),
  );
}
