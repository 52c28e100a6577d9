import type { Grid } from "../grid/grid.js";
import { simulate } from "../particles/simulate.js";
import { evolve } from "../solve/evolve.js";
import { spectrum } from "../solve/spectrum.js";
import { steady } from "../solve/steady.js";
import type { Problem } from "../problem/problem.js";
import { endDensities, type EndDensity } from "./end-densities.js";
import { criteriaOf, type Criteria } from "./criteria.js";

/**
 * What certificates measure with. Handed over, so that a faulty one can be put in its place to see that certificates
 * notice.
 */
export interface Instruments {
  readonly evolve: typeof evolve;
  readonly steady: typeof steady;
  readonly spectrum: typeof spectrum;
  readonly simulate: typeof simulate;
  readonly endDensities: (grid: Grid, density: Float64Array) => readonly EndDensity[];
  readonly criteria: (problem: Problem) => Criteria;
  /** What was made under a key before, or what `make` makes: both forms of a proposition look at the same runs. */
  readonly remember: <Thing>(key: string, make: () => Thing) => Thing;
}

export const instruments: Instruments = {
  evolve,
  steady,
  spectrum,
  simulate,
  endDensities,
  criteria: criteriaOf,
  remember: (_, make) => make(),
};

/** The same with a memory, for several requests. */
export function remembering(tools: Instruments): Instruments {
  const known = new Map<string, unknown>();
  return {
    ...tools,
    remember<Thing>(key: string, make: () => Thing): Thing {
      if (!known.has(key)) known.set(key, make());
      return known.get(key) as Thing;
    },
  };
}
