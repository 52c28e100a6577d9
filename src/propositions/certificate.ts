import { z } from "zod";
import { InputError } from "../errors.js";
import { described, expectation, pathText } from "../problem/checked-statement.js";
import { decisive, type Check } from "./check.js";

const figure = z.number().nullable();

const check = z.strictObject({
  quantity: z.string().describe("What is compared, in words."),
  measured: figure,
  relation: z.enum(["equal", "at-least", "at-most"]).describe("How the measured figure has to stand to the bound."),
  bound: figure,
  tolerance: z.number().min(0).nullable().describe("How far the measured figure may be on the wrong side."),
  toleranceFrom: z.string().describe("Where the tolerance comes from."),
  margin: figure.describe("Room that is left; negative where the comparison fails."),
  holds: z.boolean().nullable().describe("null where the comparison cannot be made."),
  reason: z.string().nullable().describe("Why it cannot be made."),
});

const certificate = z.strictObject({
  proposition: z.enum(["stationary-distribution", "entropy-production", "transition-criterion"]),
  form: z.enum(["literal", "amended"]).describe("As written in the literature, or as it holds."),
  on: z.enum(["density", "particles", "landscapes", "mean-field"]).describe("What it was measured on."),
  case: z.string().describe("What the problem shows."),
  statement: z.string().describe("What is claimed."),
  problem: z.record(z.string(), z.unknown()).describe("The problem as resolved: a problem file as JSON."),
  protocol: z
    .record(z.string(), z.union([z.number(), z.array(z.number())]))
    .describe("The numbers the measurement was made with, besides those of the problem."),
  measured: figure.describe("Of the check that decides; null where none was made."),
  bound: figure,
  tolerance: figure,
  toleranceFrom: z.string().nullable(),
  margin: figure,
  checks: z.array(check).describe("All comparisons; the verdict is `holds` when each that can be made holds."),
  figures: z.record(z.string(), figure).describe("What else was measured."),
  verdict: z.enum(["holds", "fails", "not-applicable"]),
  reason: z.string().nullable().describe("Why it does not apply."),
  witness: z.string().nullable().describe("What shows that it fails."),
  expected: z
    .enum(["holds", "fails", "not-applicable"])
    .nullable()
    .describe("The documented verdict, if there is one."),
  seed: z.number().nullable().describe("Of the random numbers, where there are any."),
  versions: z.record(z.string(), z.string()),
  reference: z.string(),
});

/** A proposition examined on a problem: plain data, enough to repeat it. */
export type Certificate = Readonly<z.infer<typeof certificate>>;
export type Proposition = Certificate["proposition"];
export type Form = Certificate["form"];
export type Verdict = Certificate["verdict"];

/** What a certificate is asked for. */
export type Request = Pick<Certificate, "proposition" | "form" | "on" | "case" | "problem" | "protocol"> & {
  readonly expected: Verdict | null;
};

/** What a measurement has found. */
export interface Finding {
  readonly checks: readonly Check[];
  readonly figures?: Readonly<Record<string, number>>;
  /** Why the proposition says nothing about this problem; the checks are then shown and decide nothing. */
  readonly reason?: string | null;
  readonly seed?: number | null;
}

/** The certificate that a finding makes of a request. */
export function certificateOf(
  request: Request,
  { statement, reference }: { readonly statement: string; readonly reference: string },
  { checks, figures = {}, reason = null, seed = null }: Finding,
  versions: Readonly<Record<string, string>>,
): Certificate {
  const decided = decisive(checks);
  const verdict = reason !== null || !decided ? "not-applicable" : decided.holds ? "holds" : "fails";
  return {
    proposition: request.proposition,
    form: request.form,
    on: request.on,
    case: request.case,
    statement,
    problem: request.problem,
    protocol: request.protocol,
    measured: decided && decided.measured,
    bound: decided && decided.bound,
    tolerance: decided && decided.tolerance,
    toleranceFrom: decided && decided.toleranceFrom,
    margin: decided && decided.margin,
    checks: [...checks],
    figures: Object.fromEntries(
      Object.entries(figures).map(([name, value]) => [name, Number.isFinite(value) ? value : null]),
    ),
    verdict,
    reason: reason ?? (decided ? null : `nothing could be measured${checks[0]?.reason ? `: ${checks[0].reason}` : ""}`),
    witness: witnessOf(verdict, checks),
    expected: request.expected,
    seed,
    versions: { ...versions },
    reference,
  };
}

const RELATIONS = { equal: "equal to", "at-least": "at least", "at-most": "at most" } as const;

/** What shows that a proposition fails, in words; null unless it does. */
export function witnessOf(verdict: Verdict, checks: readonly Check[]): string | null {
  const decided = decisive(checks);
  return verdict === "fails" && decided ? worded(decided) : null;
}

const worded = ({ quantity, measured, relation, bound, tolerance }: Check): string =>
  `${quantity} is ${shown(measured)}, which is not ${RELATIONS[relation]} ${shown(bound)} within ${shown(tolerance)}`;

const shown = (value: number | null): string => (value === null ? "no number" : String(Number(value.toPrecision(6))));

/** The JSON Schema (2020-12) of certificates. */
export const certificateJsonSchema = (): object => ({
  ...z.toJSONSchema(certificate, { io: "input" }),
  title: "A fokker-planck certificate",
  description: "A proposition examined on a problem: what was measured, against what, within what, and the verdict.",
});

/**
 * A certificate read from JSON.
 * @throws InputError where it is none, naming the place
 */
export function certificateFromData(data: unknown): Certificate {
  // jitless: zod would otherwise compile its checks with new Function, which strict content policies forbid.
  const result = certificate.safeParse(data, { jitless: true });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const isOne = isCertificate(data);
  const found = valueAt(data, issue.path);
  throw new InputError({
    code: "bad-certificate",
    path: isOne ? pathText(issue.path) : "",
    expected:
      isOne && issue.code !== "unrecognized_keys" ? expectation(issue) : "a certificate, as `verify --json` prints it",
    found: !isOne
      ? `${described(data)} without the keys of one`
      : issue.code === "unrecognized_keys"
        ? `unknown key ${described(issue.keys[0])}`
        : described(found),
    remedy:
      isOne && found === undefined
        ? "An earlier version wrote it, which did not state this: make it anew with `fokker-planck verify`, or `verify FILE` with the problem it was made of."
        : "`fokker-planck schema certificate` prints what belongs into one.",
  });
}

/** Whether something looks like a certificate, if not one of this version. */
const isCertificate = (data: unknown): boolean =>
  typeof data === "object" &&
  data !== null &&
  ["proposition", "form", "checks", "versions"].every((key) => key in data);

/** What is at a place, if anything. */
const valueAt = (data: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key], data);
