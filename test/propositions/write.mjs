// npm run propositions: rewrites docs/propositions.md from certificates that are made now.
import { writePage } from "../page-writer.mjs";

await writePage(new URL("document.ts", import.meta.url), "propositionsDocument", "propositions.md");
