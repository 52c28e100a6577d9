import { problemFromData } from "../problem/file.js";
import type { Problem } from "../problem/problem.js";
import { halvedProblem } from "../solve/halved-problem.js";
import type { Finding, Request } from "./certificate.js";
import { check, decisive, type Check } from "./check.js";
import {
  accuracy,
  areaUnderCurve,
  bestThreshold,
  bootstrapInterval,
  commonerShare,
  type Scored,
} from "./classification.js";
import { reasonAgainstGibbs } from "./gibbs.js";
import type { Instruments } from "./instruments.js";
import {
  drawnLandscape,
  FREE,
  gapRatiosOf,
  landscapeOf,
  rescaled,
  SURE,
  TRAPPED,
  type Landscape,
} from "./landscapes.js";
import { rayleighQuotient } from "./rayleigh.js";

/** A gap ratio this far from 0.2 either way leaves no doubt about what a landscape is. */
const CLEAR = { trapped: TRAPPED, free: 2 * FREE } as const;
/** Of the bootstrap. */
const RESAMPLES = 1000;
const LEVEL = 0.9;
/** Units of length as factors that a process is looked at in; no powers of two, which would round nothing. */
const UNITS = [1 / 3, 3];
/** Landscapes on which invariance and the first mode are looked at closely. */
const CLOSELY = 8;
/** What a change of units may do to a figure by rounding. */
const ROUNDING = 1e-6;
const SAFETY = 2;

interface Protocol {
  readonly seed: number;
  readonly training: number;
  readonly test: number;
}

/** Examines a criterion of free motion on random landscapes, against the spectrum of each. */
export function transitionOnLandscapes({ form, problem: template, protocol }: Request, tools: Instruments): Finding {
  const { seed, training, test } = protocol as unknown as Protocol;
  const reason = reasonAgainstGibbs(problemFromData(template));
  if (reason) return { checks: [], reason };
  const draw = (index: number): Record<string, unknown> => drawnLandscape(template, seed, index);
  const all = tools.remember(JSON.stringify([template, protocol]), () =>
    Array.from({ length: training + test }, (_, index) => landscapeOf(draw(index), tools)),
  );
  const [learned, tested] = [all.slice(0, training), all.slice(training)];
  const sampling = { seed, resamples: RESAMPLES, level: LEVEL };
  const areas = (score: Score) =>
    bootstrapInterval(tested, (sample) => areaUnderCurve(scored(sample, score)), sampling);
  const [literalArea, maximumArea, amendedArea] = [literally, byMaximum, amended].map(areas);
  const free = all.filter(isFree).length;
  const figures = {
    landscapes: all.length,
    "of which free, least lambda_k/lambda_(k+1) > 0.2": free,
    ...intervalFigures("AUC of D/(eta ||hess L||), test set", literalArea),
    ...intervalFigures("AUC of D/(eta max ||hess L||), test set", maximumArea),
    ...intervalFigures("AUC of D/(eta critical depth), test set", amendedArea),
    // nothing is learned for an area, so that all landscapes may be asked
    "AUC of D/(eta critical depth), all": areaUnderCurve(scored(all, amended)),
    "AUC of D/(eta ||hess L||), all": areaUnderCurve(scored(all, literally)),
    "AUC of D/(eta critical depth), all, were lambda_1/lambda_2 the truth": areaUnderCurve(
      scored(all, amended, isFreeByFirst),
    ),
    "AUC of D/(eta ||hess L||), all, were lambda_1/lambda_2 the truth": areaUnderCurve(
      scored(all, literally, isFreeByFirst),
    ),
  };
  if (form === "literal")
    return {
      checks: literalChecks(all, draw, tools),
      figures: {
        ...figures,
        ...intervalFigures("accuracy at 1, test set", accuracyAt(tested, literally, 1, sampling)),
      },
      seed,
    };
  const threshold = bestThreshold(scored(learned, amended));
  const hits = accuracyAt(tested, amended, threshold, sampling);
  const better = bootstrapInterval(
    tested,
    (sample) => areaUnderCurve(scored(sample, amended)) - areaUnderCurve(scored(sample, literally)),
    sampling,
  );
  const problems = Array.from({ length: Math.min(CLOSELY, all.length) }, (_, index) => draw(index));
  return {
    checks: [
      check({
        quantity: "AUC of the amended criterion less that of the literal one, test set, lower end of the interval",
        measured: better.lower,
        relation: "at-least",
        bound: 0,
        tolerance: 0,
        toleranceFrom: "none: the interval of 90 % (bootstrap over landscapes) allows for the sampling",
      }),
      check({
        quantity:
          "accuracy at the threshold of the training set, test set, lower end of the interval, against always saying the commoner",
        measured: hits.lower,
        relation: "at-least",
        bound: commonerShare(tested.map((landscape) => ({ positive: isFree(landscape) }))),
        tolerance: 0,
        toleranceFrom: "none: the interval of 90 % (bootstrap over landscapes) allows for the sampling",
      }),
      check({
        quantity: `landscapes of ${all.length} with barriers below ${SURE.free} or above ${SURE.trapped} temperatures that are not as these say`,
        measured: all.filter(
          (each) => (each.depth < SURE.free && each.gapRatio < TRAPPED) || (each.depth > SURE.trapped && isFree(each)),
        ).length,
        relation: "equal",
        bound: 0,
        tolerance: 0,
        toleranceFrom: "none: barriers in between are left out; 0.5 and 3.5 were chosen on these landscapes",
      }),
      ...invarianceChecks(problems, all, tools),
      ...worst(problems.map((data) => firstModeCheck(problemFromData(data), tools))),
    ],
    figures: {
      ...figures,
      "threshold of epsilon, training set": -threshold > 0 ? 1 / -threshold : NaN,
      ...intervalFigures("accuracy at the threshold, test set", hits),
      ...intervalFigures("AUC, amended less literal", better),
    },
    seed,
  };
}

type Score = (landscape: Landscape) => number;

const literally: Score = ({ literal }) => literal;
const byMaximum: Score = ({ literalByMaximum }) => literalByMaximum;
/** Minus 1/ε, which orders landscapes as ε does and is finite without a barrier. */
const amended: Score = ({ depth }) => -depth;
const isFree = ({ gapRatio }: Landscape): boolean => gapRatio > FREE;
const isFreeByFirst = ({ firstRatio }: Landscape): boolean => firstRatio > FREE;
const scored = (landscapes: readonly Landscape[], score: Score, truth = isFree): Scored[] =>
  landscapes.map((landscape) => ({ score: score(landscape), positive: truth(landscape) }));

const accuracyAt = (
  landscapes: readonly Landscape[],
  score: Score,
  threshold: number,
  sampling: Parameters<typeof bootstrapInterval>[2],
) => bootstrapInterval(landscapes, (sample) => accuracy(scored(sample, score), threshold), sampling);

const intervalFigures = (
  name: string,
  { value, lower, upper }: { readonly value: number; readonly lower: number; readonly upper: number },
): Record<string, number> => ({ [name]: value, [`${name}, from`]: lower, [`${name}, to`]: upper });

function literalChecks(
  all: readonly Landscape[],
  draw: (index: number) => Record<string, unknown>,
  { criteria }: Instruments,
): Check[] {
  const flipping = all.flatMap(({ literal }, index) => {
    const verdicts = UNITS.map((c) => criteria(problemFromData(rescaled(draw(index), c))).literal > 1);
    return verdicts.some((verdict) => verdict !== verdicts[0] || verdict !== literal > 1) ? [index] : [];
  });
  const wrong = all.flatMap(({ literal, gapRatio }, index) => {
    const clear = gapRatio < CLEAR.trapped || gapRatio > CLEAR.free;
    return clear && literal > 1 !== gapRatio > FREE ? [index] : [];
  });
  const first = wrong[0] === undefined ? null : all[wrong[0]];
  return [
    check({
      quantity: `landscapes of ${all.length} whose verdict changes with the unit of length (a third of it, three times it)${flipping.length > 0 ? `, e.g. number ${flipping[0]}` : ""}`,
      measured: flipping.length,
      relation: "equal",
      bound: 0,
      tolerance: 0,
      toleranceFrom: "none: it is the same process",
    }),
    check({
      quantity: `landscapes of ${all.length} with gap ratios < ${CLEAR.trapped} or > ${CLEAR.free} that are judged wrongly${first ? `, e.g. number ${wrong[0]} with ${figure(first.gapRatio)} and D/(eta ||hess L||) = ${figure(first.literal)}` : ""}`,
      measured: wrong.length,
      relation: "equal",
      bound: 0,
      tolerance: 0,
      toleranceFrom: "none: borderline landscapes are left out",
    }),
  ];
}

const figure = (value: number): string => String(Number(value.toPrecision(4)));

function invarianceChecks(
  problems: readonly Record<string, unknown>[],
  all: readonly Landscape[],
  tools: Instruments,
): Check[] {
  let [depth, truth] = [0, 0];
  problems.forEach((data, index) => {
    for (const c of UNITS) {
      const other = problemFromData(rescaled(data, c));
      depth = Math.max(depth, Math.abs(tools.criteria(other).depth - all[index].depth));
      truth = Math.max(truth, Math.abs(gapRatiosOf(other, tools).gapRatio / all[index].gapRatio - 1));
    }
  });
  const common = {
    relation: "equal" as const,
    bound: 0,
    tolerance: ROUNDING,
    toleranceFrom: "rounding: the grid is rescaled with the landscape",
  };
  return [
    check({
      ...common,
      quantity: `largest change of 1/epsilon with the unit of length, ${problems.length} landscapes`,
      measured: depth,
    }),
    check({ ...common, quantity: `largest change of the gap ratio with it, as a share`, measured: truth }),
  ];
}

const worst = (checks: readonly Check[]): Check[] => [decisive(checks) ?? checks[0]];

/** That λ₁ is the rate that L, D and η give to the first mode: the spectrum is that of the landscape that is judged. */
function firstModeCheck(problem: Problem, { spectrum }: Instruments): Check {
  const ratio = (of: Problem): number => {
    const { eigenvalues, left } = spectrum(of, { modes: 3, extrapolate: false });
    const { size } = of.grid;
    return rayleighQuotient(of, Float64Array.from(left.re.data.subarray(size, 2 * size))) / -eigenvalues[1].re;
  };
  const fine = ratio(problem);
  const half = halvedProblem({ problem, resets: [] });
  return check({
    quantity: "D <|grad f|^2>/<f^2> of the first mode f over lambda1, the worst of some landscapes",
    measured: fine,
    relation: "equal",
    bound: 1,
    tolerance: half ? SAFETY * Math.abs(fine - ratio(half)) + ROUNDING : 1e-3,
    toleranceFrom: half ? "twice what half the cells change, and rounding" : "protocol: 0.1 %",
  });
}
