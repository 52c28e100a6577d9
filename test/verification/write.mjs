// npm run verification: rewrites docs/verification.md.
import { writePage } from "../page-writer.mjs";

await writePage(new URL("document.ts", import.meta.url), "verificationDocument", "verification.md");
