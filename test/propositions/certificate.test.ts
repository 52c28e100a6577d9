import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.js";
import { defineProblem } from "../../src/problem/define.js";
import { certificateFromData, certificateOf, type Request } from "../../src/propositions/certificate.js";
import { check } from "../../src/propositions/check.js";
import { documentedSet } from "../../src/propositions/documented-set.js";
import { examine } from "../../src/propositions/examine.js";
import { requestsFor } from "../../src/propositions/own-problem.js";
import { rerun } from "../../src/propositions/rerun.js";
import { integral, rateQuadrature } from "../../src/propositions/rate-quadrature.js";
import { asDocumented } from "../../src/propositions/verify.js";
import { bottleneck } from "./bottleneck.js";

const [request] = documentedSet() as [Request];
const compared = (measured: number, relation: "equal" | "at-least" | "at-most", bound = 1, tolerance = 0.1) =>
  check({ quantity: "it", measured, relation, bound, tolerance, toleranceFrom: "here" });
const certificate = (...checks: ReturnType<typeof check>[]) =>
  certificateOf(request, { statement: "s", reference: "r" }, { checks }, {});

describe("a check", () => {
  it("holds to within its tolerance, on the side that matters", () => {
    expect([0.95, 1.05, 0.8, 1.2].map((value) => compared(value, "equal").holds)).toEqual([true, true, false, false]);
    expect([0.95, 1.2, 0.8].map((value) => compared(value, "at-least").holds)).toEqual([true, true, false]);
    expect([1.05, 0.8, 1.2].map((value) => compared(value, "at-most").holds)).toEqual([true, true, false]);
    expect(compared(0.8, "at-least").margin).toBeCloseTo(-0.1, 12);
  });

  it("of what is no finite number is not made, and says so", () => {
    for (const value of [NaN, Infinity])
      expect(compared(value, "at-least")).toMatchObject({
        holds: null,
        measured: null,
        reason: expect.stringMatching(/measured figure/),
      });
    expect(compared(1, "equal", NaN)).toMatchObject({
      holds: null,
      bound: null,
      reason: expect.stringMatching(/bound/),
    });
    const none = compared(1, "equal", 1, Infinity);
    expect(none).toMatchObject({ holds: null, tolerance: null, reason: expect.stringMatching(/tolerance/) });
    // nothing else was compared: no verdict, and the certificate is one that can be read again
    const empty = certificate(none);
    expect(empty).toMatchObject({ verdict: "not-applicable", reason: expect.stringMatching(/tolerance/) });
    expect(certificateFromData(JSON.parse(JSON.stringify(empty)))).toEqual(empty);
    expect(certificate(none, compared(2, "equal")).verdict).toBe("fails");
  });
});

describe("a certificate", () => {
  it("is decided by the check that fails worst, or has the least room", () => {
    expect(certificate(compared(1, "equal"), compared(1.09, "equal"))).toMatchObject({
      verdict: "holds",
      measured: 1.09,
    });
    const failed = certificate(compared(1.15, "equal"), compared(1.3, "equal"), compared(1, "equal"));
    expect(failed).toMatchObject({ verdict: "fails", measured: 1.3, witness: expect.stringMatching(/^it is 1.3/) });
  });

  it("decides nothing where the proposition does not apply, or nothing was compared", () => {
    const boxed = certificateOf(
      request,
      { statement: "s", reference: "r" },
      { checks: [compared(9, "equal")], reason: "why" },
      {},
    );
    expect(boxed).toMatchObject({ verdict: "not-applicable", reason: "why", witness: null });
    expect(certificate().verdict).toBe("not-applicable");
  });

  it("is as documented when its verdict is the one expected, and of a user's own problem unless an amended form fails", () => {
    const failed = certificate(compared(2, "equal"));
    expect(asDocumented({ ...failed, expected: "fails" })).toBe(true);
    expect(asDocumented({ ...failed, expected: "holds" })).toBe(false);
    expect(asDocumented({ ...failed, expected: null, form: "literal" })).toBe(true);
    expect(asDocumented({ ...failed, expected: null, form: "amended" })).toBe(false);
  });

  it("survives JSON, and is refused with the place when it is none", () => {
    const made = examine(request, { versions: { "fokker-planck": "1.2.3" } });
    const read = certificateFromData(JSON.parse(JSON.stringify(made)));
    expect(read).toEqual(made);
    for (const [bad, path] of [
      [{ ...made, verdict: "maybe" }, "verdict"],
      [{ ...made, checks: [{ ...made.checks[0], margin: "wide" }] }, "checks[0].margin"],
      [null, ""],
    ] as const)
      expect(() => certificateFromData(bad)).toThrow(expect.objectContaining({ code: "bad-certificate", path }));
  });

  it("is refused in words of its own, whatever else is read in its place", () => {
    const made = examine(request);
    const faultOf = (data: unknown): string => {
      try {
        certificateFromData(data);
      } catch (error) {
        return (error as Error).message;
      }
      return "";
    };
    // run.json of a comparison, say
    expect(faultOf({ problem: "ou", verdict: "agree" })).toMatch(
      /^expected a certificate, as `verify --json` prints it, found a mapping without the keys of one\. /,
    );
    expect(faultOf(null)).toMatch(/found nothing without the keys of one/);
    expect(faultOf({ ...made, verdict: "maybe" })).toMatch(
      /^verdict: expected one of holds, fails, not-applicable, found "maybe"\./,
    );
    expect(faultOf({ ...made, more: 1 })).toMatch(/expected a certificate, .* found unknown key "more"\./);
  });

  it("of an earlier version, which stated less, is refused with what to do", () => {
    const made = examine(request);
    const old = { ...made, checks: made.checks.map(({ reason, ...stated }) => (expect(reason).toBeNull(), stated)) };
    expect(() => certificateFromData(old)).toThrow(
      expect.objectContaining({
        path: "checks[0].reason",
        message: expect.stringMatching(/earlier version .* make it anew/),
      }),
    );
    expect(() => certificateFromData({ ...made, versions: 3 })).toThrow(/schema certificate/);
    expect(() => certificateFromData({ proposition: "entropy-production" })).toThrow(/schema certificate/);
  });

  it("repeated by another version has the same figures", () => {
    const made = examine(request, { versions: { "fokker-planck": "0.0.1" } });
    expect(rerun(made, { versions: { "fokker-planck": "9.9.9" } })).toMatchObject({ exact: true, differences: [] });
    const figures = Object.fromEntries(
      Object.entries(made.figures).map(([name, value]) => [name, value! * (1 + 1e-12)]),
    );
    // what another processor rounds differently is no difference
    expect(rerun({ ...made, figures })).toMatchObject({ exact: false, differences: [] });
    expect(rerun({ ...made, verdict: "holds" }).differences).toEqual([
      { path: "verdict", then: "holds", now: "fails" },
    ]);
  });

  it("repeated gives away what was changed in it, words as well as figures far below the largest", () => {
    const sound = examine(
      documentedSet().find(({ case: name, form }) => name === "narrow start" && form === "amended")!,
    );
    expect(rerun(sound).differences).toEqual([]);
    const check = (change: object) => ({
      checks: sound.checks.map((each, k) => (k === 1 ? { ...each, ...change } : each)),
    });
    const forged: [object, string][] = [
      [check({ measured: 5e-9 }), "checks[1].measured"],
      [check({ tolerance: 2 * sound.checks[1]!.tolerance! }), "checks[1].tolerance"],
      [check({ quantity: "something else, 0" }), "checks[1].quantity"],
      [{ case: "a quite different case" }, "case"],
      [{ statement: "any claim at all, 1" }, "statement"],
      [{ reference: "A. Nobody (1905)" }, "reference"],
      [{ witness: "x is 1" }, "witness"],
      [{ expected: "fails" }, "expected"],
    ];
    for (const [change, path] of forged)
      expect(rerun({ ...sound, ...change }).differences.map((each) => each.path)).toContain(path);
  });

  it("is refused when its protocol cannot be followed, with the place", () => {
    const of = (pattern: RegExp) => documentedSet().find((each) => pattern.test(`${each.form} ${each.case}`))!;
    const production = of(/amended narrow start/);
    const line = of(/literal .* on a line/);
    const refused: [Request, string][] = [
      ...[0, -4, 6, 1e7].map((nodes): [Request, string] => [{ ...production, protocol: { nodes } }, "protocol.nodes"]),
      [{ ...production, on: "particles" }, "on"],
      [{ ...line, protocol: {} }, "protocol.seed"],
      [{ ...line, protocol: { seed: 1, training: 0, test: 1 } }, "protocol.training"],
      [{ ...line, protocol: { seed: 1, training: 1, test: 1e9 } }, "protocol.test"],
      [{ ...line, problem: { ...request.problem, parameters: { eta: 0.1 }, diffusion: 0.05 } }, "problem.parameters"],
      [{ ...request, protocol: { diffusionFactors: [0, -1] } }, "protocol.diffusionFactors"],
    ];
    for (const [bad, path] of refused)
      expect(() => examine(bad)).toThrow(expect.objectContaining({ code: "bad-protocol", path }));
    // what is no landscape is told apart from what is no protocol
    const noLoss = { ...line, problem: { ...line.problem, drift: {} }, protocol: { seed: 1, training: 3, test: 3 } };
    expect(examine(noLoss)).toMatchObject({ verdict: "not-applicable", reason: expect.stringMatching(/no loss/) });
  });
});

describe("random landscapes", () => {
  const line = documentedSet().find(({ on, form }) => on === "landscapes" && form === "amended")!;

  it("are the same again from their seed, and others from another", () => {
    // with another protocol it is not the documented case
    const own = { case: String(line.problem["name"]), expected: null };
    const few = (seed: number) => examine({ ...line, ...own, protocol: { seed, training: 8, test: 8 } });
    const made = few(1);
    expect(rerun(made)).toMatchObject({ exact: true, differences: [] });
    expect(few(2).figures).not.toEqual(made.figures);
  });
});

describe("the transition criterion in a mean field", () => {
  const ring = (interaction: string, cells: number) =>
    examine(
      requestsFor(
        defineProblem({
          axes: [{ name: "x", range: [0, "2*pi"], cells, boundary: "periodic" }],
          drift: { interaction },
          diffusion: 1,
        }),
      )[5]!,
    );

  it("follows waves that travel, as W need not be even", () => {
    expect(ring("-3*cos(dx) + sin(dx)", 64)).toMatchObject({ verdict: "holds", bound: expect.closeTo(1.5, 9) });
  });

  it("says so when the wave that turns first is too short for the grid", () => {
    expect(ring("-cos(20*dx) - 0.5*cos(dx)", 64).reason).toMatch(/wave number 20 .* takes 160 cells/);
  });
});

describe("a problem of one's own", () => {
  const problem = (more: object) =>
    defineProblem({ axes: [{ name: "x", range: [-3, 3], cells: 64 }], diffusion: 0.5, ...more });
  const reasons = (more: object): (string | null)[] => requestsFor(problem(more)).map((each) => examine(each).reason);

  it("of functions has no certificates", () => {
    expect(() => requestsFor(problem({ drift: { loss: (x: number) => x * x } }))).toThrow(InputError);
  });

  it("is told which propositions do not apply, and why", () => {
    const loss = "x^2/2";
    const [, stationary, literal, production, , transition] = reasons({ drift: { loss }, diffusion: "0.5 + 0.1*x^2" });
    expect([stationary, transition]).toEqual([
      expect.stringMatching(/^D is not constant/),
      expect.stringMatching(/^D is not/),
    ]);
    for (const reason of [literal, production]) expect(reason).toMatch(/there is no run/);
    expect(reasons({ drift: { loss, force: { x: "1" } } })[1]).toMatch(/a force besides the loss/);
    expect(reasons({ drift: { loss, learningRate: "1/(1 + t)" } })[1]).toMatch(/changes in time/);
    expect(reasons({ drift: { loss: "2" } })[1]).toMatch(/the same everywhere/);
    const initial = { gaussian: { mean: 0, variance: 0.1 } };
    expect(reasons({ drift: { loss }, initial, time: { end: 1 }, resets: [{ at: [0.5], boost: 0.1 }] })[3]).toMatch(
      /resets/,
    );
    const raised = { drift: { loss }, initial, time: { end: 1 }, resets: [{ at: [0.5], boost: 0.1 }] };
    expect(reasons(raised)[1]).toMatch(/resets\[0\] raises D for good/);
    expect(reasons({ ...raised, resets: [{ at: [0.5], redistribute: { alpha: 0.01 } }] })[3]).toMatch(/no flow/);
    expect(reasons({ drift: { loss }, initial: { point: 0 }, time: { end: 1 } })[3]).toMatch(/infinite entropy/);
  });

  it("behind a barrier of which the criterion is not sure gets no verdict", () => {
    const well = (D: number) => examine(requestsFor(problem({ drift: { loss: "(x^2 - 1)^2" }, diffusion: D }))[5]!);
    expect(well(0.1).verdict).toBe("holds");
    expect(well(0.5)).toMatchObject({ verdict: "not-applicable", reason: expect.stringMatching(/in between/) });
    expect(well(4).verdict).toBe("holds");
  });

  it("with six wells is not taken for free motion: the slow rates are as many as the passages", () => {
    const six = { axes: [{ name: "x", range: [0, 6], cells: 180 }], drift: { loss: "cos(2*pi*x)" }, diffusion: 0.2 };
    const { verdict, figures } = examine(requestsFor(problem(six))[5]!);
    expect(verdict).toBe("holds");
    expect(figures["least lambda_k/lambda_(k+1)"]).toBeLessThan(1e-3);
  });

  it("is not examined for what holds of nothing", () => {
    const initial = { gaussian: { mean: 0, variance: 0.5 } };
    const found = reasons({
      axes: [{ name: "x", range: [-4, 4], cells: 128 }],
      drift: { loss: "x^2/2" },
      initial,
      time: { end: 1 },
    });
    for (const reason of found.slice(2, 4)) expect(reason).toMatch(/starts at rest/);
    for (const reason of found.slice(4)) expect(reason).toMatch(/single basin/);
    expect(reasons({ drift: { loss: "0*x" } })[1]).toMatch(/the same everywhere/);
  });

  it("is not said to fail where an estimate of T cannot be made: kinks, singularities, what nearly cancels", () => {
    const stationary = (more: object) => examine(requestsFor(problem(more))[1]!);
    const box = (range: number[], cells: number) => ({ axes: [{ name: "x", range, cells }] });
    const kinked = stationary({ ...box([-4, 4], 101), drift: { loss: "abs(x)" } });
    const singular = stationary({ ...box([0, 5], 512), drift: { loss: "x^2/2 - 0.5*log(x)" } });
    for (const { verdict, checks } of [kinked, singular]) {
      expect(verdict).toBe("holds");
      expect(checks.map(({ holds }) => holds)).toEqual([true, null, null, true]);
      expect(checks[2]!.reason).toMatch(/not measured on this grid, as L, its slope/);
    }
    // d less the surface integral nearly vanishes for many of these, pressed against either wall
    for (const [k, p, w] of [
      [1.3, 0.4, 0.9],
      [2.7, 3.1, 1.8],
      [4.4, 5.2, 0.3],
      [3.6, 1.9, 2.1],
    ] as const)
      for (const cells of [60, 150, 400]) {
        const { checks } = stationary({ ...box([-1.1, 1.7], cells), drift: { loss: `cos(${k}*x + ${p}) + ${w}*x` } });
        expect(checks.filter(({ holds }) => holds === false)).toEqual([]);
      }
  });

  it("with a single basin and a narrow passage is not said to be free", () => {
    const [x, y] = bottleneck.axes;
    const drift = { loss: "y^2/2*(0.05 + 60*exp(-4*x^2))" };
    const of = (cells: number) =>
      examine(requestsFor(defineProblem({ ...bottleneck, drift, axes: [x, { ...y, cells }] }))[5]!);
    // no cell of the neck is lower than those beside it: 65 cells have one at y = 0
    expect(of(65)).toMatchObject({
      verdict: "not-applicable",
      reason: expect.stringMatching(/single basin.* \(0\.042\) has another cause, such as a narrow passage/),
    });
    // of 64 none is at y = 0, and they make a pass of 0.12 temperatures, which finer ones do not have
    expect(of(64)).toMatchObject({
      verdict: "not-applicable",
      reason: expect.stringMatching(/does not resolve the barrier/),
    });
  });

  it("whose drift jumps during the run has its production to the errors of the run", () => {
    // an Ornstein-Uhlenbeck process towards 1, then towards -1: by mean and variance, from one jump to the next
    const D = 0.2;
    const part = (m0: number, v0: number, k: number, at: number, end: number) => {
      const m = (t: number): number => at + (m0 - at) * Math.exp(-k * t);
      const v = (t: number): number => D / k + (v0 - D / k) * Math.exp(-2 * k * t);
      const rate = (t: number): number => ((k * (m(t) - at)) ** 2 + (D / v(t) - k) ** 2 * v(t)) / D;
      const { times, weights } = rateQuadrature(0, end, 64);
      return { mean: m(end), variance: v(end), total: integral(weights, times.map(rate)) };
    };
    const first = part(0, 0.25, 4, 1, 1);
    const second = part(first.mean, first.variance, 2, -1, 0.6);
    const [check] = examine(
      requestsFor(
        problem({
          axes: [{ name: "x", range: [-4, 4], cells: 128 }],
          drift: { loss: "(t < 1)*2*(x - 1)^2 + (t >= 1)*(x + 1)^2" },
          diffusion: D,
          initial: { gaussian: { mean: 0, variance: 0.25 } },
          time: { end: 1.6 },
          solver: { tolerance: 2e-3 },
        }),
      )[3]!,
    ).checks;
    expect(Math.abs(check!.measured! - first.total - second.total)).toBeLessThan(check!.tolerance!);
    // without nodes at the jump a quarter of the total would be uncertain
    expect(check!.tolerance!).toBeLessThan(0.05);
  });

  it("whose loss rises too slowly for an integral is told that the density belongs to the box", () => {
    const slow = (loss: string) =>
      examine(
        requestsFor(
          problem({ axes: [{ name: "x", range: [-40, 40], cells: 800 }], drift: { loss }, diffusion: 2 }),
        )[1]!,
      );
    expect(slow("log(1 + x^2)/2")).toMatchObject({
      verdict: "not-applicable",
      reason: expect.stringMatching(/no integral/),
    });
    // tails |x|^-4 have one; and where L falls towards a wall, the wall is meant
    for (const loss of ["4*log(1 + x^2)", "x/10"]) expect(slow(loss).verdict).toBe("holds");
  });
});
