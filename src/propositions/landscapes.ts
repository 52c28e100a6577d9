import { cellCenters } from "../grid/grid.js";
import { problemFromData } from "../problem/file.js";
import type { Problem } from "../problem/problem.js";
import { temperatureOf, type Criteria } from "./criteria.js";
import { depthsOnFinerCells } from "./finer-barrier.js";
import type { Instruments } from "./instruments.js";
import { lossValues } from "./loss-values.js";
import { basins } from "./persistence.js";
import { uniforms } from "./random.js";

/** A gap ratio above this is free motion: no rate is much slower than the next. */
export const FREE = 0.2;
/** At least so many ratios of consecutive rates are looked at, and so many beyond the number of basins but the lowest. */
const RATIOS = 4;
const BEYOND = 2;
/** More basins than this are not told apart. */
const BASINS = 60;
/** A basin shallower than this share of a temperature has no rate of its own. */
export const SHALLOW = 0.1;

/** A gap ratio below this is clearly none. */
export const TRAPPED = 0.1;
/**
 * Barriers ηΔ/D that leave no doubt on the random landscapes of the documented set, on which they were chosen: there motion is
 * never clearly trapped below the first and never free above the second. Elsewhere they are a guess, and a narrow passage without
 * a barrier (a bottleneck of entropy) defies them.
 */
export const SURE = { free: 0.5, trapped: 3.5 } as const;

/** One landscape, as the criteria see it and as it is. */
export interface Landscape extends Criteria {
  /** min λ_k/λ_(k+1) of the relaxation spectrum, the truth. */
  readonly gapRatio: number;
  /** λ₁/λ₂ alone. */
  readonly firstRatio: number;
}

/**
 * The problem of landscape number `index`: a template with its parameters drawn anew. Those called a1, a2, … (amplitudes)
 * are uniform in ±their stated value, p1, p2, … (phases) uniform on the circle, D is log-uniform between half and twice its
 * stated value; `c`, if there is one, is the unit of length and stays.
 */
export function drawnLandscape(
  template: Record<string, unknown>,
  seed: number,
  index: number,
): Record<string, unknown> {
  const next = uniforms(seed + 7919 * index);
  const stated = template["parameters"] as Record<string, number>;
  const parameters = Object.fromEntries(
    Object.entries(stated).map(([name, value]) => {
      if (/^a\d+$/.test(name)) return [name, value * (2 * next() - 1)];
      if (/^p\d+$/.test(name)) return [name, 2 * Math.PI * next()];
      return [name, name === "D" ? value * 4 ** (next() - 0.5) : value];
    }),
  );
  return { ...template, parameters };
}

/** The same landscape in units of length c times as small: z → c z, L → c²L, D → c²D, by the parameter c. */
export const rescaled = (template: Record<string, unknown>, c: number): Record<string, unknown> => ({
  ...template,
  parameters: { ...(template["parameters"] as object), c },
});

/**
 * The least λ_k/λ_{k+1} of the leading relaxation rates, as many as there are basins (up to 60) and two more, four at least:
 * near 0 where passages between basins are much slower than settling within one, whatever the number of basins; λ₁/λ₂ alone,
 * which is told too, would miss three basins with two equal barriers. 1/2 for a parabola, 1/4 for a flat box.
 */
export function gapRatiosOf(
  problem: Problem,
  { spectrum }: Pick<Instruments, "spectrum">,
): Pick<Landscape, "gapRatio" | "firstRatio"> {
  const modes = Math.min(Math.max(RATIOS, Math.min(trapsOf(problem), BASINS) + BEYOND) + 2, problem.grid.size);
  const rates = spectrum(problem, { modes, extrapolate: false }).eigenvalues.slice(1);
  const ratios = rates.slice(1).map(({ re }, k) => rates[k].re / re);
  return { gapRatio: Math.min(Infinity, ...ratios), firstRatio: ratios[0] ?? Infinity };
}

/** The number of basins but the lowest that are deep enough to count. */
function trapsOf(problem: Problem): number {
  const { loss } = lossValues(problem, cellCenters(problem.grid));
  const least = SHALLOW * temperatureOf(problem);
  const own = basins(loss, problem.grid).filter(({ birth, death }) => death - birth > least).length;
  // what cells make of a narrow valley between them is gone, or shallower, on finer ones
  return own < 2 || problem.grid.axes.length < 2
    ? own
    : Math.min(own, depthsOnFinerCells(problem, 2).filter((depth) => depth > least).length);
}

/** A landscape by what is measured with. */
export function landscapeOf(data: Record<string, unknown>, tools: Instruments): Landscape {
  const problem = problemFromData(data);
  return { ...tools.criteria(problem), ...gapRatiosOf(problem, tools) };
}
