import { InputError } from "../errors.js";
import type { Detector } from "../problem/reset.js";
import type { Watched } from "./detect.js";

/** The numbers of each detector, all above 0. */
const NUMBERS: { readonly [kind in Detector["kind"]]: readonly string[] } = {
  "consolidation-drop": ["threshold"],
  "consolidation-below": ["threshold"],
  plateau: ["rate", "during"],
  "gradient-collapse": ["norm"],
};

/** @throws InputError for what no problem could state, see `detections`. */
export function refuseBadDetector(detector: Detector): void {
  const stated = detector as Readonly<Record<string, unknown>> | null | undefined;
  const kinds = Object.keys(NUMBERS);
  const kind = kinds.find((name) => name === stated?.kind) as Detector["kind"] | undefined;
  if (!kind) refuse("detector.kind", `one of ${kinds.join(", ")}`, stated?.kind, "bad-value");
  for (const key of NUMBERS[kind]) {
    const value = stated![key];
    if (!(typeof value === "number" && value > 0 && value < Infinity))
      refuse(`detector.${key}`, "a finite number above 0", value);
  }
  const per = stated!.per;
  if (kind === "consolidation-drop" && per !== "time" && per !== "log")
    refuse("detector.per", '"time" or "log"', per, "bad-value");
}

const OPTIONS = ["cooldown", "limit"];

/** @throws InputError likewise. */
export function refuseBadOptions(options: unknown): void {
  if (!isObject(options)) refuse("options", "an object with cooldown and limit, or nothing", options, "bad-type");
  const unknown = Object.keys(options).find((key) => !OPTIONS.includes(key));
  if (unknown !== undefined)
    refuse(`options.${unknown}`, `no other options than ${OPTIONS.join(" and ")}`, unknown, "unknown-key");
  const { cooldown = 0, limit = Infinity } = options;
  if (!(typeof cooldown === "number" && cooldown >= 0)) refuse("options.cooldown", "a time of 0 or more", cooldown);
  if (!(limit === Infinity || (Number.isInteger(limit) && (limit as number) >= 1)))
    refuse("options.limit", "a whole number of 1 or more, or Infinity", limit);
}

/**
 * @param watched what has to be in every frame, as a number or null
 * @throws InputError for what is no list of frames, and for times that are not finite, or not above the one before.
 */
export function refuseBadFrames(series: readonly Watched[], watched: keyof Watched): void {
  const given: unknown = series;
  if (!Array.isArray(given)) refuse("series", "a list of frames", given, "bad-type");
  let before = -Infinity;
  // by index: holes in a list are no entries
  for (let k = 0; k < given.length; k++) {
    const frame: unknown = given[k];
    if (!isObject(frame)) refuse(`series[${k}]`, "a frame", frame, "bad-type");
    const { time, [watched]: value } = frame;
    if (!(typeof time === "number" && Number.isFinite(time) && time > before))
      refuse(
        `series[${k}].time`,
        k > 0 ? `a finite time after the one before, ${before}` : "a finite time",
        time,
        "bad-times",
        "Give the frames in the order of their times, each time once.",
      );
    if (value !== null && typeof value !== "number")
      refuse(`series[${k}].${watched}`, "a number, or null where there is none", value, "bad-type");
    before = time;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function refuse(path: string, expected: string, found: unknown, code = "out-of-range", remedy?: string): never {
  throw new InputError({ code, path, expected, found: shown(found), remedy });
}

/** Objects by what they are: some have no text. */
function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}
