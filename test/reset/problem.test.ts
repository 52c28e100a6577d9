import { describe, expect, it, test } from "vitest";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { parseProblem } from "../../src/problem/file.js";
import { InputError } from "../../src/errors.js";

const head = `
axes: [{ name: x, range: [-3, 3], cells: 30 }]
parameters: { r: 0.7 }
drift: { loss: x^2/2 }
diffusion: 0.5
initial: { uniform: true }
time: { end: 2, frames: 21 }
`;
const faultOf = (text: string): InputError => {
  try {
    parseProblem(text);
  } catch (fault) {
    if (fault instanceof InputError) return fault;
    throw fault;
  }
  throw new Error("nothing was wrong");
};

describe("resets in a problem file", () => {
  it("have the defaults of the contract, and read the same from what they were resolved to", () => {
    const problem = parseProblem(`${head}
resets:
  - { at: [0.5, 2*r], boost: r, decay: 2, redistribute: { alpha: 0.01 } }
  - { when: { plateau: { rate: 1e-3, during: 1 } }, redistribute: { alpha: 1e-4, sign: literal }, cooldown: 0.1, limit: 5 }
  - { restart: { rate: r, to: [1] } }
  - { when: { consolidation-drop: { threshold: 0.5 } }, boost: 1 }
  - { when: { consolidation-below: 0.5 }, boost: 1 }
  - { when: { gradient-collapse: { norm: 1e-2 } }, boost: 1 }
`);
    const common = { cooldown: 0, limit: 1, redistribute: null, boost: { amount: 1, decay: null } };
    expect(problem.resets).toEqual([
      {
        entry: 0,
        trigger: { kind: "at", times: [0.5, 1.4] },
        cooldown: 0,
        limit: 2,
        boost: { amount: 0.7, decay: 2 },
        redistribute: { alpha: 0.01, sign: "redistribute", mode: "heat" },
      },
      {
        entry: 1,
        trigger: { kind: "plateau", rate: 1e-3, during: 1 },
        cooldown: 0.1,
        limit: 5,
        boost: null,
        redistribute: { alpha: 1e-4, sign: "literal", mode: "strict" },
      },
      { entry: 3, trigger: { kind: "consolidation-drop", threshold: 0.5, per: "time" }, ...common },
      { entry: 4, trigger: { kind: "consolidation-below", threshold: 0.5 }, ...common },
      { entry: 5, trigger: { kind: "gradient-collapse", norm: 0.01 }, ...common },
    ]);
    expect(problem.restart).toEqual({ rate: 0.7, to: [1] });
    const again = parseProblem(JSON.stringify(problem.source));
    expect([again.resets, again.restart, again.source]).toEqual([problem.resets, problem.restart, problem.source]);
  });

  test.each([
    ["an empty entry", "{}", "missing-key", "resets[0]", /either `at` or `when`/],
    ["at and when", "{ at: [1], when: { consolidation-below: 1 }, boost: 1 }", "contradiction", "resets[0]", /both/],
    ["no effect", "{ at: [1] }", "missing-key", "resets[0]", /do(es)? nothing/],
    [
      "a decay alone",
      "{ at: [1], decay: 1, redistribute: { alpha: 1 } }",
      "missing-key",
      "resets[0].boost",
      /decay alone/,
    ],
    ["a time before the run", "{ at: [-1], boost: 1 }", "out-of-range", "resets[0].at[0]", /-1/],
    ["a time at the end", "{ at: [1, 2], boost: 1 }", "out-of-range", "resets[0].at[1]", /before its end, 2/],
    ["times that fall", "{ at: [1, 0.5], boost: 1 }", "bad-times", "resets[0].at[1]", /after the one before, 1/],
    ["the same time twice", "{ at: [1, 1], boost: 1 }", "bad-times", "resets[0].at[1]", /after the one before/],
    ["no times", "{ at: [], boost: 1 }", "out-of-range", "resets[0].at", /10000/],
    [
      "times within the cooldown",
      "{ at: [1, 1.1], boost: 1, cooldown: 0.5 }",
      "contradiction",
      "resets[0].at[1]",
      /cooldown/,
    ],
    ["more times than the limit", "{ at: [0.5, 1], boost: 1, limit: 1 }", "out-of-range", "resets[0].limit", /from 2/],
    [
      "half a time too many",
      "{ at: [0.5], boost: 1, limit: 1.5 }",
      "out-of-range",
      "resets[0].limit",
      /whole number from 1 to 10000, found 1\.5\. It is the number of resets: leave it out/,
    ],
    [
      "a plateau that outlasts the run",
      "{ when: { plateau: { rate: 1, during: 5 } }, boost: 1 }",
      "out-of-range",
      "resets[0].when.plateau.during",
      /at most 1\.9, found 5/,
    ],
    [
      "a limit without end",
      "{ when: { consolidation-below: 1 }, boost: 1, limit: 1e9 }",
      "out-of-range",
      "resets[0].limit",
      /10000/,
    ],
    [
      "a limit of none",
      "{ when: { consolidation-below: 1 }, boost: 1, limit: 0 }",
      "out-of-range",
      "resets[0].limit",
      /from 1/,
    ],
    ["a negative cooldown", "{ at: [1], boost: 1, cooldown: -1 }", "out-of-range", "resets[0].cooldown", /-1/],
    ["a negative boost", "{ at: [1], boost: -0.1 }", "out-of-range", "resets[0].boost", /above 0/],
    ["a decay of 0", "{ at: [1], boost: 1, decay: 0 }", "out-of-range", "resets[0].decay", /above 0/],
    [
      "a negative alpha",
      "{ at: [1], redistribute: { alpha: -1 } }",
      "out-of-range",
      "resets[0].redistribute.alpha",
      /above 0/,
    ],
    [
      "diffusion backwards",
      "{ at: [1], redistribute: { alpha: 1, sign: literal, mode: heat } }",
      "contradiction",
      "resets[0].redistribute.mode",
      /backwards/,
    ],
    [
      "an unknown mode",
      "{ at: [1], redistribute: { alpha: 1, mode: haet } }",
      "bad-value",
      "resets[0].redistribute.mode",
      /"heat"/,
    ],
    [
      "an unknown detector",
      "{ when: { plataeu: { rate: 1, during: 1 } }, boost: 1 }",
      "unknown-key",
      "resets[0].when.plataeu",
      /plateau/,
    ],
    [
      "two detectors",
      "{ when: { consolidation-below: 1, gradient-collapse: { norm: 1 } }, boost: 1 }",
      "contradiction",
      "resets[0].when",
      /one of/,
    ],
    [
      "a threshold of the wrong sign",
      "{ when: { consolidation-drop: { threshold: -0.5 } }, boost: 1 }",
      "out-of-range",
      "resets[0].when.consolidation-drop.threshold",
      /above 0/,
    ],
    [
      "a ratio below 0",
      "{ when: { consolidation-below: -1 }, boost: 1 }",
      "out-of-range",
      "resets[0].when.consolidation-below",
      /above 0/,
    ],
    [
      "a negative rate",
      "{ when: { plateau: { rate: -1, during: 1 } }, boost: 1 }",
      "out-of-range",
      "resets[0].when.plateau.rate",
      /above 0/,
    ],
    [
      "a plateau between frames",
      "{ when: { plateau: { rate: 1, during: 0.15 } }, boost: 1 }",
      "out-of-range",
      "resets[0].when.plateau.during",
      /three frames fall into, at least 0\.2, found 0\.15/,
    ],
    [
      "a norm of 0",
      "{ when: { gradient-collapse: { norm: 0 } }, boost: 1 }",
      "out-of-range",
      "resets[0].when.gradient-collapse.norm",
      /above 0/,
    ],
    [
      "a restart off the grid",
      "{ restart: { rate: 1, to: [3.5] } }",
      "off-grid",
      "resets[0].restart.to[0]",
      /x from -3 to 3/,
    ],
    [
      "a restart to a plane",
      "{ restart: { rate: 1, to: [0, 0] } }",
      "bad-length",
      "resets[0].restart.to",
      /one number an axis/,
    ],
    [
      "a restart that never comes",
      "{ restart: { rate: 0, to: 0 } }",
      "out-of-range",
      "resets[0].restart.rate",
      /above 0/,
    ],
    ["a restart at times", "{ at: [1], restart: { rate: 1, to: 0 } }", "contradiction", "resets[0]", /restart alone/],
    [
      "two restarts",
      "{ restart: { rate: 1, to: 0 } }, { restart: { rate: 1, to: 1 } }",
      "contradiction",
      "resets[1].restart",
      /second/,
    ],
  ])("%s is refused, with the place", (_, entries, code, path, message) => {
    const fault = faultOf(`${head}resets: [${entries}]`);
    expect([fault.code, fault.path]).toEqual([code, path]);
    expect(fault.message).toMatch(message);
    // what does not fit the schema names the keys and values there are; all else says what to do
    if (!["bad-value", "unknown-key", "bad-length"].includes(code)) expect(fault.remedy).toMatch(/\w/);
  });

  test("steppers that cannot do it are refused", () => {
    const problem =
      (stepper: "spectral" | "uniformization", reset: NonNullable<ProblemDefinition["resets"]>[number]) => () =>
        defineProblem({
          axes: [{ name: "x", range: [-1, 1], cells: 20 }],
          diffusion: 1,
          resets: [reset],
          solver: { stepper },
        });
    expect(problem("spectral", { restart: { rate: 1, to: 0 } })).toThrow(/can restart/);
    expect(problem("uniformization", { at: [1], boost: 1, decay: 1 })).toThrow(/may not change/);
    expect(problem("uniformization", { at: [1], boost: 1 })).not.toThrow();
    expect(() =>
      defineProblem({
        axes: [{ name: "x", range: [-1, 1], cells: 20 }],
        diffusion: 1,
        resets: [{ when: { plateau: { rate: 1, during: 1 } }, boost: 1 }],
      }),
    ).toThrow(/drift.loss/);
  });
});
