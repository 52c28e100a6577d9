import type { Certificate } from "../propositions/certificate.js";
import { asDocumented } from "../propositions/verify.js";
import { printable } from "./terminal.js";
import { figure, textTable, type Row } from "./text-table.js";

/** Certificates for people: under each statement the cases it was examined on. */
export function verifyTable(certificates: readonly Certificate[]): string {
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
  const last = odd === 0 ? "all as documented" : `${odd} of ${certificates.length} not as documented`;
  return `${textTable(rows)}${certificates.length} certificates, ${last}\n`;
}

const VERDICTS = { holds: "holds", fails: "FAILS", "not-applicable": "does not apply" } as const;

const caseRows = (certificate: Certificate): Row[] => [
  [
    `  ${printable(certificate.case)}: ${VERDICTS[certificate.verdict]}${asDocumented(certificate) ? "" : `, expected: ${certificate.expected ?? "holds"}`}`,
  ],
  ...(certificate.reason === null ? [] : [[`    ${printable(certificate.reason)}`] as const]),
  ...certificate.checks.map((check): Row => [
    `    ${figure(check.measured)}`,
    `${SIGNS[check.relation]} ${figure(check.bound)}`,
    `+- ${figure(check.tolerance)}`,
    check.holds ? "" : "fails",
    printable(check.quantity),
  ]),
];

const SIGNS = { equal: "=", "at-least": ">=", "at-most": "<=" } as const;
