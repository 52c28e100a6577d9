import { z } from "zod";

const number = z.union([z.number(), z.string()], { error: "a finite number, or a constant expression in parameters" });

/** What a statement may say about resets; see schema.ts for how texts are used. */
export const resetSchema = z.strictObject({
  at: z.array(number, { error: "a list of times" }).optional().describe("Times of the reset. Or give `when`."),
  when: z
    .strictObject({
      "consolidation-drop": z
        .strictObject({
          threshold: number.describe("Above 0."),
          per: z
            .enum(["time", "log"])
            .optional()
            .describe(
              "time (default): C falls by more than the threshold between frames; log: d(log C)/dt < -threshold.",
            ),
        })
        .optional()
        .describe("The consolidation ratio C drops: { threshold: 0.5, per: log }."),
      "consolidation-below": number.optional().describe("The consolidation ratio C is below this number, above 0."),
      plateau: z
        .strictObject({
          rate: number.describe("Above 0: |d<L>/dt| below it counts as flat."),
          during: number.describe("Above 0: for how long."),
        })
        .optional()
        .describe("The mean loss has been flat for a while: { rate: 1e-3, during: 1 }."),
      "gradient-collapse": z
        .strictObject({ norm: number.describe("Above 0.") })
        .optional()
        .describe("The RMS of grad L over the density is below a norm: { norm: 0.01 }."),
    })
    .optional()
    .describe("A detector that is asked at every frame, one of four."),
  cooldown: number.optional().describe("No second time within this; 0."),
  limit: number.optional().describe("At most so many times in a run; 1 for detectors."),
  boost: number.optional().describe("Adds so much to D, above 0."),
  decay: number.optional().describe("Time constant with which the boost decays; without it the boost is permanent."),
  redistribute: z
    .strictObject({
      alpha: number.describe("Strength (length squared), above 0."),
      sign: z
        .enum(["literal", "redistribute"])
        .optional()
        .describe("redistribute (default): rho + alpha lap rho, spreads; literal: rho - alpha lap rho, sharpens."),
      mode: z
        .enum(["strict", "limited", "resolvent", "heat"])
        .optional()
        .describe(
          "heat (default) and resolvent spread by any alpha; strict (default of literal) and limited are explicit.",
        ),
    })
    .optional()
    .describe("Changes the density: { alpha: 0.01, sign: redistribute, mode: heat }."),
  restart: z
    .strictObject({
      rate: number.describe("Restarts per time, above 0."),
      to: z
        .union([number, z.array(number)], { error: "a number, or a list with one number an axis" })
        .describe("The point they lead to, one number an axis."),
    })
    .optional()
    .describe("Stochastic resetting to a point, alone in its entry: { rate: 0.7, to: [0] }."),
});

export type ResetStatement = z.infer<typeof resetSchema>;
