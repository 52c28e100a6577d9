import type { Certificate } from "../propositions/certificate.js";
import { asDocumented } from "../propositions/verify.js";
import { printable } from "./terminal.js";
import { figure, textTable, type Row } from "./text-table.js";

/** Certificates for people: under each statement the cases it was examined on. `missing` is how many were not finished. */
export function verifyTable(certificates: readonly Certificate[], missing = 0): string {
  const groups = [...new Set(certificates.map(({ statement }) => statement))].map((statement) =>
    certificates.filter((certificate) => certificate.statement === statement),
  );
  const rows: Row[] = groups.flatMap((group): Row[] => [
    [`${group[0].proposition}, ${group[0].form}`],
    [`  ${group[0].statement}`],
    ...group.flatMap(caseRows),
    [""],
  ]);
  const odd = certificates.filter((certificate) => !asDocumented(certificate)).length;
  const own = certificates.every(({ expected }) => expected === null);
  const sound = own ? "no amended form that applies fails" : "all as documented";
  const last =
    odd === 0 ? sound : `${odd} of ${certificates.length} ${own ? "amended and yet failing" : "not as documented"}`;
  const count = missing === 0 ? "" : ` of ${certificates.length + missing}, the others were not finished`;
  return `${textTable(rows)}${certificates.length} certificates${count}, ${last}\n`;
}

const VERDICTS = { holds: "holds", fails: "FAILS", "not-applicable": "does not apply" } as const;

const caseRows = (certificate: Certificate): Row[] => [
  [`  ${printable(certificate.case)}: ${VERDICTS[certificate.verdict]}${oddness(certificate)}`],
  ...(certificate.reason === null ? [] : [[`    ${printable(certificate.reason)}`] as const]),
  ...certificate.checks.map((check): Row => [
    `    ${figure(check.measured)}`,
    `${SIGNS[check.relation]} ${figure(check.bound)}`,
    `+- ${figure(check.tolerance)}`,
    check.holds === null ? "not made" : check.holds ? "" : "fails",
    printable(check.reason === null ? check.quantity : `${check.quantity}: ${check.reason}`),
  ]),
];

/** Nothing is documented of a user's own problem, but an amended form is to hold wherever it applies. */
function oddness(certificate: Certificate): string {
  if (asDocumented(certificate)) return "";
  const { expected, proposition } = certificate;
  if (expected !== null) return `, expected: ${expected}`;
  return proposition === "transition-criterion"
    ? ", which a criterion may and a theorem may not"
    : ", though it is to hold wherever it applies";
}

const SIGNS = { equal: "=", "at-least": ">=", "at-most": "<=" } as const;
