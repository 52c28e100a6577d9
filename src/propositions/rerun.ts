import { witnessOf, type Certificate, type Request } from "./certificate.js";
import { decisive, type Check } from "./check.js";
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

/** Processors and engines round exp and sin differently; what is measured carries that a few digits further. */
const ROUNDING = 1e-8;
/** What decides nothing: a part of a tolerance so small. */
const UNDECIDED = 1e-3;

/**
 * Repeats a certificate from its problem and protocol, and compares everything but the versions: each figure against its own
 * size and the tolerance of its own check, words letter by letter.
 *
 * The case and the documented verdict are not measured: they have to be the name of the problem and none, or those of a
 * documented case of a problem of that name. The witness has to be what the certificate's own checks say.
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
  expected,
}: Certificate): Pick<Certificate, "case" | "expected"> {
  const own = String(problem["name"]);
  const documented = documentedSet().find(
    (each) =>
      each.proposition === proposition &&
      each.form === form &&
      each.on === on &&
      each.case === name &&
      each.problem["name"] === own,
  );
  if (!documented) return { case: own, expected: null };
  return { case: name, expected: expected === null ? null : documented.expected };
}

/** Of figures that belong to no check: against the least of all tolerances. */
const scaleOf = ({ checks }: Certificate): number =>
  checks.reduce(
    (least, { tolerance }) => (tolerance ? Math.min(least, tolerance) : least),
    decisive(checks)?.tolerance ?? 0,
  );

function differences(then: unknown, now: unknown, path: string, tolerance: number): Difference[] {
  if (typeof then === "number" && typeof now === "number") {
    const allowed = Math.max(ROUNDING * Math.abs(then), UNDECIDED * tolerance);
    return Math.abs(then - now) <= allowed ? [] : [{ path, then, now }];
  }
  if (typeof then !== "object" || then === null || typeof now !== "object" || now === null)
    return then === now ? [] : [{ path, then, now }];
  const [old, fresh] = [then as Record<string, unknown>, now as Record<string, unknown>];
  const own = ownTolerance(fresh) ?? tolerance;
  return [...new Set([...Object.keys(old), ...Object.keys(fresh)])].flatMap((key) =>
    differences(
      old[key],
      fresh[key],
      Array.isArray(then) ? `${path}[${key}]` : path ? `${path}.${key}` : key,
      // what stands beside a tolerance is measured by it; the problem and the figures are not
      key === "figures" || key === "checks" ? tolerance : own,
    ),
  );
}

/** The tolerance that was found now: what the certificate itself says could be forged. */
const ownTolerance = (data: Partial<Record<keyof Check, unknown>>): number | null =>
  typeof data.tolerance === "number" ? data.tolerance : null;
