import { InputError } from "../errors.js";
import type { Certificate, Request } from "../propositions/certificate.js";
import { documentedSet } from "../propositions/documented-set.js";
import { requestsFor } from "../propositions/own-problem.js";
import { asDocumented, verification } from "../propositions/verify.js";
import { prepareRunDirectory } from "../store/output-place.js";
import { writeCertificates } from "../store/certificates.js";
import { packageVersion } from "../store/version.js";
import { reportInterruption } from "./failure.js";
import { inTurns } from "./in-turns.js";
import { notices } from "./notices.js";
import { EXIT, type VerifyOptions } from "./options.js";
import { readProblem } from "./problem-file.js";
import { shareBar } from "./share-bar.js";
import { terminalOf } from "./terminal.js";
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
  if (!certificates) return reportInterruption("the certificates were on their way", json);
  if (!json) process.stdout.write(verifyTable(certificates));
  if (out !== undefined) writeCertificates(out, { force }, certificates);
  if (json) process.stdout.write(`${JSON.stringify({ certificates })}\n`);
  else if (out !== undefined) process.stdout.write(`\nwritten to ${out}\n`);
  return certificates.every(asDocumented) ? EXIT.done : EXIT.notAgreed;
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
  notices(options.quiet ?? false).say(problem.warnings);
  return requestsFor(problem);
}

/** @returns null when interrupted */
async function certified(requests: readonly Request[], silent: boolean): Promise<Certificate[] | null> {
  const bar = process.stderr.isTTY && !silent ? await shareBar(terminalOf(process.stderr)) : undefined;
  const versions = { "fokker-planck": packageVersion(), node: process.versions.node };
  const run = (signal: AbortSignal): Promise<Certificate[] | null> =>
    inTurns(verification(requests, { versions }), signal, ({ request, done }) => bar?.update(request.case, done));
  return untilInterrupted(run).finally(() => bar?.stop());
}
