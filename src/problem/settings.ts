import { InputError } from "../errors.js";
import { nearestName } from "./expression/expression.js";
import { pathText } from "./checked-statement.js";
import { refuseForbiddenKey, valueFromYaml } from "./yaml-data.js";

type Data = Record<string, unknown>;

/**
 * The data with settings `path=value` applied, e.g. `parameters.T=0.2`, `axes[0].cells=64`; the data given stay as they are.
 *
 * Values are YAML scalars or flow collections. Missing mappings on the way are made; the schema decides afterwards
 * whether the place may exist.
 * @throws InputError for a malformed setting, a place inside something that has no places, or a parameter nobody uses.
 */
export function withSettings(data: Data, settings: readonly string[]): Data {
  const copy = structuredClone(data);
  for (const setting of settings) apply(copy, setting);
  return copy;
}

function apply(data: Data, setting: string): void {
  const at = setting.indexOf("=");
  const left = setting.slice(0, Math.max(at, 0)).trim();
  const right = setting.slice(at + 1);
  if (!/^[^.[\]\s]+(\.[^.[\]\s]+|\[\d{1,9}\])*$/.test(left) || right.trim() === "")
    throw new InputError({
      code: "bad-setting",
      path: "--set",
      expected: "path=value, e.g. parameters.T=0.2 or axes[0].cells=64",
      found: JSON.stringify(setting.slice(0, 80)),
    });
  const keys = left.split(/[.[\]]+/).filter((key) => key !== "");
  for (const key of keys) refuseForbiddenKey(key, left);
  refuseUnusedParameter(data, keys);
  let place: unknown = data;
  keys.forEach((key, depth) => {
    const container = place as Data | unknown[];
    if (Array.isArray(container) && !(/^\d{1,9}$/.test(key) && Number(key) < container.length))
      throw badPlace(keys.slice(0, depth + 1), `an index below ${container.length}`, JSON.stringify(key));
    const holder = container as Data;
    if (depth === keys.length - 1) {
      holder[key] = valueFromYaml(right, left);
      return;
    }
    if (!Object.hasOwn(holder, key) || holder[key] === null) holder[key] = {};
    place = holder[key];
    if (typeof place !== "object")
      throw badPlace(keys.slice(0, depth + 1), "a mapping or a list to set something in", JSON.stringify(place));
  });
}

/** A misspelt parameter would otherwise change nothing and be noticed by nobody. */
function refuseUnusedParameter(data: Data, keys: readonly string[]): void {
  const [top, name] = keys;
  if (top !== "parameters" || keys.length !== 2 || name === undefined) return;
  const known = typeof data["parameters"] === "object" ? Object.keys(data["parameters"] ?? {}) : [];
  if (known.includes(name) || mentions(data, name)) return;
  const near = nearestName(name, known);
  throw new InputError({
    code: "unknown-parameter",
    path: `parameters.${name}`,
    expected: known.length > 0 ? `one of the parameters ${known.join(", ")}` : "a parameter the problem uses",
    found: `"${name}", which no expression uses`,
    remedy: near === null ? undefined : `Did you mean "${near}"?`,
  });
}

function mentions(value: unknown, name: string): boolean {
  if (typeof value === "string") return value.split(/[^A-Za-z0-9_]+/).includes(name);
  return typeof value === "object" && value !== null && Object.values(value).some((part) => mentions(part, name));
}

const badPlace = (keys: readonly string[], expected: string, found: string): InputError =>
  new InputError({ code: "bad-setting", path: pathText(keys), expected, found: found.slice(0, 60) });
