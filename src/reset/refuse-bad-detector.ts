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
export function refuseBadDetector(detector: Detector, cooldown: number, limit: number): void {
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
  if (!(typeof cooldown === "number" && cooldown >= 0)) refuse("options.cooldown", "a time of 0 or more", cooldown);
  if (!(limit === Infinity || (Number.isInteger(limit) && limit >= 1)))
    refuse("options.limit", "a whole number of 1 or more, or Infinity", limit);
}

/** @throws InputError for times that are not finite, or not above the one before. */
export function refuseBadTimes(series: readonly Watched[]): void {
  const given: unknown = series;
  if (!Array.isArray(given)) refuse("series", "a list of frames", typeof series, "bad-type");
  series.forEach(({ time }, k) => {
    const before = k > 0 ? series[k - 1].time : -Infinity;
    if (Number.isFinite(time) && time > before) return;
    refuse(
      `series[${k}].time`,
      k > 0 ? `a finite time after the one before, ${before}` : "a finite time",
      time,
      "bad-times",
      "Give the frames in the order of their times, each time once.",
    );
  });
}

function refuse(path: string, expected: string, found: unknown, code = "out-of-range", remedy?: string): never {
  const shown = typeof found === "string" ? JSON.stringify(found) : String(found);
  throw new InputError({ code, path, expected, found: shown, remedy });
}
