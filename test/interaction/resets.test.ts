import { describe, expect, it } from "vitest";
import { evolve } from "../../src/solve/evolve.js";
import { doubleWell } from "./problems.js";

describe("a reset in a mean field", () => {
  const problem = doubleWell(0.3, {
    time: { end: 2, frames: 5 },
    resets: [{ at: [1], redistribute: { alpha: 0.2, sign: "redistribute", mode: "heat" } }],
  });

  it("moves the field along with the density: the ledger after it is that of its own field", () => {
    const { resets, frames } = evolve(problem);
    expect(resets).toHaveLength(1);
    const { before, after } = resets[0];
    // where the frozen field were still the old one, its stationary state and the distance to it would be too
    const again = doubleWell(0.3, { time: { end: 1, frames: 2 } });
    const alone = evolve(again);
    expect(Math.abs(before.freeEnergy! - alone.frames[1].ledger.freeEnergy!)).toBeLessThan(1e-4);
    expect(after.freeEnergy!).toBeGreaterThan(before.freeEnergy!);
    const frame = frames.find(({ time }) => time === 1)!;
    expect([before.klToStationary, after.klToStationary]).toContain(frame.ledger.klToStationary);
    for (const entry of [before, after]) {
      expect(Math.abs(entry.housekeeping!)).toBeLessThan(1e-12);
      expect(Math.abs(entry.entropyProduction! - entry.excess!)).toBeLessThan(1e-10 * entry.entropyProduction!);
    }
  });
});
