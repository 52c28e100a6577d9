import { certificateFromData, type Certificate } from "../propositions/certificate.js";
import { instruments, remembering } from "../propositions/instruments.js";
import { rerun, type Rerun } from "../propositions/rerun.js";
import { InputError } from "../errors.js";
import { problemText } from "../store/problem-text.js";
import { packageVersion } from "../store/version.js";
import { writeCertificates } from "../store/certificates.js";
import { prepareRunDirectory } from "../store/output-place.js";
import { EXIT, type VerifyOptions } from "./options.js";
import { printable } from "./terminal.js";
import { figure } from "./text-table.js";
import { verifyTable } from "./verify-table.js";

/** `verify --rerun CERTIFICATE.json`: repeats certificates and compares their figures. Gives the exit code. */
export function rerunCertificates(file: string, problem: string | undefined, options: VerifyOptions): Promise<number> {
  const { json = false, force = false, out } = options;
  if (problem !== undefined || options.set)
    throw new InputError({
      code: "bad-option",
      path: "--rerun",
      expected: "no problem and no --set beside it: a certificate holds its own problem",
      found: problem ?? "--set",
    });
  const stated = certificatesIn(file);
  if (out !== undefined) prepareRunDirectory(out, { force }, 2 * problemText(file).length);
  const versions = { "fokker-planck": packageVersion(), node: process.versions.node };
  const tools = remembering(instruments);
  const reruns = stated.map((certificate) => rerun(certificate, { versions, instruments: tools }));
  const certificates = reruns.map(({ certificate }) => certificate);
  if (!json) process.stdout.write(`${verifyTable(certificates)}\n${reruns.map(comparison).join("")}`);
  if (out !== undefined) writeCertificates(out, { force }, certificates);
  if (json)
    process.stdout.write(
      `${JSON.stringify({ certificates, rerun: reruns.map(({ differences, exact }) => ({ same: differences.length === 0, exact, differences })) })}\n`,
    );
  else if (out !== undefined) process.stdout.write(`\nwritten to ${out}\n`);
  return Promise.resolve(reruns.every(({ differences }) => differences.length === 0) ? EXIT.done : EXIT.notAgreed);
}

function comparison({ certificate, differences, exact }: Rerun): string {
  const name = printable(`${certificate.proposition}, ${certificate.form}, ${certificate.case}`);
  if (differences.length === 0) return `${name}: the same figures${exact ? ", bit for bit" : " to rounding"}\n`;
  const shown = (value: unknown): string => (typeof value === "number" ? figure(value) : JSON.stringify(value));
  return `${name}: NOT the same\n${differences
    .map(({ path, then, now }) => `  ${printable(path)}: ${shown(then)} then, ${shown(now)} now\n`)
    .join("")}`;
}

/**
 * One certificate, or what `verify --json` printed, or the run.json that it wrote.
 * @throws InputError where there is none
 */
function certificatesIn(file: string): Certificate[] {
  let data: unknown;
  const expected = "a certificate, as `verify --json` prints it";
  try {
    data = JSON.parse(problemText(file));
  } catch (error) {
    if (error instanceof InputError) {
      const { code, path, found, remedy } = error;
      throw new InputError({ code, path, expected, found, remedy }, error);
    }
    throw new InputError({ code: "not-json", path: file, expected, found: "no JSON" });
  }
  const list = (data as { certificates?: unknown } | null)?.certificates;
  if (!Array.isArray(list)) return [certificateFromData(data)];
  if (list.length === 0)
    throw new InputError({ code: "bad-certificate", path: file, expected: "a certificate", found: "an empty list" });
  return list.map(certificateFromData);
}
