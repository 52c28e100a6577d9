import { InputError } from "../errors.js";
import type { Certificate, Request } from "../propositions/certificate.js";
import { documentedSet } from "../propositions/documented-set.js";
import { requestsFor } from "../propositions/own-problem.js";
import { asDocumented, verification } from "../propositions/verify.js";
import { resetsLeftOut } from "../solve/left-out.js";
import { prepareRunDirectory } from "../store/output-place.js";
import { writeCertificates } from "../store/certificates.js";
import { packageVersion } from "../store/version.js";
import { reportInterruption } from "./failure.js";
import { inTurns } from "./in-turns.js";
import { notices } from "./notices.js";
import { EXIT, type VerifyOptions } from "./options.js";
import { readProblem } from "./problem-file.js";
import { shareBar } from "./share-bar.js";
import { printable, terminalOf } from "./terminal.js";
import { untilInterrupted } from "./until-interrupted.js";
import { verifyTable } from "./verify-table.js";

/** A certificate is some 5 kB. */
const CERTIFICATE_BYTES = 16384;

/** `verify [FILE]`: examines the propositions, prints and writes the certificates. Gives the exit code. */
export async function verifyPropositions(file: string | undefined, options: VerifyOptions): Promise<number> {
  const { json = false, quiet = false, force = false, out } = options;
  const requests = requestsOf(file, options);
  if (out !== undefined) prepareRunDirectory(out, { force }, CERTIFICATE_BYTES * requests.length);
  const certificates = await certified(requests, json || quiet);
  const missing = requests.slice(certificates.length).map(nameOf);
  if (certificates.length === 0) return reportInterruption("no certificate was finished, and nothing is kept", json);
  if (!json) process.stdout.write(verifyTable(certificates, missing.length));
  if (out !== undefined) writeCertificates(out, { force }, certificates, missing);
  if (json) process.stdout.write(`${JSON.stringify({ certificates, ...(missing.length > 0 ? { missing } : {}) })}\n`);
  else if (out !== undefined) process.stdout.write(`\nwritten to ${out}\n`);
  if (missing.length > 0) return reportIncomplete(certificates, missing, out);
  return certificates.every(asDocumented) ? EXIT.done : EXIT.notAgreed;
}

const nameOf = ({ proposition, form, case: name }: Pick<Request, "proposition" | "form" | "case">): string =>
  `${proposition}, ${form}, ${name}`;

/** Ctrl-C after some of the certificates: they are kept, and what is missing is said. Gives the exit code. */
function reportIncomplete(
  certificates: readonly Certificate[],
  missing: readonly string[],
  out: string | undefined,
): number {
  const kept = out === undefined ? "" : ` and are in ${out}`;
  const words = `interrupted: ${certificates.length} of ${certificates.length + missing.length} certificates were finished${kept}; the set is incomplete, without\n${missing.map((name) => `  ${name}\n`).join("")}`;
  process.stderr.write(printable(words));
  return EXIT.interrupted;
}

function requestsOf(file: string | undefined, options: VerifyOptions): Request[] {
  if (file === undefined) {
    if (options.set)
      throw new InputError({
        code: "bad-option",
        path: "--set",
        expected: "a problem file beside it",
        found: "the documented set, which is as it stands",
      });
    return documentedSet();
  }
  const problem = readProblem(file, options);
  notices(options.quiet ?? false).say([...problem.warnings, ...resetsLeftOut(problem, "A stationary distribution")]);
  return requestsFor(problem);
}

/** @returns those that were finished: when interrupted, fewer than requests */
async function certified(requests: readonly Request[], silent: boolean): Promise<readonly Certificate[]> {
  const bar = process.stderr.isTTY && !silent ? await shareBar(terminalOf(process.stderr)) : undefined;
  const versions = { "fokker-planck": packageVersion(), node: process.versions.node };
  let finished: readonly Certificate[] = [];
  const run = (signal: AbortSignal): Promise<Certificate[] | null> =>
    inTurns(verification(requests, { versions }), signal, ({ request, done, certificates }) => {
      finished = certificates;
      bar?.update(request.case, done);
    });
  return (await untilInterrupted(run).finally(() => bar?.stop())) ?? finished;
}
