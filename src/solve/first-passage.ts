import ndarray, { type NdArray } from "ndarray";
import { InputError } from "../errors.js";
import { stoppedProcess, type StoppedProcess } from "../generator/stopped.js";
import { absorbingEnds } from "../ledger/faces.js";
import { initialMasses } from "../problem/initial.js";
import { observableWeights } from "../problem/observables.js";
import type { Problem } from "../problem/problem.js";
import { regionOf, type Region } from "../problem/region-cells.js";
import { atMostOne } from "./at-most-one.js";
import { endingOf, type Ending } from "./ending.js";
import { passageDensity, type PassageDensity } from "./passage-density.js";
import { passageWarnings } from "./passage-warnings.js";
import { refuseMoving } from "./refuse-passage.js";
import { onOwnSide } from "./start-side.js";

/** What is known of the passage from every cell centre; fields have the grid's shape, [nx] or [nx, ny]. */
export interface PassageFields {
  /** T(z) = E[time], ∞ where the process may never end; 0 inside the target. */
  readonly meanTime: NdArray<Float64Array>;
  /** Of the time; NaN where the mean is ∞. */
  readonly variance: NdArray<Float64Array>;
  /** Of ending through each exit. */
  readonly probability: Readonly<Record<string, NdArray<Float64Array>>>;
  /** Mean time of those that end through each exit; NaN where none do. */
  readonly conditionalMeanTime: Readonly<Record<string, NdArray<Float64Array>>>;
}

/** First passage from the initial density. */
export interface PassageFromStart {
  /** ∞ when some of it never ends. */
  readonly meanTime: number;
  readonly variance: number;
  /** By exit; those add up to 1 − `never`. */
  readonly probability: Readonly<Record<string, number>>;
  readonly conditionalMeanTime: Readonly<Record<string, number>>;
  /** The share from which no exit is reached. */
  readonly never: number;
  /** The share that starts inside the target: its time is 0. */
  readonly startsInside: number;
}

/** When and where a process first leaves through an absorbing end or enters the target. */
export interface FirstPassage {
  readonly problem: Problem;
  /** `x.lower`, … for absorbing ends, and `target`. */
  readonly exits: readonly string[];
  readonly fields: PassageFields;
  /** Null for a problem without an initial density. */
  readonly fromStart: PassageFromStart | null;
  /** Null without an initial density or times. */
  readonly density: PassageDensity | null;
  /** Wall time in seconds. */
  readonly seconds: number;
  readonly warnings: readonly string[];
}

/**
 * First-passage times and probabilities of the process that stops at absorbing ends and at `problem.target`, from the
 * adjoint (backward) problems of its generator, L†u = μ·∇u + ∇·(D∇u):
 *
 *   L†T = −1,   L†T₂ = −2T,   L†h = 0 with h = 1 at one exit and 0 at the others,   L†g = −h
 *
 * T is the mean time, T₂ − T² its variance, h the splitting probability and g/h the mean time of those that take the exit;
 * all vanish (h apart) at the exits. The same two rates per face as in `evolve`, transposed, with the target's edge where
 * it lies inside a cell; factorised without subtractions. With `time`, the density of passage times from the
 * forward problem of the same generator in time, so that all of it agrees to the solver's tolerance.
 *
 * Order 2 in space for smooth edges, wherever they lie in a cell; at a corner of the target that points into the region
 * where the process moves, 4/3 (of the mean time, for a right angle), as of any scheme on equal cells. Times in the units of 1/rate.
 * Sources: C. W. Gardiner (2009), Stochastic Methods, section 5.5; S. Redner (2001), A Guide to First-Passage Processes.
 * @throws InputError `no-exit` without an absorbing end and a target, `empty-region`, `region-is-everything`,
 *   `region-too-thin`, `not-a-region`, `start-inside`; `time-dependent`, `mean-field`, `resets` for what has no adjoint in
 *   space alone; `too-large`.
 */
export function firstPassage(problem: Problem): FirstPassage {
  const began = performance.now();
  refuseMoving(problem);
  const { grid, target } = problem;
  if (!target && absorbingEnds(grid).length === 0)
    throw new InputError({
      code: "no-exit",
      path: "target",
      expected: "a target, or an absorbing end, to be passed",
      found: "neither",
      remedy: 'Add `target: "x > 1"`, say, or `boundary: absorbing` to an axis.',
    });
  const regions = target ? [regionOf(target, grid, "target")] : [];
  const stated = problem.initial && initialMasses(problem);
  const moved = stated && onOwnSide(problem, regions, stated.mass);
  const start = stated && { ...stated, mass: moved ?? stated.mass };
  if (start) refuseStartInside(problem, regions, start.mass);
  const stopped = stoppedProcess(problem, regions);
  try {
    const ending = endingOf(grid, stopped, regions);
    const found = solved(ending);
    const spent = start && ending.forward(start.mass);
    ending.release();
    const fromStart = start && weighed(problem, start.mass, found, ending, stopped, regions);
    const density =
      start && problem.time
        ? passageDensity(problem, stopped.discretization, ending, found.never, {
            mass: start.mass,
            inside: fromStart!.startsInside,
          })
        : null;
    return {
      problem,
      exits: ending.exits.map(({ name }) => name),
      fields: fieldsOf(problem, found, ending, regions),
      fromStart,
      density: density && density.found,
      seconds: (performance.now() - began) / 1000,
      warnings: [
        ...problem.warnings,
        ...(start?.warnings ?? []),
        ...stopped.discretization.warnings,
        ...passageWarnings(problem, stopped.discretization, spent, ending.moves),
        ...(fromStart ? startWarnings(problem, fromStart, start.mass, regions, moved !== null) : []),
        ...(density?.warnings ?? []),
      ],
    };
  } finally {
    stopped.discretization.workspace.release();
  }
}

/** The solutions of the backward problems, by cell; 0 where the process does not move. */
interface Solved {
  /** E[T; it ends], and of T². */
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** By exit: h and g. */
  readonly hits: readonly Float64Array[];
  readonly timed: readonly Float64Array[];
  /** Probability of never ending. */
  readonly never: Float64Array | null;
}

function solved({ exits, moves, never, backward }: Ending): Solved {
  // with one way out it is certain
  const hits =
    exits.length === 1 && !never ? [Float64Array.from(moves)] : exits.map(({ rate }) => backward(rate).map(atMostOne));
  const timed = hits.map((hit) => backward(hit));
  const first = timed.reduce((sum, part) => sum.map((value, c) => value + part[c]));
  const second = backward(first);
  for (let c = 0; c < second.length; c++) second[c] *= 2;
  const lost = never && backward(never.rate).map((value, c) => (never.cells[c] ? 1 : atMostOne(value)));
  return { first, second, hits, timed, never: lost };
}

function fieldsOf(
  { grid }: Problem,
  { first, second, hits, timed, never }: Solved,
  { exits }: Ending,
  regions: readonly Region[],
): PassageFields {
  const shaped = (data: Float64Array): NdArray<Float64Array> => ndarray(data, [...grid.shape]);
  const meanTime = first.slice();
  const variance = new Float64Array(first.length);
  for (let c = 0; c < first.length; c++) variance[c] = Math.max(second[c] - first[c] * first[c], 0);
  never?.forEach((share, c) => {
    if (share > 0) [meanTime[c], variance[c]] = [Infinity, NaN];
  });
  const byExit = (field: (exit: number) => Float64Array, within: number): PassageFields["probability"] =>
    Object.fromEntries(
      exits.map(({ name }, exit) => {
        const data = field(exit);
        regions[exit - exits.length + regions.length]?.inside.forEach((one, c) => {
          if (one) data[c] = within;
        });
        return [name, shaped(data)];
      }),
    );
  return {
    meanTime: shaped(meanTime),
    variance: shaped(variance),
    probability: byExit((exit) => hits[exit].slice(), 1),
    conditionalMeanTime: byExit((exit) => quotients(timed[exit], hits[exit]), 0),
  };
}

function quotients(one: Float64Array, other: Float64Array): Float64Array {
  const out = new Float64Array(one.length);
  for (let c = 0; c < out.length; c++) out[c] = one[c] / other[c];
  return out;
}

/** Expectations under the initial density. */
function weighed(
  problem: Problem,
  mass: Float64Array,
  { first, second, hits, timed, never }: Solved,
  { exits }: Ending,
  { moves }: StoppedProcess,
  regions: readonly Region[],
): PassageFromStart {
  const mean = (values: Float64Array): number => values.reduce((sum, value, c) => sum + value * mass[c], 0);
  const inCells = mean(Float64Array.from(moves, (moving) => 1 - moving));
  const lost = never ? atMostOne(mean(never)) : 0;
  const meanTime = mean(first);
  const inRegion = (exit: number): number => (exit >= exits.length - regions.length ? inCells : 0);
  const probability = hits.map((hit, exit) => atMostOne(mean(hit) + inRegion(exit)));
  const named = (values: readonly number[]): Record<string, number> =>
    Object.fromEntries(exits.map(({ name }, exit) => [name, values[exit]]));
  return {
    meanTime: lost > 0 ? Infinity : meanTime,
    variance: lost > 0 ? NaN : mean(second) - meanTime * meanTime,
    probability: named(probability),
    conditionalMeanTime: named(timed.map((part, exit) => mean(part) / probability[exit])),
    never: lost,
    startsInside: shareInside(problem, mass),
  };
}

/** The share of the start inside the target, integrated over the cells that its edge cuts; a point is outside. */
function shareInside(problem: Problem, mass: Float64Array): number {
  const { target, initial } = problem;
  if (!target || initial!.kind === "point") return 0;
  const share = observableWeights(problem, { name: "target", field: target }, 0);
  const inside = share.reduce((sum, part, c) => sum + part * mass[c], 0);
  return Math.min(Math.max(inside, 0), 1);
}

/** @throws InputError for a start that is over before it begins. */
function refuseStartInside({ initial, grid }: Problem, regions: readonly Region[], mass: Float64Array): void {
  for (const { field, inside } of regions) {
    const within = mass.reduce((sum, part, c) => sum + (inside[c] ? part : 0), 0);
    const value = new Float64Array(1);
    if (initial!.kind === "point")
      field.valuesInto(
        initial!.at.map((z) => Float64Array.of(z)),
        0,
        value,
      );
    if (value[0] === 0 && within < 1 - 1e-12) continue;
    throw new InputError({
      code: "start-inside",
      path: initial!.kind === "point" ? "initial.point" : "initial",
      expected: "a start outside the target",
      found:
        initial!.kind === "point"
          ? `${grid.axes.map(({ name }, a) => `${name} = ${initial!.kind === "point" ? initial!.at[a] : 0}`).join(", ")}, which is inside`
          : "a density that is all inside it",
    });
  }
}

/** A share of the start inside the target that is worth a word, and one that is all of it. */
const WORTH_A_WORD = 1e-6;
const ALL = 1 - 1e-6;

function startWarnings(
  { initial }: Problem,
  { never, startsInside }: PassageFromStart,
  mass: Float64Array,
  regions: readonly Region[],
  moved: boolean,
): string[] {
  const share = (part: number): string => `${Number((100 * part).toPrecision(2))} % of the initial density`;
  const near =
    moved || (initial!.kind === "point" && regions.some(({ inside }) => inside.some((one, c) => one && mass[c] > 0)));
  return [
    ...(never > ALL
      ? ["From the whole initial density no exit is ever reached: the mean time is infinite."]
      : never > 0
        ? [
            `From ${share(never)} no exit is ever reached, so that the mean time is infinite; those given are of the rest.`,
          ]
        : []),
    ...(near
      ? ["The start is within a cell of the target's edge, where errors are of the first order in the cell width."]
      : startsInside > WORTH_A_WORD
        ? [`${share(startsInside)} starts inside the target and counts with a passage time of 0.`]
        : []),
  ];
}
