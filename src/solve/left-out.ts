import type { Problem } from "../problem/problem.js";

/** What a stationary state, or another `subject`, says nothing of: resets at times and by detectors. A restart at a rate is a part of it. */
export function resetsLeftOut({ resets, restart }: Problem, subject = "A stationary state"): string[] {
  if (resets.length === 0) return [];
  const names = resets.map(({ entry, trigger: { kind } }) => `resets[${entry}] (${kind})`);
  return [
    `${subject} knows no times, so that ${names.join(", ")} ${names.length > 1 ? "have" : "has"} no part in it${restart ? "; the restart at a rate has" : ""}. Use solve to see what resets do.`,
  ];
}
