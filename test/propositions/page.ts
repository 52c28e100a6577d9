import type { Certificate, Form, Proposition } from "../../src/propositions/certificate.js";
import type { Check } from "../../src/propositions/check.js";
import { problemFromData } from "../../src/problem/file.js";
import { examine } from "../../src/propositions/examine.js";
import { requestsFor } from "../../src/propositions/own-problem.js";
import { bottleneck } from "./bottleneck.js";
import { gaussianProduction } from "./gaussian-production.js";
import { markdownOf, type Table } from "../verification/table.js";

type Certificates = readonly Certificate[];

/** The text of docs/propositions.md, from certificates of the documented set. */
export function propositionsPage(all: Certificates): string {
  const of = (proposition: Proposition, form: Form): Certificates =>
    all.filter((certificate) => certificate.proposition === proposition && certificate.form === form);
  const parts = [INTRODUCTION];
  for (const { proposition, title, wrong, holds, byHand } of chapters) {
    const [literal, amended] = [of(proposition, "literal"), of(proposition, "amended")];
    parts.push(
      `## ${title}`,
      `### As written`,
      `> ${literal[0]!.statement}`,
      wrong(literal),
      tableOf(literal),
      `### As it holds`,
      `> ${amended[0]!.statement}`,
      holds(amended),
      tableOf(amended),
      notApplicable(amended),
      `### By hand`,
      byHand,
      `Sources: ${amended[0]!.reference}.`,
    );
  }
  return parts.filter((part) => part !== "").join("\n\n") + "\n";
}

const INTRODUCTION = `# Propositions

Written by \`npm run propositions\` from certificates that are made anew each time: figures in the tables, and those of
measurements in the text, come from them; those under "By hand" are worked out on paper. Three
claims about learning dynamics as a stochastic process, each *as written* in the literature this program implements and *as it
holds*. \`fokker-planck verify --out runs/certificates\` makes the certificates, a JSON file each with the problem, what was
measured, the bound, the tolerance and where it comes from; \`fokker-planck verify --rerun FILE\` repeats one from that file alone
and compares every figure; \`fokker-planck verify PROBLEM\` says which of the claims apply to a problem of your own. The schema of
certificates is printed by \`fokker-planck schema certificate\`.

The equation is d rho/dt = -div J with J = mu rho - D grad rho and mu = -eta grad L + force throughout; rho* is its stationary
density. A comparison holds when the measured figure is on the right side of the bound to within the tolerance. Tolerances are
made of the errors of the runs themselves, not of what is hoped for; the few that are chosen are called "protocol" in the certificates. A comparison whose figures are no finite numbers is not made, nor one
of entropies whose tolerance is more than 5 % of the larger side.`;

interface Chapter {
  readonly proposition: Proposition;
  readonly title: string;
  readonly wrong: (certificates: Certificates) => string;
  readonly holds: (certificates: Certificates) => string;
  readonly byHand: string;
}

const chapters: readonly Chapter[] = [
  {
    proposition: "stationary-distribution",
    title: "1. The stationary distribution",
    wrong:
      () => `The units do not match: D is a length squared over time and mu a length over time, so that T_eff is a length, while L/T_eff
has to be a number. In units of length half as long (z -> 2 z, L -> 4 L, D -> 4 D) the same process has twice the L/T_eff: another claim, so that at
most one of them is right. Nor does a norm of mu undo the dependence on D unless |grad L| is the same everywhere, as of |x|: at a
quadratic loss T_eff goes as the square root of D, the temperature as D itself. The formula can be right at one D and in one unit by
accident; it is therefore looked at for three and in two. Distances below are KL divergences of the density that settles from the one
that is claimed. Where the density is nearly even, many temperatures describe it, and that the claimed one does is no comparison.`,
    holds: (
      certificates,
    ) => `A drift down a loss and a D that is constant and the same in all directions are in detailed balance with exp(-L/T), T = D/eta.
T is measured in three ways that use different parts of the density and none of which knows what T should be: the slope of
-log rho against L; the virial; and the configurational estimator,

    T = <z.grad L> / (d - surface integral of rho z.n)
    T = <|grad L|^2> / (<div grad L> - surface integral of rho dL/dn)

The latter two are integrals by parts, whose surface terms count where a wall presses upon the density. Their tolerance is made of
the errors of what is divided and of what it is divided by, each from two halvings of the cells; where these do not settle, where L has
a jump, a kink or a singularity, or waves between cells, or where more than 1 % stays uncertain, the comparison is not made and says so. On particles, which know nothing of the grid, the same three agree
within four standard errors and the error of the step. As all three are in proportion to D, that says how large an error of D would be
noticed (in 999 of 1000 runs): ${particlesNotice(certificates)}. In a bowl L = x^2/2 the scheme keeps the
variance at any step, so that all effort can go into the number of particles; the virial and the configurational estimator are the same there.

Two limits. With D different along the axes the density that settles is no function of L, whatever the temperature. And where
exp(-L/T) has no integral nothing settles: what a box shows then belongs to the box. That is looked at by doubling the box where L rises
beyond all its ends; where it does not, the walls count as a part of the problem. A loss that comes back to another value around a ring is a force, and nothing
is said of it; nor is anything of a rate eta of 0 or less.`,
    byHand: `L = k x^2/2 with constant D: the stationary density is a Gaussian of variance v = D/(eta k) (balance of eta k x rho against D d rho/dx).
Its -log is x^2/(2 v) = L eta/D, hence T = D/eta. But ||mu||^2 = eta^2 k^2 v = eta k D, so that T_eff = sqrt(D/(eta k)):
right for D = 1/k alone (eta = 1). \`fokker-planck verify ou\`, where k = eta = 1, prints T_eff = 0.5, 0.7071, 1 for D = 0.25, 0.5, 1.`,
  },
  {
    proposition: "entropy-production",
    title: "2. Entropy production",
    wrong:
      () => `S is minus the rate at which the entropy H of the density rises, so that its integral is H(0) - H(T), whatever happens in between:
below zero for every narrow start that spreads, while a KL divergence never is. The entropy that goes into the medium is missing.
It is no matter of reversibility either: the first three cases are reversible, and the two sides are far from equal. The claim states no
time; it is asked here at the T of each run, the integral of S from 0 to T against the whole KL_0, which the first case misses at any T, as
its H only rises. "Equality for reversible processes only" says that equality implies reversibility; read like that the second
comparison would test nothing, so that it is asked the other way round, whether reversible processes have equality.`,
    holds: (
      certificates,
    ) => `The total production sigma = integral of J.D^-1 J/rho is never negative. In part it relaxes the density, which is the fall of
KL(rho|rho*), and in part it keeps the stationary current going, the housekeeping, which is never negative either and vanishes in
detailed balance. Their sum is exact on the grid too, so that the second comparison of each case holds to the errors of time
alone. It is a statement about the figures of the grid, with the sigma of the grid on both sides: how far these are from those of the
equation is another matter. ${spaceOf(certificates, "rotating tensor OU")} The rates are integrated over time on their own
(Clenshaw-Curtis quadrature, more closely at the start, and where a run is far longer than its transients on panels that grow with time); the divergences are taken at both ends, from a stationary state that is
solved for separately. For a constant D on one axis moving a density costs at least W2^2/(D T), W2 its distance in the sense of
optimal transport: a trap that moves at a steady pace wastes nothing.`,
    byHand: `"Narrow start" is L = x^2/2, D = 1/2 from a Gaussian of mean 1.5 and variance 0.04, over T = 3; Gaussians stay Gaussian with mean
1.5 e^-t and variance 0.5 - 0.46 e^-2t. So H(0) - H(T) = 0.5 log(0.04/0.49886) = -1.2617, and with the stationary variance
0.5: KL_0 = 0.5 (0.08 + 4.5 - 1 - log 0.08) = 3.0529, KL_T = 0.0056: production 3.0473. "Moving trap": at a pace of 2 the
current is 2 rho after all of it has settled, so that sigma = 4/D = 10 for D = 0.4, and W2 = 2 over a time of 1: W2^2/(D T) = 10.`,
  },
  {
    proposition: "transition-criterion",
    title: "3. The transition criterion",
    wrong: (
      certificates,
    ) => `The units do not match here either: measured in other units of length (z -> c z, L -> c^2 L, D -> c^2 D) it is the same process with the same
Hessian, and D is as large as one likes. ${flips(certificates)} Curvature is not what holds a density back either: a ripple of short waves has
large curvature and low barriers. Which norm of the Hessian is meant is not stated. It is read here, for want of a better one, as the root mean
square over rho*; with the largest value instead the area under
the curve is ${areas(certificates, "AUC of D/(eta max ||hess L||), test set")}. For oscillators that pull each other, with ||hess L||
read as the largest |W''| (our reading again), the criterion would have them fall into step below D = K.`,
    holds: (
      certificates,
    ) => `What holds a density back is the height of the passes. The critical depth Delta is the largest finite persistence of the sublevel
sets of L: fill the landscape with water; each basin ends when its water runs over into a deeper one; Delta is the longest way from
the bottom of a basin to its pass. (Cells that are too wide for a narrow valley make barriers in it: \`verify\` looks at it on finer cells, and says
nothing where it is another there.) It scales as L does, so that epsilon = D/(eta Delta) is a number that no unit changes. (That the figures
do not change with the unit either follows from this; the rows that compare them guard the code, and prove nothing about the claim.)

The truth is the relaxation spectrum. Where basins trap, a few rates lambda_k (one for each passage) are far below the next one
(settling within a basin); motion counts as free when lambda_k/lambda_(k+1) > 0.2 for as many k as there are passages (basins but the lowest) and two more, four at least.
Landscapes are drawn at random: ${ensemble(certificates, "random landscapes on a line")}, with c = 1; six waves likewise in the plane, as the certificates have it. The first of them teach the threshold, the others are judged
by it. Area under the curve (1 tells all apart, 0.5 is chance), on the
test set with intervals of 90 %: amended ${areas(certificates, "AUC of D/(eta critical depth), test set")}, literal ${areas(certificates, "AUC of D/(eta ||hess L||), test set")}.
An area has no threshold to be learned, so that all landscapes may be asked: amended ${plainly(certificates, "AUC of D/(eta critical depth), all")}, literal
${plainly(certificates, "AUC of D/(eta ||hess L||), all")}; the test set on a line happens to be one of the harder halves. What counts as free matters too: by
lambda_1/lambda_2 > 0.2 alone, which takes three basins with two equal passes for free motion, it would be amended
${plainly(certificates, "AUC of D/(eta critical depth), all, were lambda_1/lambda_2 the truth")}, literal ${plainly(certificates, "AUC of D/(eta ||hess L||), all, were lambda_1/lambda_2 the truth")}.
Accuracy at the threshold: ${areas(certificates, "accuracy at the threshold, test set")}. The gain in area is the
amended less the literal on the same landscapes: ${areas(certificates, "AUC, amended less literal")}; it depends on the landscapes drawn.
The marks of 0.5 and 3.5 temperatures, below and above which the criterion is sure, were chosen on these very landscapes: among thousands of others single ones
defy them.

It is a criterion and no theorem: there is no transition in a linear equation with constant D, only a crossover, and landscapes
on the border are judged wrongly now and then. Nor does a low barrier alone make motion free: ${narrowNeck()} A true transition needs a mean field. There linear stability gives the threshold: a wave of
number k on the uniform density of a ring of length l grows at the rate -k^2 (D + w_k/l), w_k the Fourier coefficient of the
interaction, and the D at which runs of the density show neither growth nor decay agrees.`,
    byHand: `\`fokker-planck verify double-well\`: L = (x^2 - 1)^2 with D = 0.25 has passes 1 above its wells, hence 1/epsilon = 4; Kramers' rate
sqrt(8 * 4)/(2 pi) e^-4 = 0.0165 each way, 0.033 both ways, against settling at 3.3: a ratio of 0.01. The Hessian is 8 in the wells, so
that D/||hess L|| = 0.03: but with x in units 16 times as small D is 256 times as large, and the criterion would have it move freely.
Oscillators, W = -K cos x: w_1 = -pi K and l = 2 pi, so that r = |E e^(ix)| grows at the rate K/2 - D: the onset is D = K/2 = 1.5 for K = 3.`,
  },
];

/** Each comparison of each case. */
function tableOf(certificates: Certificates): string {
  const rows = certificates.flatMap(({ case: name, verdict, checks }) =>
    checks.map((check, k) => [
      k === 0 ? name : "",
      k === 0 ? WORDS[verdict] : "",
      check.quantity,
      figure(check.measured),
      `${SIGNS[check.relation]} ${figure(check.bound)}`,
      check.tolerance === null ? "none" : check.tolerance === 0 ? "0" : check.tolerance.toExponential(1),
      check.holds === null ? "not made" : check.holds ? "yes" : "**no**",
    ]),
  );
  const table: Table = {
    title: "",
    about: "",
    columns: ["case", "verdict", "what is compared", "measured", "bound", "tolerance", "holds"],
    rows,
  };
  return markdownOf(table)
    .replace(/^## \n+/, "")
    .trim();
}

const WORDS = { holds: "holds", fails: "fails", "not-applicable": "does not apply" } as const;
const SIGNS: Readonly<Record<Check["relation"], string>> = { equal: "=", "at-least": "≥", "at-most": "≤" };

/** What is nothing but rounding is written as 0: it differs from one machine to the next. */
const figure = (value: number | null): string =>
  value === null ? "none" : Math.abs(value) < 1e-12 ? "0" : String(Number(value.toPrecision(5)));

const notApplicable = (certificates: Certificates): string =>
  certificates
    .filter(({ reason }) => reason !== null)
    .map(({ case: name, reason }) => `- ${name}: does not apply, as ${reason}.`)
    .join("\n");

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** What error of D the certificates on particles say they notice. */
const particlesNotice = (certificates: Certificates): string =>
  certificates
    .filter(({ on }) => on === "particles")
    .map(
      ({ case: name, figures }) =>
        `${percent(figures["share of D that 999 of 1000 runs would notice"]!)} ${name.replace("particles ", "")}`,
    )
    .join(", ");

/** How far the total production of a case is off for its grid, as far as half the cells tell. */
const spaceOf = (certificates: Certificates, name: string): string => {
  const { figures, problem } = certificates.find((certificate) => certificate.case === name)!;
  const exact = gaussianProduction(problem);
  const [total, space] = ["total entropy production", "error in space of the total (half the cells)"].map(
    (each) => figures[each]!,
  ) as [number, number];
  return `In the rotating case half the cells tell that the total of ${total.toFixed(2)} is off by some ${percent(space / total)}; by the mean and covariance of the Gaussian that it is, which obey ordinary differential equations, it is ${exact.toFixed(4)}, ${percent(Math.abs(total / exact - 1))} away.`;
};

const flips = (certificates: Certificates): string =>
  certificates
    .filter(({ on }) => on === "landscapes")
    .map(
      ({ checks: [first], figures }) =>
        `Of ${figures["landscapes"]} landscapes ${first!.measured} change their verdict.`,
    )
    .join(" ");

/** A problem of one's own on which the criterion is wrong. */
function narrowNeck(): string {
  const { figures, verdict } = examine(requestsFor(problemFromData(bottleneck))[5]!);
  const [{ range: x }, { range: y }] = bottleneck.axes;
  return `two wide rooms joined by a narrow neck,
L = ${bottleneck.drift.loss.replaceAll("*", " ").replaceAll("  ", " ")} with D = ${bottleneck.diffusion} on ${x[0]} < x < ${x[1]}, ${y[0]} < y < ${y[1]}, have a pass of ${figures["eta critical depth/D"]!.toFixed(2)} temperatures between them (${bottleneck.axes.map(({ cells }) => cells).join(" by ")} cells). Yet the gap ratio is ${figures["least lambda_k/lambda_(k+1)"]!.toFixed(3)}, as the way through has to be
found: a bottleneck of entropy, of which Delta knows nothing. \`verify\` says of it that the criterion ${verdict}.`;
}

/** What is drawn, in words. */
function ensemble(certificates: Certificates, name: string): string {
  const { problem } = certificates.find((certificate) => certificate.case === name)!;
  const { loss } = problem["drift"] as { loss: string };
  const { D, ...rest } = problem["parameters"] as Record<string, number>;
  const [{ name: axis, range }] = problem["axes"] as [{ name: string; range: string[] }];
  const amplitudes = Object.entries(rest).filter(([each]) => /^a\d/.test(each));
  return `on a line L = ${loss.replaceAll("*", " ")}
on ${range.join(` < ${axis} < `).replaceAll("*", " ")}, amplitudes ${amplitudes.map(([each]) => each).join(", ")} uniform up to ${amplitudes.map(([, value]) => value).join(", ")} either way, phases uniform, D log-uniform from ${D! / 2} to ${2 * D!}`;
}

const plainly = (certificates: Certificates, name: string): string =>
  certificates
    .filter(({ on }) => on === "landscapes")
    .map(({ figures, case: place }) => `${figures[name]!.toFixed(3)} ${place.replace("random landscapes ", "")}`)
    .join(" and ");

const areas = (certificates: Certificates, name: string): string =>
  certificates
    .filter(({ on }) => on === "landscapes")
    .map(({ figures, case: place }) => {
      const [value, from, to] = ["", ", from", ", to"].map((end) => figures[`${name}${end}`]!.toFixed(3));
      return `${value} (${from} to ${to}) ${place.replace("random landscapes ", "")}`;
    })
    .join(" and ");
