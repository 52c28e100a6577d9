import { describe, expect, it } from "vitest";
import {
  performanceP1,
  performanceP2,
  performanceP3,
  performanceP4,
  performanceP5,
  type PerformanceRow,
} from "./performance.js";

/** Bounds are the errors that other solvers are timed at, on the same grids. */
function expectWithin(rows: readonly PerformanceRow[]): void {
  for (const { what, error, bound } of rows) expect(error, what).toBeLessThanOrEqual(bound);
}

describe("problems by which solvers are compared", () => {
  it("P1, an Ornstein-Uhlenbeck process on 512 cells: L1 2e-4", () => expectWithin(performanceP1()));
  it("P2, a double well on 1024 cells: L1 3e-5", () => expectWithin(performanceP2()));
  it("P3, two wells on 256² cells: L1 7e-4", () => expectWithin(performanceP3()));
  it("P4, rotation and a full tensor on 128² cells: L1 5.6e-3, never negative", () => expectWithin(performanceP4()));
  it("P5, a tilted ring of 512 cells: current to 1e-12", () => expectWithin(performanceP5()));
});
