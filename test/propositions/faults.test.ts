import { describe, expect, it } from "vitest";
import type { Certificate, Request } from "../../src/propositions/certificate.js";
import { documentedSet } from "../../src/propositions/documented-set.js";
import { examine } from "../../src/propositions/examine.js";
import { instruments } from "../../src/propositions/instruments.js";
import * as broken from "./broken.js";
import { off, withEvolve, withSimulate, withSpectrum, withSteady, type Broken } from "./broken.js";

/*
 * A certificate is worth what it notices. Each fault is put into what certificates measure with; the bound they measure
 * against comes from the statement of the problem, or from another instrument. An amended form has to fail then. A literal
 * one, which fails when all is sound, no longer has to: its witness depends on what is measured.
 */

const nameOf = ({ proposition, form, case: name }: Request): string => `${proposition}, ${form}, ${name}`;
const requests = new Map(documentedSet().map((request) => [nameOf(request), request]));

const stationary = (...cases: string[]): string[] => cases.map((name) => `stationary-distribution, amended, ${name}`);
const production = (...cases: string[]): string[] => cases.map((name) => `entropy-production, amended, ${name}`);
const transition = (...cases: string[]): string[] => cases.map((name) => `transition-criterion, amended, ${name}`);
const literally = (names: string[]): string[] => names.map((name) => name.replace(", amended,", ", literal,"));

const REVERSIBLE = ["narrow start", "wide start", "double well"];
const DRIVEN = ["tilted ring", "rotating tensor OU"];
const [LINE, PLANE] = ["random landscapes on a line", "random landscapes in the plane"] as const;
const ONSET = "onset of order among noisy oscillators";
const [ANISOTROPIC, BOXED] = ["limit: anisotropic noise", "limit: heavy tails, eta/D = 1/2"] as const;

/** On fewer cells, with fewer nodes and fewer landscapes: what is noticed there is noticed on more. */
function smaller(request: Request): Request {
  const cells: Readonly<Record<string, number>> = {
    "two-basins": 48,
    anisotropic: 48,
    "rotating-tensor-ou": 40,
    "tilted-ring": 96,
    quadratic: 160,
    "moving-trap": 160,
  };
  const { problem, protocol } = request;
  const fewer = request.on === "density" ? cells[String(problem["name"])] : undefined;
  const axes = problem["axes"] as object[];
  return {
    ...request,
    problem: fewer === undefined ? problem : { ...problem, axes: axes.map((axis) => ({ ...axis, cells: fewer })) },
    protocol: {
      ...protocol,
      ...(request.proposition === "entropy-production" ? { nodes: 32 } : {}),
      ...(request.on === "landscapes" ? { training: 5, test: 5 } : {}),
    },
  };
}

const made = (name: string, faulty: Broken = {}): Certificate =>
  examine(smaller(requests.get(name)!), { instruments: { ...instruments, ...faulty } });

const sound = new Map<string, Certificate>();
const soundly = (name: string): Certificate => {
  if (!sound.has(name)) sound.set(name, made(name));
  return sound.get(name)!;
};

/**
 * Whether a certificate says that something is wrong. Of few landscapes areas and accuracies say little: there it is that the
 * spectrum is that of the landscape, in whatever units, and that barriers without doubt are what they say. A limit has no
 * verdict, but what it shows beside the reason has to come out as documented: T by the virial estimator.
 */
function notices({ form, on, case: name, verdict, checks }: Certificate): boolean {
  // no state can be as claimed in two units: the row of the other unit fails of any
  if (form === "literal" && on === "density" && checks.some(({ quantity }) => isOfOtherUnit(quantity)))
    return checks.every(({ holds, quantity }) => isOfOtherUnit(quantity) || holds !== false);
  if (form === "literal") return verdict !== "fails";
  const telling =
    on === "landscapes" ? /first mode|change of|barriers below/ : name.startsWith("limit:") ? /by the virial/ : null;
  return telling
    ? checks.some(({ holds, quantity }) => holds === false && telling.test(quantity))
    : verdict === "fails";
}

const isOfOtherUnit = (quantity: string): boolean => quantity.startsWith("KL of the same");

interface Fault {
  readonly fault: string;
  readonly faulty: Broken;
  readonly of: readonly string[];
}

const ONE_PERCENT = "a D that is off by 1 %";
const faults: readonly Fault[] = [
  {
    fault: ONE_PERCENT,
    faulty: withSteady(off(1)),
    of: stationary(
      ...["double well", "two basins in the plane", "pressed against a wall", "heavy tails, eta/D = 4"],
      ...[ANISOTROPIC, BOXED],
    ),
  },
  {
    fault: "a drift that climbs the loss",
    faulty: withSteady(broken.uphill),
    of: stationary("pressed against a wall"),
  },
  { fault: "a dropped boundary term", faulty: broken.withoutEnds, of: stationary("pressed against a wall") },
  {
    fault: ONE_PERCENT,
    faulty: withEvolve(off(1)),
    of: production(...REVERSIBLE, ...DRIVEN, "moving trap"),
  },
  {
    fault: "the wrong sign of the drift in the flux along one axis",
    faulty: withEvolve(broken.turned(1)),
    of: production("rotating tensor OU"),
  },
  { fault: "a drift that climbs the loss", faulty: withEvolve(broken.uphill), of: production(...REVERSIBLE) },
  {
    fault: "a dropped face, the one where the ring closes",
    faulty: withEvolve(broken.opened),
    of: production("tilted ring"),
  },
  {
    fault: "housekeeping taken for excess",
    faulty: broken.housekeepingForExcess,
    of: production(...REVERSIBLE, ...DRIVEN),
  },
  { fault: ONE_PERCENT, faulty: withSpectrum(off(1)), of: transition(LINE, PLANE) },
  { fault: ONE_PERCENT, faulty: withEvolve(off(1)), of: transition(ONSET) },
  { fault: "a drift that climbs the loss", faulty: withSpectrum(broken.uphill), of: transition(LINE) },
  { fault: "a solver that knows one unit of length only", faulty: broken.shortSighted, of: transition(LINE) },
  { fault: "walls taken for passes", faulty: broken.wallsForPasses, of: transition(LINE, PLANE) },
  { fault: "a mean field that repels", faulty: withEvolve(broken.repelling), of: transition(ONSET) },
];

const undone: readonly Fault[] = [
  {
    fault: "a stationary state that is what the literal form claims",
    faulty: broken.settledAsClaimed,
    of: literally(stationary("double well", "two basins in the plane")),
  },
  {
    fault: "a run that has settled from the start",
    faulty: broken.settledFromTheStart,
    of: literally(production(...REVERSIBLE, ...DRIVEN)),
  },
  { fault: "the total production taken for S", faulty: broken.totalForS, of: literally(production(...DRIVEN)) },
  {
    fault: "a criterion that looks up the answer",
    faulty: broken.truthForCriterion,
    of: literally(transition(LINE, PLANE)),
  },
  { fault: "half the D", faulty: withEvolve(off(-50)), of: literally(transition(ONSET)) },
];

/** Particles cost seconds, and say themselves how large an error they notice. */
const PARTICLES = { bowl: "particles in a bowl", well: "particles in a double well" } as const;

const each = (list: readonly Fault[]): [string, string, Broken][] =>
  list.flatMap(({ fault, faulty, of }) => of.map((name): [string, string, Broken] => [name, fault, faulty]));

describe("a certificate of the documented set", () => {
  it.each(each(faults))("%s: notices %s, and nothing when all is sound", (name, _, faulty) => {
    expect(notices(soundly(name))).toBe(false);
    expect(notices(made(name, faulty))).toBe(true);
  });

  it.each(each(undone))("%s: loses its witness to %s", (name, _, faulty) => {
    expect(soundly(name)).toMatchObject({ verdict: "fails", witness: expect.any(String) });
    expect(notices(made(name, faulty))).toBe(true);
  });

  it(`${PARTICLES.bowl}: notices ${ONE_PERCENT}, as it says it would`, () => {
    // that it holds when all is sound is seen where the whole set is examined
    const [name] = stationary(PARTICLES.bowl) as [string];
    const { verdict, checks, figures } = made(name, withSimulate(off(1)));
    expect(verdict).toBe("fails");
    expect(figures["share of D that 999 of 1000 runs would notice"]).toBeLessThan(0.01);
    // T off by 1 % is at least 8 standard errors, of which the tolerance takes four
    expect(figures["non-centrality of a D off by 1 %, (0.01 T/standard error)^2"]).toBeGreaterThan(64);
    for (const { holds } of checks) expect(holds).toBe(false);
  });

  it(`${PARTICLES.well}: notices a D that is off by the share it says it would`, () => {
    const request = requests.get(stationary(PARTICLES.well)[0]!)!;
    const fewer = {
      ...request,
      problem: {
        ...request.problem,
        time: { end: 6, frames: 2 },
        particles: { ...(request.problem["particles"] as object), count: 50000 },
      },
    };
    const { verdict, figures } = examine(fewer);
    expect(verdict).toBe("holds");
    const share = figures["share of D that 999 of 1000 runs would notice"]!;
    // 4 standard errors and 3.09 more of sqrt(5.7/n) of T, and the error of the step: 10 % in all
    expect(share).toBeLessThan(0.1);
    const faulty = { ...instruments, ...withSimulate(off(100 * share)) };
    expect(examine(fewer, { instruments: faulty }).verdict).toBe("fails");
  });

  it("is tried with a fault, whichever it is", () => {
    const tried = [...faults, ...undone].flatMap(({ of }) => of).concat(stationary(PARTICLES.bowl, PARTICLES.well));
    expect([...new Set(tried)].sort()).toEqual([...requests.keys()].sort());
    expect(requests.size).toBe(documentedSet().length);
  });
});
