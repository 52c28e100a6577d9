import { describe, expect, it } from "vitest";
import { treeField } from "../../src/problem/expression/expression.js";
import { axes, read } from "./trees.js";

const field = (text: string) => treeField(read(text), axes);
const jumps = (text: string, start = 0, end = 10) => field(text).jumpTimes(start, end);
const cuts = (text: string) => field(text).cuts!.map((cut) => cut.text);

describe("jump times", () => {
  it("are exact for a switch written in any way", () => {
    for (const text of [
      "t < 3.3",
      "t <= 3.3",
      "3.3 > t",
      "(t >= 3.3)*x",
      "sign(t - 3.3)",
      "x*abs(3.3 - t)",
      "not t > 3.3",
    ])
      expect(jumps(text)).toEqual([3.3]);
    expect(jumps("min(t, 2) + max(x, t < 7)")).toEqual([2, 7]);
  });

  it("of a square wave are where the sine vanishes", () => {
    const found = jumps("x*(sin(2*t) > 0)");
    expect(found).toHaveLength(6);
    // Half a unit in the last place of the argument 2t, and of π.
    found.forEach((time, k) => expect(Math.abs(time - ((k + 1) * Math.PI) / 2)).toBeLessThan(1e-15 * (k + 2)));
  });

  it("find pulses much shorter than the sampling, by the extremum between their ends", () => {
    const found = jumps("(t > 5.0001) * (t < 5.0002)");
    expect(found).toEqual([5.0001, 5.0002]);
    const thin = jumps("(t - 4.98765)^2 < 1e-10");
    expect(thin).toHaveLength(2);
    expect(thin[0]).toBeCloseTo(4.98764, 10);
    expect(thin[1]).toBeCloseTo(4.98766, 10);
    expect(jumps("abs(t - 3.21) < 1e-7")).toHaveLength(3);
  });

  it("are found where a value leaves zero, and counted once however often they are written", () => {
    expect(jumps("max(0, t - 1) > 0")).toEqual([1]);
    expect(jumps("(t < 4)*x + (t >= 4)*y + (4 > t)")).toEqual([4]);
    expect(jumps("(t < 0.3) + (t > 0.1*3)")).toHaveLength(1);
  });

  it("lie inside the interval, and are none for smooth fields or moving cuts", () => {
    expect(jumps("t < 0")).toEqual([]);
    expect(jumps("t < 10")).toEqual([]);
    expect(jumps("t < 3", 3, 4)).toEqual([]);
    expect(jumps("t < 3", 4, 4)).toEqual([]);
    expect(jumps("exp(-t)*x + sin(t)")).toEqual([]);
    expect(jumps("x < t")).toEqual([]);
    expect(jumps("x < 1")).toEqual([]);
    expect(jumps("log(t - 20) > 1")).toEqual([]);
  });
});

describe("cuts", () => {
  it("are the zeros of comparisons, kinks and choices, inner ones first", () => {
    expect(cuts("x < 0.5")).toEqual(["x - 0.5"]);
    expect(cuts("sign(x - y)")).toEqual(["x - y"]);
    expect(cuts("abs(x)*t")).toEqual(["x"]);
    expect(cuts("min(x, y^2) + 1")).toEqual(["x - y^2"]);
    expect(cuts("max(abs(x), 1) < y")).toEqual(["x", "abs(x) - 1", "max(abs(x), 1) - y"]);
    expect(cuts("x < t")).toEqual(["x - t"]);
  });

  it("are counted once: sides swapped, signs turned, zeros on either side", () => {
    expect(cuts("(x < y) + (y <= x) + (x == y) + max(y, x)")).toEqual(["x - y"]);
    expect(cuts("(x < 0) + (0 < x) + abs(-x) + sign(x) + (-x > 0)")).toEqual(["x"]);
  });

  it("are none for smooth fields and for what does not vary in space", () => {
    expect(cuts("exp(x)*y^2")).toEqual([]);
    expect(cuts("(t < 1)*x")).toEqual([]);
    expect(cuts("1 < 2")).toEqual([]);
  });

  it("of a derivative are where it jumps", () => {
    expect(
      field("max(x, y)*2")
        .derivative(0)
        .cuts!.map((cut) => cut.text),
    ).toEqual(["x - y"]);
    expect(
      field("abs(x)")
        .derivative(0)
        .cuts!.map((cut) => cut.text),
    ).toEqual(["x"]);
    expect(field("x^t").derivative(0).cuts).toEqual([]);
  });

  it("can be evaluated and differentiated like any field", () => {
    const [cut] = field("x^2 < y + t").cuts!;
    const out = new Float64Array(1);
    cut!.valuesInto([Float64Array.of(3), Float64Array.of(2)], 1, out);
    expect(out[0]).toBe(6);
    cut!.derivative(0).valuesInto([Float64Array.of(3), Float64Array.of(2)], 1, out);
    expect(out[0]).toBe(6);
  });
});
