import { absorbingEnds } from "../ledger/faces.js";
import type { Problem } from "../problem/problem.js";
import type { PassageResult } from "../solve/passage-summary.js";
import type { Stationary } from "../solve/solution.js";
import type { Spectrum, SpectrumOptions } from "../solve/spectrum.js";

/** By name what each search is asked, as plain data, and what it finds. */
export interface Searches {
  readonly steady: { readonly options: { readonly branches: number }; readonly found: Stationary };
  readonly spectrum: { readonly options: SpectrumOptions; readonly found: Spectrum };
  readonly passage: { readonly options: Readonly<Record<string, never>>; readonly found: PassageResult };
}

/** What may take seconds without a step at which to look up. */
export const searches: {
  readonly [Name in keyof Searches]: (
    problem: Problem,
    options: Searches[Name]["options"],
  ) => Promise<Searches[Name]["found"]>;
} = {
  steady: async (problem, options) => (await import("../solve/steady.js")).steady(problem, options),
  spectrum: async (problem, options) => (await import("../solve/spectrum.js")).spectrum(problem, options),
  passage: async (problem) => passage(problem),
};

/** A problem that has regions alone is asked for its transitions alone. */
async function passage(problem: Problem): Promise<PassageResult> {
  const { target, regions, grid } = problem;
  const wanted = target !== null || absorbingEnds(grid).length > 0 || regions === null;
  return {
    problem,
    passage: wanted ? (await import("../solve/first-passage.js")).firstPassage(problem) : null,
    committor: regions ? (await import("../solve/committor.js")).committor(problem) : null,
  };
}
