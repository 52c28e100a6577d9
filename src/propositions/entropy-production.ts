import { variesInTime } from "../generator/discretize.js";
import { problemFromData } from "../problem/file.js";
import type { Problem } from "../problem/problem.js";
import { requireRun } from "../problem/require-run.js";
import { halvedProblem } from "../solve/halved-problem.js";
import type { Finding, Request } from "./certificate.js";
import { check, type Check } from "./check.js";
import { constantDiffusion } from "./gibbs.js";
import { entropyBooks, type Books } from "./entropy-books.js";
import type { Instruments } from "./instruments.js";

/** What sums over a grid and over time lose by rounding, in nats. */
const ROUNDING = 1e-10;
/** On errors estimated from two runs. */
const SAFETY = 2;
/** A tolerance asked for beside that of the problem, to see the error in time. */
const FINER = 1 / 16;
const NODES = 64;
/** An error of more than this share of the bound and of the total leaves open what is the case. */
const TELLING = 0.05;
/** Below this, in nats, nothing relaxes: both sides are 0 to what a start laid on a grid is worth. */
const AT_REST = 1e-6;

const FROM = {
  ownGrid:
    "twice the errors in time (as stated, and what half the steps and a 16th of the tolerance change) and of quadrature; of the grid's own figures, whose error in space is among the figures",
  space:
    "twice the errors in time (as stated, and what half the steps and a 16th of the tolerance change), of quadrature and in space (half the cells)",
} as const;

/** Examines what the entropy production of a run has to exceed. */
export function entropyProduction({ form, problem: data, protocol }: Request, tools: Instruments): Finding {
  const problem = problemFromData(data);
  const reason = reasonAgainst(problem, form);
  if (reason) return { checks: [], reason };
  requireRun(problem);
  const nodes = typeof protocol["nodes"] === "number" ? protocol["nodes"] : NODES;
  const half = halvedProblem({ problem, resets: [] });
  const { fine, finer, coarse } = tools.remember(JSON.stringify(["entropy-production", data, nodes]), () => {
    const own = entropyBooks(problem, nodes, 1, tools);
    return {
      fine: own,
      // steps end at the nodes: with as many of them a smaller tolerance may change no step
      finer: entropyBooks(problem, 2 * nodes, FINER, tools, own.shortest),
      coarse: half && entropyBooks(half, nodes, 1, tools, own.shortest),
    };
  });
  const uncertain: Uncertain = (figure) => {
    const apart = (books: Books | undefined): number => (books ? Math.abs(figure(fine.books) - figure(books)) : 0);
    return {
      time: apart(finer.books) + fine.timeError,
      quadrature: apart(fine.roughBooks),
      space: apart(coarse?.books) / 3,
    };
  };
  if (Object.values(fine.books).some((value) => value !== null && !Number.isFinite(value)))
    return {
      checks: [],
      reason: "entropies are not finite: the start has sharp edges, or lies where rho* is too small for a number",
    };
  const { startKl, production } = fine.books;
  if (startKl !== null && startKl < AT_REST && production < AT_REST)
    return { checks: [], reason: "the run starts at rest: nothing is produced, and both sides are 0" };
  if (form === "literal" && startKl !== null && startKl < AT_REST)
    return { checks: [], reason: "the run starts at rest: the density does not change, and both sides are 0" };
  const attained = protocol["transportAttained"] === 1;
  const reversible =
    Math.abs(fine.books.housekeeping) <= ROUNDING + uncertain(({ housekeeping }) => housekeeping).quadrature;
  const checks =
    form === "literal"
      ? literalChecks(fine.books, uncertain, reversible)
      : amendedChecks(fine.books, uncertain, attained);
  const { books } = fine;
  return {
    checks,
    figures: {
      "integral of S": books.entropyRate,
      "total entropy production": books.production,
      "error in space of the total (half the cells)": uncertain((of) => of.production).space,
      housekeeping: books.housekeeping,
      ...(books.startKl === null ? {} : { "KL at the start": books.startKl, "KL at the end": books.endKl! }),
      ...(books.transport === null ? {} : { "W2^2/(D T)": books.transport }),
    },
  };
}

interface Uncertainty {
  readonly time: number;
  readonly quadrature: number;
  readonly space: number;
}

/** The errors of a figure of the books. */
type Uncertain = (figure: (books: Books) => number) => Uncertainty;

/** Why a comparison is not made that would be of errors. */
const whyOpen = (tolerance: number, ...sizes: readonly number[]): string | null => {
  const share = tolerance / Math.max(...sizes.map(Math.abs));
  return share > TELLING
    ? `errors of the run leave ${Number((100 * share).toPrecision(2))} % of the larger side open: take more cells, a smaller solver.tolerance or a shorter time.end`
    : null;
};

function literalChecks({ entropyRate, startKl }: Books, uncertain: Uncertain, reversible: boolean): Check[] {
  if (startKl === null) return [];
  const { time, quadrature, space } = uncertain((books) => books.entropyRate - books.startKl!);
  const tolerance = SAFETY * (time + quadrature + space) + ROUNDING;
  const common = {
    measured: entropyRate,
    bound: startKl,
    tolerance,
    toleranceFrom: FROM.space,
    reason: whyOpen(tolerance, entropyRate, startKl),
  };
  return [
    check({ ...common, quantity: "integral of S = -dH/dt against KL(rho_0|rho*)", relation: "at-least" }),
    ...(reversible
      ? [
          check({
            ...common,
            quantity: "the same for a reversible process, where it is to be equal",
            relation: "equal",
          }),
        ]
      : []),
  ];
}

function amendedChecks(books: Books, uncertain: Uncertain, attained: boolean): Check[] {
  const checks: Check[] = [];
  if (books.startKl !== null) {
    const gap = (of: Books): number => of.production - (of.startKl! - of.endKl!);
    const { time, quadrature } = uncertain(gap);
    const both = uncertain((of) => gap(of) - of.housekeeping);
    const [apart, kept] = [time + quadrature, both.time + both.quadrature].map((error) => SAFETY * error + ROUNDING);
    // on the grid both hold to rounding: space does not enter
    checks.push(
      check({
        quantity: "total entropy production against KL_0 - KL_T",
        measured: books.production,
        relation: "at-least",
        bound: books.startKl - books.endKl!,
        tolerance: apart,
        toleranceFrom: FROM.ownGrid,
        reason: whyOpen(apart, books.production, books.startKl - books.endKl!),
      }),
      check({
        quantity: "what it has beyond that, against the housekeeping",
        measured: gap(books),
        relation: "equal",
        bound: books.housekeeping,
        tolerance: kept,
        toleranceFrom: FROM.ownGrid,
        reason: whyOpen(kept, books.production, books.housekeeping),
      }),
    );
  }
  if (books.transport !== null) {
    const { time, quadrature, space } = uncertain((of) => of.production - of.transport!);
    const tolerance = SAFETY * (time + quadrature + space) + ROUNDING;
    const common = {
      measured: books.production,
      bound: books.transport,
      tolerance,
      toleranceFrom: FROM.space,
      reason: whyOpen(tolerance, books.production, books.transport),
    };
    checks.push(
      check({ ...common, quantity: "total entropy production against W2(rho_0, rho_T)^2/(D T)", relation: "at-least" }),
    );
    if (attained)
      checks.push(check({ ...common, quantity: "the same, as nothing is wasted on a steady move", relation: "equal" }));
  }
  return checks;
}

/** Why the statements say nothing about a problem; null where they do. */
function reasonAgainst(problem: Problem, form: Request["form"]): string | null {
  const { grid, drift, restart, resets, initial, time } = problem;
  if (!initial || !time) return "there is no run: `initial` or `time` is missing";
  if (grid.axes.some(({ boundary }) => Object.values(boundary).includes("absorbing")))
    return "mass leaves through an absorbing end, where the production is infinite";
  if (initial.kind === "point") return "a start at a point has infinite entropy";
  if (drift.interaction) return "the drift depends on the density (drift.interaction), and rho* with it";
  if (restart) return "restarts go through no face: the current alone does not tell what they cost";
  if (resets.some(({ redistribute }) => redistribute)) return "resets change the density at once, which is no flow";
  if (resets.length > 0)
    return "resets raise D during the run, so that there is no fixed rho*, and no bound by transport either";
  if (
    variesInTime(problem) &&
    (form === "literal" ||
      grid.axes.length > 1 ||
      !constantDiffusion(problem) ||
      grid.axes[0].boundary.upper === "periodic")
  )
    return "drift or D change in time, so that there is no fixed rho*, and no bound by transport either";
  return null;
}
