import { problemJsonSchema } from "../problem/schema.js";
import { EXIT } from "./options.js";

/** `schema`: prints the JSON Schema of problem files. Gives the exit code. */
export function schema(): Promise<number> {
  process.stdout.write(`${JSON.stringify(problemJsonSchema(), null, 2)}\n`);
  return Promise.resolve(EXIT.done);
}
