import { InputError } from "../errors.js";
import { nearestName } from "./expression/expression.js";
import { pathText } from "./checked-statement.js";
import { refuseBadName } from "./names.js";
import { refuseForbiddenKey, valueFromYaml } from "./yaml-data.js";

type Data = Record<string, unknown>;

/** What a setting says: where, and what is to stand there, still as text. */
interface Setting {
  readonly left: string;
  readonly right: string;
  readonly keys: readonly string[];
}

/**
 * The data with settings `path=value` applied, e.g. `parameters.T=0.2`, `axes[0].cells=64`; the data given stay as they are.
 *
 * Values are YAML scalars or flow collections. Missing mappings on the way are made; the schema decides afterwards
 * whether the place may exist. All are applied before any is judged, a whole before its parts, whatever their order; of
 * two for the same place the last counts.
 * @throws InputError for a malformed setting, a place inside something that has no places, or a parameter that has a bad name
 *   or that nobody uses.
 */
export function withSettings(data: Data, settings: readonly string[]): Data {
  const copy = structuredClone(data);
  // sorting keeps the order of those as deep
  const ordered = settings.map(settingIn).sort((a, b) => a.keys.length - b.keys.length);
  const wholes = ordered.filter(({ keys }) => keys.length === 1);
  for (const setting of wholes) apply(copy, setting);
  const known = Object.keys(mappingIn(copy, "parameters"));
  for (const setting of ordered.slice(wholes.length)) apply(copy, setting);
  for (const { keys } of ordered) refuseStrangeParameter(copy, keys, known);
  return copy;
}

/** @throws InputError for what is no `path=value`. */
function settingIn(text: string): Setting {
  const at = text.indexOf("=");
  const left = text.slice(0, Math.max(at, 0)).trim();
  const right = text.slice(at + 1);
  if (!/^[^.[\]\s]+(\.[^.[\]\s]+|\[\d{1,9}\])*$/.test(left) || right.trim() === "")
    throw new InputError({
      code: "bad-setting",
      path: "--set",
      expected: "path=value, e.g. parameters.T=0.2 or axes[0].cells=64",
      found: JSON.stringify(text.slice(0, 80)),
    });
  const keys = left.split(/[.[\]]+/).filter((key) => key !== "");
  for (const key of keys) refuseForbiddenKey(key, left);
  return { left, right, keys };
}

function apply(data: Data, { left, right, keys }: Setting): void {
  let place: unknown = data;
  const path: (string | number)[] = [];
  keys.forEach((key, depth) => {
    const container = place as Data | unknown[];
    const isIndex = Array.isArray(container) && /^\d{1,9}$/.test(key);
    path.push(isIndex ? Number(key) : key);
    if (Array.isArray(container) && !(isIndex && Number(key) < container.length))
      throw badPlace(path, `an index below ${container.length}`, isIndex ? key : JSON.stringify(key));
    const holder = container as Data;
    if (depth === keys.length - 1) {
      holder[key] = valueFromYaml(right, left);
      return;
    }
    if (!Object.hasOwn(holder, key) || holder[key] === null) holder[key] = {};
    place = holder[key];
    if (typeof place !== "object")
      throw badPlace(path, "a mapping or a list to set something in", JSON.stringify(place));
  });
}

/** A misspelt parameter would otherwise change nothing and be noticed by nobody. */
function refuseStrangeParameter(data: Data, keys: readonly string[], known: readonly string[]): void {
  const [top, name] = keys;
  if (top !== "parameters" || keys.length !== 2 || name === undefined || known.includes(name)) return;
  refuseBadName(name, "parameter", `parameters.${name}`, []);
  if (mentions(data, name)) return;
  const near = nearestName(name, known);
  throw new InputError({
    code: "unknown-parameter",
    path: `parameters.${name}`,
    expected: known.length > 0 ? `one of the parameters ${known.join(", ")}` : "a parameter the problem uses",
    found: `"${name}", which no expression uses`,
    remedy: near === null ? undefined : `Did you mean "${near}"?`,
  });
}

const mappingIn = (data: Data, key: string): object => {
  const value = data[key];
  return typeof value === "object" && value !== null ? value : {};
};

function mentions(value: unknown, name: string): boolean {
  if (typeof value === "string") return value.split(/[^A-Za-z0-9_]+/).includes(name);
  return typeof value === "object" && value !== null && Object.values(value).some((part) => mentions(part, name));
}

const badPlace = (keys: readonly (string | number)[], expected: string, found: string): InputError =>
  new InputError({ code: "bad-setting", path: pathText(keys), expected, found: found.slice(0, 60) });
