import { readFileSync } from "node:fs";

interface Entry {
  readonly id: string;
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
}

const { problems } = JSON.parse(readFileSync(new URL("../reference/known-answers.json", import.meta.url), "utf8")) as {
  readonly problems: readonly Entry[];
};

function entry(id: string): Entry {
  const found = problems.find((problem) => problem.id === id);
  if (!found) throw new Error(`known-answers.json has no ${id}`);
  return found;
}

export const nameOf = (id: string): string => entry(id).name;

/** A value of test/reference/known-answers.json, to its 13 or more digits. */
export function exactValue(id: string, quantity: string): number {
  const { values } = entry(id);
  if (!Object.hasOwn(values, quantity)) throw new Error(`${id} has no ${quantity}`);
  return Number(values[quantity]);
}
