import { markdownOf } from "./table.js";
import { allTables } from "./tables.js";

/** The text of docs/verification.md. */
export const verificationDocument = (): string =>
  [
    `# Verification

Measured by \`npm run verification\`, which rewrites this page from the built library; nothing here is typed by hand. The
tests measure the same and hold it to what is allowed (test/known and test/convergence, with the reasons), and another
test recomputes some rows and compares them with this page. Mass, positivity, detailed balance and the identities of the
ledger are properties and not figures: see test/structure, test/steppers, test/ledger and test/stationary.`,
    ...allTables().map(markdownOf),
  ].join("\n\n") + "\n";
