import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadProblem } from "../../src/node.js";
import { certificateFromData, type Certificate } from "../../src/propositions/certificate.js";
import { examine } from "../../src/propositions/examine.js";
import { instruments, remembering } from "../../src/propositions/instruments.js";
import { requestsFor } from "../../src/propositions/own-problem.js";
import { root } from "../cli/run-cli.js";
import { long } from "../particles/statistics.js";

const NO_LOSS = "there is no loss";
const ABSORBED = "mass leaves through an absorbing end";
const MOVING = "in time";
const INTERACTING = "the drift depends on the density";
const SINGLE = "there is a single basin";
const FORCED = "there is a force besides the loss";
const RAISED = "resets raise D during the run";

/**
 * What comes out for each ready-made problem: F fails, H holds, - does not apply, the literal and the amended form of each of the
 * three propositions; and why those that do not apply do not, each reason with a word of it, in the order of the file.
 */
const gallery: Readonly<Record<string, readonly [string, ...string[]]>> = {
  "adaptive-double-well-2d": ["------", MOVING],
  "advected-gaussian": ["--FH--", NO_LOSS],
  "annealed-ou": ["------", MOVING],
  "brownian-exit": ["------", NO_LOSS, ABSORBED],
  "brownian-exit-2d": ["------", NO_LOSS, ABSORBED],
  cir: ["--FH--", NO_LOSS],
  "constant-drift-walls": ["--FH--", NO_LOSS],
  "convention-ring": ["--FH--", NO_LOSS],
  "double-well": ["FHFHFH"],
  "drift-diffusion-decision": ["------", NO_LOSS, ABSORBED],
  "ez-diffusion-decision": ["------", NO_LOSS, ABSORBED],
  // drift and D jump or move: a constant D on a line is still bounded by transport
  forgetting: ["---H--", MOVING],
  "geometric-brownian": ["--FH--", NO_LOSS],
  "hopf-2d": ["--FH--", NO_LOSS],
  "integrate-and-fire": ["------", NO_LOSS, ABSORBED],
  "kramers-escape": ["------", ABSORBED],
  "kramers-escape-2d": ["FH--FH", "a start at a point has infinite entropy"],
  "learning-two-wells-2d": ["------", MOVING],
  "maier-stein-2d": ["--FH--", NO_LOSS],
  "mean-field-double-well": ["------", INTERACTING, "the uniform state of one ring"],
  "mueller-brown-2d": ["FHFHF-", "in between"],
  "narrow-escape-2d": ["------", NO_LOSS, "the run starts at rest"],
  "noisy-kuramoto": ["----FH", NO_LOSS, INTERACTING],
  ou: ["FHFH--", SINGLE],
  "ou-first-passage": ["------", ABSORBED],
  "plateau-resets": ["FH--FH", RAISED],
  "radial-ou": ["FHFH--", SINGLE],
  "rotating-ou-2d": ["--FH--", NO_LOSS],
  "rotating-tensor-ou-2d": ["--FH--", NO_LOSS],
  "sharp-and-flat": ["FHFHFH"],
  "shear-2d": ["--FH--", NO_LOSS],
  "stochastic-resetting": ["------", NO_LOSS, "restarts go through no face"],
  "stochastic-resonance": ["---H--", MOVING, FORCED],
  "student-t": ["F-FH--", "D is not constant"],
  "tilted-ring": ["F-FH--", FORCED],
  "turning-tensor-2d": ["--FH--", NO_LOSS],
  "two-wells-2d": ["FHFHFH"],
  "warm-restarts": ["FH----", RAISED, SINGLE],
  "wright-fisher": ["--FH--", NO_LOSS],
};

/** One of each kind and each reason, on few cells where many are not needed: a few seconds. The others with FOKKER_PLANCK_LONG=1. */
const some: Readonly<Record<string, readonly string[]>> = {
  "annealed-ou": [],
  "brownian-exit": [],
  "convention-ring": [],
  "double-well": ["axes[0].cells=256"],
  forgetting: ["axes[0].cells=96", "solver.tolerance=2e-3"],
  "kramers-escape": [],
  "kramers-escape-2d": ["axes[0].cells=48", "axes[1].cells=48"],
  "mean-field-double-well": [],
  "narrow-escape-2d": ["axes[0].cells=32", "axes[1].cells=32"],
  "noisy-kuramoto": ["axes[0].cells=64"],
  ou: ["axes[0].cells=256"],
  "plateau-resets": [],
  "radial-ou": ["axes[0].cells=256"],
  "rotating-ou-2d": ["axes[0].cells=48", "axes[1].cells=48"],
  "stochastic-resetting": [],
  "student-t": ["axes[0].cells=256"],
  "tilted-ring": ["axes[0].cells=128"],
  "warm-restarts": [],
};

const LETTERS = { fails: "F", holds: "H", "not-applicable": "-" } as const;

function certified(name: string, set: readonly string[]): Certificate[] {
  const problem = loadProblem(join(root, "grids", `${name}.yaml`), { set: [...set] });
  const tools = remembering(instruments);
  return requestsFor(problem).map((request) => examine(request, { instruments: tools }));
}

/** Tolerances as a share of the largest figure they go with: what would hold or fail of anything says nothing. */
function isTelling({ proposition, checks }: Certificate): boolean {
  const size = Math.max(...checks.flatMap(({ measured, bound }) => [Math.abs(measured ?? 0), Math.abs(bound ?? 0)]));
  // divergences have tolerances of their own, stated in nats
  return (
    checks.every(
      ({ holds, tolerance, quantity }) => holds === null || /^KL/.test(quantity) || tolerance! <= 0.02 * size,
    ) || proposition === "transition-criterion"
  );
}

describe.each(Object.keys(gallery).map((name) => [name] as const))("%s", (name) => {
  const [verdicts, ...reasons] = gallery[name]!;
  const check = (set: readonly string[]): void => {
    const certificates = certified(name, set);
    expect(certificates.map(({ verdict }) => LETTERS[verdict]).join("")).toBe(verdicts);
    const given = certificates.flatMap(({ reason }) => (reason === null ? [] : [reason]));
    for (const reason of given) expect(reasons.filter((words) => reason.includes(words))).toHaveLength(1);
    for (const words of reasons) expect(given.filter((reason) => reason.includes(words))).not.toEqual([]);
    for (const certificate of certificates) {
      expect(certificateFromData(JSON.parse(JSON.stringify(certificate)))).toEqual(certificate);
      expect(certificate.witness === null).toBe(certificate.verdict !== "fails");
      expect(isTelling(certificate)).toBe(true);
    }
  };
  const few = some[name];
  it.runIf(few)("is examined as theory has it", () => check(few!));
  // seconds each, two minutes in all
  it.runIf(long)("is examined as theory has it on all of its cells", () => check([]), 120_000);
});

it("is the whole gallery", () => {
  const files = readdirSync(join(root, "grids")).map((file) => file.replace(/\.yaml$/, ""));
  expect(Object.keys(gallery).sort()).toEqual(files.sort());
});
