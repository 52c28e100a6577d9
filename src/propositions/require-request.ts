import { InputError } from "../errors.js";
import { described } from "../problem/checked-statement.js";
import type { Request } from "./certificate.js";
import { statements } from "./statements.js";

/**
 * Refuses what are no requests, where a program in plain JavaScript has passed them: a problem, say.
 * @throws InputError `not-a-request`
 */
export function requireRequests(requests: readonly Request[]): void {
  const given: unknown = requests;
  if (!Array.isArray(given)) throw refused("a list of requests", given);
  requests.forEach(requireRequest);
}

/** As {@link requireRequests}, for one of them. */
export function requireRequest(request: Request): void {
  const given: unknown = request;
  const named = typeof given === "object" && given !== null ? (given as Partial<Request>) : {};
  const { proposition = "", form = "", protocol } = named;
  const forms = Object.entries(statements).find(([known]) => known === proposition)?.[1];
  if (forms && Object.keys(forms).includes(form) && typeof protocol === "object" && protocol !== null) return;
  throw refused("a request: a proposition, a form, what it is made on, a problem and a protocol", given);
}

const refused = (expected: string, given: unknown): InputError =>
  new InputError({
    code: "not-a-request",
    path: "",
    expected,
    found: typeof given === "object" && given !== null && "grid" in given ? "a problem" : described(given),
    remedy: "requestsFor(problem) gives those that apply to a problem, documentedSet() those that are documented.",
  });
