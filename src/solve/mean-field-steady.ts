import ndarray from "ndarray";
import { InputError, NumericalError } from "../errors.js";
import type { Discretization } from "../generator/discretize.js";
import type { MeanField } from "../generator/interaction.js";
import { entropy, freeEnergy } from "../ledger/entropy.js";
import { moments } from "../ledger/moments.js";
import type { Problem } from "../problem/problem.js";
import { strang } from "../steppers/strang.js";
import type { Stepper } from "../steppers/stepper.js";
import { trBdf2 } from "../steppers/tr-bdf2.js";
import { observer } from "./frames.js";
import { looksTheSameEverywhere, meanFieldStability } from "./mean-field-stability.js";
import { meanFieldStarts } from "./mean-field-starts.js";
import { selfConsistentState } from "./self-consistent.js";
import type { Branch } from "./solution.js";
import type { StationaryState } from "./stationary.js";

/** The stationary state of a mean field from the first start, and what was found from all of them. */
export interface SteadyMeanField {
  readonly state: StationaryState;
  readonly residual: number;
  readonly found: readonly Branch[];
  readonly warnings: readonly string[];
}

/** Two densities that are nearer than this in L1 are the same one. */
const SAME = 1e-6;
/** So are two that differ by a shift: alike in free energy and entropy to this. */
const ALIKE = 1e-8;
/** A contraction this slow is worth a word. */
const SLOW = 0.99;
const MOST_STARTS = 1000;

/**
 * The stationary states in a mean field that iterations from several starts lead to, each once; those that differ by a
 * shift along a ring on which nothing else has a place count as one.
 * The generator is left with the rates of the first.
 * @throws InputError for a number of starts that is none; errors of {@link selfConsistentState} from the first start.
 */
export function steadyMeanField(
  problem: Problem,
  discretization: Discretization,
  meanField: MeanField,
  branches: number,
): SteadyMeanField {
  if (!Number.isInteger(branches) || branches < 1 || branches > MOST_STARTS)
    throw new InputError({
      code: "out-of-range",
      path: "branches",
      expected: `a whole number of starts from 1 to ${MOST_STARTS}`,
      found: String(branches),
    });
  const { grid } = problem;
  const starts = meanFieldStarts(problem, branches);
  const observables = observer(problem);
  const moving = looksTheSameEverywhere(problem) && grid.axes.some(({ boundary }) => boundary.upper === "periodic");
  const warnings: string[] = [];
  let made: Stepper | null = null;
  const stepper = (): Stepper => (made ??= (grid.axes.length === 1 ? trBdf2 : strang)(discretization));
  const found: (Branch & { readonly state: StationaryState })[] = [];
  for (const [k, { name, mass }] of starts.entries()) {
    const branch = attempt(() => branchFrom(name, mass), k > 0);
    if (typeof branch === "string") warnings.push(`From the start ${name}: ${branch}`);
    else if (!found.some((known) => sameState(known, branch))) found.push(branch);
  }
  const { state, residual } = found[0];
  meanField.follow(() => state.mass);
  discretization.rebuild(0);
  return {
    state,
    residual,
    found: found.map(({ state: _, ...branch }) => branch),
    warnings: [...warnings, ...relaxationWarnings(found[0], found.length === 1 && branches === 1)],
  };

  function branchFrom(start: string, mass: Float64Array): Branch & { readonly state: StationaryState } {
    const { state, residual, iterations } = selfConsistentState(discretization, meanField, mass);
    return {
      start,
      iterations,
      residual,
      stability: meanFieldStability(problem, discretization, meanField, state, stepper),
      freeEnergy: freeEnergy(discretization, state.mass, entropy(state.mass, grid)),
      ...moments(state.mass, grid),
      observables: observables(state.mass, 0),
      density: ndarray(
        state.mass.map((part, c) => part / grid.volumes[c]),
        [...grid.shape],
      ),
      state,
    };
  }

  function sameState(one: { state: StationaryState }, other: { state: StationaryState }): boolean {
    const [p, q] = [one.state.mass, other.state.mass];
    let apart = 0;
    for (let c = 0; c < p.length; c++) apart += Math.abs(p[c] - q[c]);
    if (apart < SAME) return true;
    if (!moving) return false;
    const squares = (mass: Float64Array): number => mass.reduce((sum, part) => sum + part * part, 0);
    return Math.abs(entropy(p, grid) - entropy(q, grid)) < ALIKE && Math.abs(squares(p) / squares(q) - 1) < ALIKE;
  }
}

/** What was found, or with `lenient` why nothing was. */
function attempt<Found>(find: () => Found, lenient: boolean): Found | string {
  try {
    return find();
  } catch (fault) {
    if (lenient && fault instanceof NumericalError) return fault.message;
    throw fault;
  }
}

function relaxationWarnings({ stability, start }: Branch, alone: boolean): string[] {
  const { verdict, contraction, growth } = stability;
  if (verdict === "unstable") {
    const how =
      contraction === null
        ? `as exp(${growth!.toPrecision(3)} t)`
        : `(the iteration multiplies it by ${contraction.toPrecision(5)})`;
    return [
      `The stationary state found from the ${start} density is not stable: a small departure grows ${how}.${alone ? " Others are found from more starts: ask for branches, or state another initial density." : ""}${contraction === null ? " There may be none that is stable, such as for a pack that moves: follow the density with solve." : ""}`,
    ];
  }
  if (contraction === null)
    return verdict === "stable"
      ? []
      : [
          "Whether this state is stable cannot be told: departures from it hardly grow or decay. A critical point is near; follow a density near it with solve.",
        ];
  if (contraction < SLOW) return [];
  return [
    `The stationary state relaxes slowly: a departure shrinks by ${contraction.toPrecision(8)} an iteration, ${verdict === "marginal" ? "at least 1e6 times" : `some ${(1 / (1 - contraction)).toPrecision(2)} times`} more slowly than without the interaction. A critical point is near; errors of the state, of the grid too, are amplified alike, and a run in time that seems to have come to rest may not have.`,
  ];
}
