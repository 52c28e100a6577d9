import { InputError } from "../errors.js";
import { problemJsonSchema } from "../problem/schema.js";
import { certificateJsonSchema } from "../propositions/certificate.js";
import { EXIT } from "./options.js";

const schemas: Readonly<Record<string, () => object>> = {
  problem: problemJsonSchema,
  certificate: certificateJsonSchema,
};

/** `schema [OF]`: prints the JSON Schema of problem files, or of certificates. Gives the exit code. */
export function schema(of: string): Promise<number> {
  if (!Object.hasOwn(schemas, of))
    throw new InputError({
      code: "bad-argument",
      path: "OF",
      expected: "problem or certificate",
      found: JSON.stringify(of.slice(0, 40)),
    });
  process.stdout.write(`${JSON.stringify(schemas[of](), null, 2)}\n`);
  return Promise.resolve(EXIT.done);
}
