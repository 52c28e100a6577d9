import { buildProblem } from "./build.js";
import { checkedStatement } from "./checked-statement.js";
import type { Problem } from "./problem.js";
import { withSettings } from "./settings.js";
import { dataFromYaml, refuseForeignData } from "./yaml-data.js";

export interface ReadingOptions {
  /** Changes `path=value` made to the data before they are checked, e.g. `parameters.T=0.2`. */
  readonly set?: readonly string[];
  /** Name or path of the file: its stem names a problem that names itself not. */
  readonly fileName?: string;
}

/**
 * The problem a YAML 1.2 or JSON text states.
 * @throws InputError when the text cannot be read, a key is unknown, or a value is none that may stand there.
 */
export const parseProblem = (text: string, options: ReadingOptions = {}): Problem =>
  fromPlainData(dataFromYaml(text), options);

/**
 * The problem that plain data state, as read from JSON.
 * @throws InputError as {@link parseProblem}.
 */
export function problemFromData(data: unknown, options: ReadingOptions = {}): Problem {
  refuseForeignData(data);
  return fromPlainData(data as Record<string, unknown>, options);
}

const fromPlainData = (data: Record<string, unknown>, { set = [], fileName }: ReadingOptions): Problem =>
  buildProblem(checkedStatement(withSettings(data, set), "file"), stem(fileName));

const stem = (fileName: string | undefined): string =>
  (fileName ?? "").replace(/^.*[/\\]/, "").replace(/\.(ya?ml|json)$/i, "") || "problem";
