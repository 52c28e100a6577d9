import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.js";
import { defineProblem } from "../../src/problem/define.js";
import { certificateFromData, certificateOf, type Request } from "../../src/propositions/certificate.js";
import { check } from "../../src/propositions/check.js";
import { documentedSet } from "../../src/propositions/documented-set.js";
import { examine } from "../../src/propositions/examine.js";
import { requestsFor } from "../../src/propositions/own-problem.js";
import { rerun } from "../../src/propositions/rerun.js";
import { asDocumented } from "../../src/propositions/verify.js";

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

  it("of what is no number holds nothing", () => {
    for (const value of [NaN, Infinity])
      expect(compared(value, "at-least")).toMatchObject({ holds: false, measured: null, margin: null });
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
      [{ ...made, checks: [{ ...made.checks[0], margin: "wide" }] }, "checks.0.margin"],
      [null, ""],
    ] as const)
      expect(() => certificateFromData(bad)).toThrow(expect.objectContaining({ code: "bad-certificate", path }));
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
});

describe("random landscapes", () => {
  const line = documentedSet().find(({ on, form }) => on === "landscapes" && form === "amended")!;

  it("are the same again from their seed, and others from another", () => {
    const few = (seed: number) => examine({ ...line, protocol: { seed, training: 8, test: 8 } });
    const made = few(1);
    expect(rerun(made)).toMatchObject({ exact: true, differences: [] });
    expect(few(2).figures).not.toEqual(made.figures);
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
    expect(reasons({ drift: { loss }, initial: { point: 0 }, time: { end: 1 } })[3]).toMatch(/infinite entropy/);
  });

  it("behind a barrier of which the criterion is not sure gets no verdict", () => {
    const well = (D: number) => examine(requestsFor(problem({ drift: { loss: "(x^2 - 1)^2" }, diffusion: D }))[5]!);
    expect(well(0.1).verdict).toBe("holds");
    expect(well(0.5)).toMatchObject({ verdict: "not-applicable", reason: expect.stringMatching(/in between/) });
    expect(well(4).verdict).toBe("holds");
  });
});
