import { z } from "zod";
import type { Axis } from "../grid/axis.js";
import type { PlainFunction } from "./field.js";
import { resetSchema } from "./reset-schema.js";

/*
 * The text of each `error` is the "expected …" part of the message a user reads;
 * the text of each `describe` is what an editor shows beside the key.
 */

const number = z.union([z.number(), z.string()], { error: "a finite number, or a constant expression in parameters" });
const numbers = z.union([number, z.array(number)], { error: "a number, or a list with one number an axis" });
const text = z.string({ error: "text" });
const end = z.enum(["reflecting", "absorbing", "periodic"]);

const boundary = z.union(
  [end, z.strictObject({ lower: end.describe("At the lower end."), upper: end.describe("At the upper end.") })],
  {
    error: "reflecting, periodic, absorbing, or { lower: ..., upper: ... }",
  },
);

const axis = z.strictObject({
  name: text.describe("Name of the coordinate in expressions, e.g. x. Not t, pi, e, dx, dy or a function name."),
  range: z
    .tuple([number, number], { error: "[lower, upper]" })
    .optional()
    .describe("Ends of the axis: [lower, upper]."),
  cells: number.optional().describe("How many cells the range is cut into (with `range`)."),
  faces: z
    .array(number, { error: "a list of faces" })
    .optional()
    .describe("Cell faces in increasing order, instead of `range` and `cells`."),
  stretch: z
    .strictObject({
      around: number.describe("Point near which cells are finest."),
      strength: number.describe("0 is uniform; 3 makes the widths vary by a factor of 2 to 10."),
    })
    .optional()
    .describe("Cells finest near a point and growing smoothly away from it (with `range` and `cells`)."),
  boundary: boundary.optional().describe("What happens at the ends: reflecting (default), periodic or absorbing."),
});

const gaussian = z.strictObject({
  mean: numbers.describe("Mean, one number an axis."),
  variance: numbers.optional().describe("Variance: one number for all axes, or one an axis. Or give `covariance`."),
  covariance: z
    .array(z.array(number), { error: "a list of rows" })
    .optional()
    .describe("Covariance matrix, symmetric and positive definite, one row an axis. Or give `variance`."),
});

const rowsOf = <Leaf extends z.ZodType>(leaf: Leaf) =>
  z.array(z.array(leaf, { error: "a row: a list of entries" }), { error: "a list of rows" });

const adaptive = <Leaf extends z.ZodType>(leaf: Leaf) =>
  z.strictObject({
    D0: number.describe("Isotropic part at t = 0, 0 or more."),
    tau: number.describe("Time constant with which it decays, above 0."),
    sigma2: number.describe("Factor of the Fisher matrix, 0 or more."),
    fisher: z
      .union(
        [
          leaf,
          z.strictObject({ tensor: rowsOf(leaf).describe("The matrix by rows, symmetric: [[a, b], [b, c]].") }),
          z.strictObject({
            "gauss-newton": z
              .strictObject({
                outputs: z
                  .array(leaf, { error: "a list of expressions" })
                  .describe("What is linearised: J are its derivatives."),
                noise: number.optional().describe("Standard deviation s in J^T J/s^2; 1."),
              })
              .describe("J^T J/s^2 of stated outputs."),
          }),
        ],
        {
          error:
            "one of hessian-absolute, hessian-clamped, gradient-outer, a number or expression, { tensor: [[...], [...]] } or { gauss-newton: { outputs: [...], noise: 1 } }",
        },
      )
      .describe(
        "hessian-absolute, hessian-clamped, gradient-outer, { gauss-newton: { outputs: [...], noise: 1 } }, { tensor: [[...], [...]] }, or a number or expression.",
      ),
  });

/** The schema, for leaves (loss, force, D, …) of whatever kind: text alone in files, functions too in programs. */
const statement = <Leaf extends z.ZodType, AxisForm extends z.ZodType>(leaf: Leaf, axisForm: AxisForm) =>
  z.strictObject({
    name: text.optional().describe("Short name; the file's name by default."),
    title: text.optional().describe("A line for people; the name by default."),
    about: text.optional().describe("A paragraph for a reader."),
    parameters: z
      .record(z.string(), number, { error: "a mapping of names to numbers" })
      .optional()
      .describe("Named numbers, usable in every expression and in each other once defined: { eta: 1, T: eta/4 }."),
    axes: z
      .array(axisForm, { error: "a list of one or two axes" })
      .meta({ minItems: 1, maxItems: 2 })
      .describe("One or two axes, each cut into cells."),
    drift: z
      .strictObject({
        loss: leaf.optional().describe("L(z, t): contributes -learningRate * grad L."),
        learningRate: leaf.optional().describe("Factor of the loss gradient, may depend on t; 1 by default."),
        force: z
          .record(z.string(), leaf, { error: 'a mapping of axis names to expressions, e.g. { x: "-2*y" }' })
          .optional()
          .describe('Any further drift by axis, may depend on t: { x: "-2*y", y: "2*x" }.'),
        entropy: z
          .strictObject({
            beta: number.describe("Strength of the term, 0 or more, in the units of D."),
            sign: z
              .enum(["diversify", "literal"])
              .optional()
              .describe("diversify (default): D + beta, spreads; literal: D - beta, contracts."),
          })
          .optional()
          .describe("Entropic drift, folded into D: { beta: 0.1, sign: diversify }."),
        interaction: leaf
          .optional()
          .describe(
            "W(dx) or W(dx, dy) of a mean field: contributes -grad (W * rho); on a ring dx is the shorter way round.",
          ),
      })
      .optional()
      .describe("What moves the density: loss, force, interaction. No drift by default."),
    diffusion: z
      .union(
        [
          leaf,
          z
            .object({
              tensor: rowsOf(leaf)
                .optional()
                .describe('Full tensor D by rows, symmetric: [["0.6", "0.2"], ["0.2", "0.3"]].'),
              adaptive: adaptive(leaf)
                .optional()
                .describe(
                  "D0*exp(-t/tau) + sigma2*Fisher(z): { D0: 1, tau: 100, sigma2: 0.01, fisher: hessian-absolute }.",
                ),
            })
            .catchall(leaf),
        ],
        { error: "a number, an expression, a mapping of axis names to either, { tensor: ... } or { adaptive: ... }" },
      )
      .describe(
        "D(z, t): a number or expression, one an axis ({ x: 0.3, y: 0.1 + 0.05*x^2 }), a full tensor, or adaptive.",
      ),
    convention: z
      .enum(["fick", "ito", "stratonovich"])
      .optional()
      .describe("How drift and a state-dependent D are to be read; fick by default."),
    initial: z
      .strictObject({
        gaussian: gaussian.optional().describe("A Gaussian: { mean: [0, 2], variance: 0.2 }."),
        mixture: z
          .array(
            z.strictObject({
              weight: number.describe("Above 0; weights need not sum to 1."),
              gaussian: gaussian.describe("A Gaussian: { mean: [0, 2], variance: 0.2 }."),
            }),
            { error: "a list of { weight, gaussian }" },
          )
          .optional()
          .describe("Weighted Gaussians: [{ weight: 0.5, gaussian: ... }, ...]."),
        uniform: z.literal(true, { error: "true" }).optional().describe("The same density everywhere: true."),
        point: numbers.optional().describe("All mass at one point."),
        density: leaf.optional().describe("An expression, not negative; the program normalises it."),
      })
      .optional()
      .describe("The density at the start: one of gaussian, mixture, uniform, point, density."),
    time: z
      .strictObject({
        start: number.optional().describe("When the run starts; 0 by default."),
        end: number.optional().describe("When the run ends."),
        frames: number.optional().describe("How many frames are saved at equal intervals, both ends included; 101."),
        at: z.array(number, { error: "a list of times" }).optional().describe("The times to save, instead of `end`."),
      })
      .optional()
      .describe("{ end: 2, frames: 41 }, or { at: [0, 0.5, 2] }."),
    observables: z
      .record(z.string(), leaf, { error: "a mapping of names to expressions" })
      .optional()
      .describe('Expectations at every frame, by name: { left: "x < 0" }.'),
    solver: z
      .strictObject({
        scheme: z
          .enum(["auto", "scharfetter-gummel", "integrated", "upwind", "central"])
          .optional()
          .describe("Flux in space; auto takes integrated in 1D, scharfetter-gummel in 2D."),
        stepper: z
          .enum(["auto", "tr-bdf2", "strang", "uniformization", "ssprk43", "spectral"])
          .optional()
          .describe("Method in time; auto takes tr-bdf2 in 1D, strang in 2D."),
        tolerance: number.optional().describe("Bound on the time error in L1 at the end; 1e-4."),
        dt: number.optional().describe("A fixed time step instead of the tolerance."),
      })
      .optional()
      .describe("How to solve; all of it optional."),
    resets: z
      .array(resetSchema, { error: "a list of resets" })
      .optional()
      .describe("What is done to D and the density at given times or when a detector fires, and restarts to a point."),
    target: leaf
      .optional()
      .describe('A region whose first passage is asked for, beside or instead of absorbing ends: "x > 1".'),
    regions: z
      .strictObject({
        A: leaf.describe("Where transitions start, a comparison in positions."),
        B: leaf.describe("Where they end."),
      })
      .optional()
      .describe('Two regions between which first-passage finds transitions: { A: "x < -0.7", B: "x > 0.7" }.'),
    particles: z
      .strictObject({
        count: number.optional().describe("How many particles, up to 1e8; 100000."),
        dt: number
          .optional()
          .describe("Time step; by default so short that its error is small beside the sampling noise."),
        scheme: z
          .enum([
            "auto",
            "euler-maruyama",
            "heun",
            "rkmil",
            "rkmil-stratonovich",
            "sosri",
            "leimkuhler-matthews",
            "tamed-euler",
          ])
          .optional()
          .describe(
            "Scheme of the stochastic differential equation. auto: heun. leimkuhler-matthews needs a D that depends on time alone, rkmil and sosri one that is diagonal, each entry varying along its own axis alone.",
          ),
        seed: number.optional().describe("Seed of the random numbers, 0 to 2^53-1; 1."),
      })
      .optional()
      .describe("The same problem as particles."),
  });

const expression = z.union([z.number(), z.string()], { error: "a number or an expression" });
const plainFunction = z.custom<PlainFunction>((value) => typeof value === "function");
const builtAxis = z.custom<Axis>(
  (value) => typeof value === "object" && value !== null && (value as Partial<Axis>).faces instanceof Float64Array,
);

/** What a problem file may say. */
export const fileSchema = statement(expression, axis);

/** What a program may say: the same, with plain functions wherever an expression may stand, and built axes. */
export const definitionSchema = statement(
  z.union([z.number(), z.string(), plainFunction], { error: "a number, an expression or a function" }),
  z.union([axis, builtAxis], { error: "an axis" }),
).extend({ jumps: z.array(number).optional() });

/** A problem as stated, its shape checked, nothing evaluated yet. */
export type Statement = z.infer<typeof definitionSchema>;
export type AxisStatement = z.infer<typeof axis>;
export type AdaptiveStatement = NonNullable<Extract<Statement["diffusion"], { adaptive?: unknown }>["adaptive"]>;
/** A word for a kind, a field, a tensor, or outputs to linearise. */
export type FisherStatement = AdaptiveStatement["fisher"];
export type GaussianStatement = z.infer<typeof gaussian>;
/** A number, or a constant expression in parameters. */
export type NumberStatement = z.infer<typeof number>;
/** A number, an expression or a function. */
export type FieldStatement = number | string | PlainFunction;

/** The JSON Schema (2020-12) of problem files, for editors. */
export function problemJsonSchema(): object {
  return {
    ...z.toJSONSchema(fileSchema, { io: "input" }),
    title: "A fokker-planck problem",
    description: "What is to be solved: d rho/dt = -div J, J = mu rho - D grad rho, on one or two axes.",
  };
}
