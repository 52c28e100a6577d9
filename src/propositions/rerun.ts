import type { Certificate, Request } from "./certificate.js";
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

/** Repeats a certificate from its problem and protocol, and compares every figure. */
export function rerun(then: Certificate, options: ExamineOptions = {}): Rerun {
  const { proposition, form, on, case: name, problem, protocol, expected } = then;
  const request: Request = { proposition, form, on, case: name, problem, protocol, expected };
  const certificate = examine(request, options);
  const ignored = { versions: then.versions };
  const [old, fresh] = [then, { ...certificate, ...ignored }];
  return {
    certificate,
    differences: differences(old, fresh, "", scaleOf(then)),
    exact: JSON.stringify(old) === JSON.stringify(fresh),
  };
}

/** What rounding is measured by: tolerances and margins are differences of the figures compared. */
const scaleOf = ({ checks }: Certificate): number =>
  checks.reduce((most, { measured, bound }) => Math.max(most, Math.abs(measured ?? 0), Math.abs(bound ?? 0)), 0);

function differences(then: unknown, now: unknown, path: string, scale: number): Difference[] {
  if (typeof then === "number" && typeof now === "number") {
    const apart = Math.abs(then - now);
    return apart <= ROUNDING * Math.max(Math.abs(then), scale) ? [] : [{ path, then, now }];
  }
  // words repeat figures to six digits, which rounding may change
  if (typeof then === "string" && typeof now === "string" && /\d/.test(then)) return [];
  if (typeof then !== "object" || then === null || typeof now !== "object" || now === null)
    return then === now ? [] : [{ path, then, now }];
  const [old, fresh] = [then as Record<string, unknown>, now as Record<string, unknown>];
  return [...new Set([...Object.keys(old), ...Object.keys(fresh)])].flatMap((key) =>
    differences(old[key], fresh[key], Array.isArray(then) ? `${path}[${key}]` : path ? `${path}.${key}` : key, scale),
  );
}
