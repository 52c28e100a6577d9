import { verify } from "../../src/propositions/verify.js";
import { propositionsPage } from "./page.js";

/** The text of docs/propositions.md. */
export const propositionsDocument = (): string => propositionsPage(verify());
