import type { Certificate, Request } from "./certificate.js";
import { documentedSet } from "./documented-set.js";
import { examine, type ExamineOptions } from "./examine.js";
import { instruments, remembering } from "./instruments.js";
import { requireRequests } from "./require-request.js";

/** How far a verification is. */
export interface VerificationProgress {
  /** What comes next. */
  readonly request: Request;
  /** Share of the requests that is done. */
  readonly done: number;
  /** What they gave so far, in order. */
  readonly certificates: readonly Certificate[];
}

/**
 * Examines the propositions about learning dynamics as a stochastic process, each as written and as it holds, and gives a
 * certificate for each case: by default the documented set.
 * @throws InputError and NumericalError as `examine`
 */
export function verify(requests: readonly Request[] = documentedSet(), options: ExamineOptions = {}): Certificate[] {
  const run = verification(requests, options);
  for (;;) {
    const { done, value } = run.next();
    if (done) return value;
  }
}

/**
 * As {@link verify}, yielding what is about to be examined.
 * @throws InputError for what are no requests at once, all others at the call of `next` that meets them
 */
export function verification(
  requests: readonly Request[] = documentedSet(),
  options: ExamineOptions = {},
): Generator<VerificationProgress, Certificate[]> {
  requireRequests(requests);
  return examined(requests, options);
}

function* examined(
  requests: readonly Request[],
  options: ExamineOptions,
): Generator<VerificationProgress, Certificate[]> {
  const certificates: Certificate[] = [];
  const tools = remembering(options.instruments ?? instruments);
  for (const [k, request] of requests.entries()) {
    yield { request, done: k / requests.length, certificates: [...certificates] };
    certificates.push(examine(request, { ...options, instruments: tools }));
  }
  return certificates;
}

/**
 * Whether a certificate says what is documented; where nothing is documented (a user's own problem), whether an amended
 * form that applies holds: a literal one may do either.
 */
export const asDocumented = ({ expected, verdict, form }: Certificate): boolean =>
  expected === null ? form === "literal" || verdict !== "fails" : verdict === expected;
