import type { BuiltTime } from "./build-time.js";
import type { ResetContext } from "./reset-context.js";
import { above, refuse } from "./refusals.js";
import type { ResetStatement } from "./reset-schema.js";
import type { Detector } from "./reset.js";

/**
 * A detector as stated.
 * @throws InputError for none or two, thresholds of the wrong sign, no loss to watch, and a plateau that no run could show.
 */
export function builtDetector(
  stated: NonNullable<ResetStatement["when"]>,
  path: string,
  { leaves, hasLoss, time }: ResetContext,
): Detector {
  const named = Object.entries(stated).filter(([, value]) => value !== undefined);
  if (named.length !== 1)
    refuse(
      named.length === 0 ? "missing-key" : "contradiction",
      path,
      "one of consolidation-drop, consolidation-below, plateau, gradient-collapse",
      named.map(([name]) => name).join(" and ") || "none of them",
      named.length > 1 ? "Make one entry of each." : "Choose `plateau: { rate: 1e-3, during: 1 }`, say.",
    );
  const positive = (value: number | string, key: string): number =>
    above(
      0,
      leaves.number(value, `${path}.${key}`),
      `${path}.${key}`,
      "It is compared with a size, whatever its sign.",
    );
  const needsLoss = (name: string): void => {
    if (!hasLoss)
      refuse(
        "missing-key",
        `${path}.${name}`,
        "a problem with a loss, which it watches",
        "no drift.loss",
        "State the loss, or use consolidation-drop or consolidation-below, which need none.",
      );
  };
  const { "consolidation-drop": drop, "consolidation-below": below, plateau, "gradient-collapse": collapse } = stated;
  if (drop)
    return {
      kind: "consolidation-drop",
      threshold: positive(drop.threshold, "consolidation-drop.threshold"),
      per: drop.per ?? "time",
    };
  if (below !== undefined) return { kind: "consolidation-below", threshold: positive(below, "consolidation-below") };
  if (plateau) {
    needsLoss("plateau");
    const during = positive(plateau.during, "plateau.during");
    refuseShortWindow(during, `${path}.plateau.during`, time);
    return { kind: "plateau", rate: positive(plateau.rate, "plateau.rate"), during };
  }
  needsLoss("gradient-collapse");
  return { kind: "gradient-collapse", norm: positive(collapse!.norm, "gradient-collapse.norm") };
}

/** A plateau that no three frames fall into would never be found. */
function refuseShortWindow(during: number, path: string, time: BuiltTime | null): void {
  if (!time) return;
  const { frames } = time;
  const spans = frames.slice(2).map((end, k) => end - frames[k]);
  const shortest = spans.reduce((least, span) => Math.min(least, span), Infinity);
  const asked = frames.length > 1 ? frames[frames.length - 2] - frames[0] : 0;
  if (during > asked * (1 + 1e-9))
    refuse(
      "out-of-range",
      path,
      `a time that fits into the run before its last frame, at most ${short(asked)}`,
      String(during),
      "A longer run or a shorter plateau would let the detector fire.",
    );
  if (during >= shortest * (1 - 1e-9)) return;
  refuse(
    "out-of-range",
    path,
    `a time that three frames fall into, ${Number.isFinite(shortest) ? `at least ${short(shortest)}` : "of a run with as many"}`,
    String(during),
    "Detectors are asked at frames: save more of them, or let the plateau last longer.",
  );
}

const short = (value: number): string => String(Number(value.toPrecision(6)));
