import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.js";
import type { Detector } from "../../src/problem/reset.js";
import type { Watched } from "../../src/reset/detect.js";
import { detections } from "../../src/reset/detector.js";

const series = (length: number, step: number, at: (time: number) => Partial<Watched>): Watched[] =>
  Array.from({ length }, (_, k) => ({
    time: k * step,
    loss: null,
    consolidation: null,
    gradient: null,
    ...at(k * step),
  }));
const timesOf = (frames: readonly Watched[], detector: Detector, options = {}): number[] =>
  detections(frames, detector, options).map(({ time }) => Number(time.toFixed(9)));

/** Standard normal numbers from a fixed seed (mulberry32, Box and Muller). */
function normals(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

describe("detectors on series with known transitions", () => {
  const logistic = (time: number, at: number, width: number): number => 1 / (1 + Math.exp(-(time - at) / width));
  const falling = series(201, 0.1, (t) => ({ consolidation: 3 - 2 * logistic(t, 10, 0.5) }));

  it("find a drop between frames where it is steepest enough", () => {
    // −dC/dt = 2·s(1 − s)/0.5 is 1 at the middle: 0.1 a frame, 0.05 where s(1 − s) = 1/8, 0.88 before it
    const [first, ...others] = detections(falling, { kind: "consolidation-drop", threshold: 0.05, per: "time" });
    expect(others).toEqual([]);
    expect(first.time).toBeCloseTo(10 - 0.5 * Math.log((1 + Math.SQRT1_2) / (1 - Math.SQRT1_2)) + 0.1, 0);
    expect(first.value).toBeLessThan(-0.05);
    expect(first.reason).toMatch(
      /^the consolidation ratio went from 2\.\d+ at t = 9\.\d+ to 2\.\d+, a drop of more than 0\.05$/,
    );
  });

  it("find a logarithmic rate, whatever the spacing of frames", () => {
    const decay = (step: number) => series(41, step, (t) => ({ consolidation: t < 2 ? 1 : Math.exp(-0.5 * (t - 2)) }));
    const detector = { kind: "consolidation-drop", threshold: 0.49, per: "log" } as const;
    expect(timesOf(decay(0.1), detector)).toEqual([2.1]);
    expect(timesOf(decay(0.25), detector)).toEqual([2.25]);
    expect(timesOf(decay(0.1), { ...detector, threshold: 0.51 })).toEqual([]);
  });

  it("find a value below a threshold, and a collapsed gradient", () => {
    const below = timesOf(falling, { kind: "consolidation-below", threshold: 2 });
    expect(below).toEqual([10.1]);
    const gradients = series(101, 0.1, (t) => ({ gradient: Math.exp(-t) }));
    // e^(−4.7) = 0.0091
    expect(timesOf(gradients, { kind: "gradient-collapse", norm: 0.01 })).toEqual([4.7]);
  });

  it("find a plateau after it has lasted, and no minimum", () => {
    const loss = series(101, 0.1, (t) => ({ loss: t < 5 ? 5 - t : 0 }));
    expect(timesOf(loss, { kind: "plateau", rate: 0.01, during: 1 })).toEqual([6]);
    const valley = series(101, 0.1, (t) => ({ loss: (t - 5) ** 2 }));
    expect(timesOf(valley, { kind: "plateau", rate: 0.4, during: 1 })).toEqual([]);
  });

  it("say nothing where they have nothing to go by", () => {
    const blank = series(20, 0.1, () => ({}));
    for (const detector of [
      { kind: "consolidation-drop", threshold: 0.1, per: "time" },
      { kind: "consolidation-below", threshold: 5 },
      { kind: "plateau", rate: 1, during: 0.5 },
      { kind: "gradient-collapse", norm: 5 },
    ] as const)
      expect(detections(blank, detector)).toEqual([]);
    // a window with two frames has no two halves
    expect(
      detections(
        series(20, 1, () => ({ loss: 1 })),
        { kind: "plateau", rate: 1, during: 1 },
      ),
    ).toEqual([]);
  });
});

describe("hysteresis, cooldown and limit", () => {
  const waves = series(101, 0.1, (t) => ({ consolidation: 1 + 0.5 * Math.cos(2 * Math.PI * t) }));
  const below: Detector = { kind: "consolidation-below", threshold: 1 };
  it("fires once a visit, and again only after a frame above", () => {
    // below 1 for 0.25 < t < 0.75 of each period
    expect(timesOf(waves, below)).toEqual([0.3, 1.3, 2.3, 3.3, 4.3, 5.3, 6.3, 7.3, 8.3, 9.3]);
  });
  it("waits for the cooldown, and fires then if the condition still holds", () => {
    // 3.9 and 7.9 are 1.2 after a firing but above 1: then the next visit counts
    expect(timesOf(waves, below, { cooldown: 1.2 })).toEqual([0.3, 1.5, 2.7, 4.3, 5.5, 6.7, 8.3, 9.5]);
    expect(timesOf(waves, below, { cooldown: 3 })).toEqual([0.3, 3.3, 6.3, 9.3]);
  });
  it("stops at the limit", () => expect(timesOf(waves, below, { limit: 2 })).toEqual([0.3, 1.3]));
});

describe("what a stored series may hold", () => {
  const below: Detector = { kind: "consolidation-below", threshold: 1 };
  const values = (list: readonly (number | null)[]): Watched[] =>
    series(list.length, 1, (t) => ({ consolidation: list[t] }));

  it.each([null, NaN, Infinity, -Infinity])("a frame with %s is ignored: it neither fires nor arms", (gap) => {
    // armed again by the 1.5, not by the gap
    expect(timesOf(values([2, 0.5, gap, 0.5, 1.5, gap, 0.5]), below)).toEqual([1, 6]);
    // the drop is from the last frame that tells
    const drop: Detector = { kind: "consolidation-drop", threshold: 0.5, per: "time" };
    expect(timesOf(values([2, gap, 1.2, 1.2]), drop)).toEqual([2]);
    const plateau: Detector = { kind: "plateau", rate: 0.1, during: 4 };
    const flat = series(12, 1, (t) => ({ loss: t < 4 ? 4 - t : t === 6 ? gap : 0 }));
    expect(timesOf(flat, plateau)).toEqual([8]);
  });

  const fault = (run: () => unknown): unknown => {
    try {
      run();
    } catch (found) {
      return found;
    }
    return null;
  };
  it.each([
    ["an unknown kind", { kind: "plataeu", rate: 1, during: 1 }, {}, "bad-value", "detector.kind"],
    ["nothing", undefined, {}, "bad-value", "detector.kind"],
    ["a name that objects have", { kind: "toString" }, {}, "bad-value", "detector.kind"],
    ["a negative threshold", { ...below, threshold: -1 }, {}, "out-of-range", "detector.threshold"],
    ["no number", { ...below, threshold: NaN }, {}, "out-of-range", "detector.threshold"],
    ["none", { kind: "gradient-collapse" }, {}, "out-of-range", "detector.norm"],
    ["a text", { ...below, threshold: "1" }, {}, "out-of-range", "detector.threshold"],
    ["an endless window", { kind: "plateau", rate: 1, during: Infinity }, {}, "out-of-range", "detector.during"],
    ["a drop per frame", { kind: "consolidation-drop", threshold: 1, per: "frame" }, {}, "bad-value", "detector.per"],
    ["a negative cooldown", below, { cooldown: -1 }, "out-of-range", "options.cooldown"],
    ["a cooldown that is none", below, { cooldown: NaN }, "out-of-range", "options.cooldown"],
    ["a limit of a half", below, { limit: 1.5 }, "out-of-range", "options.limit"],
    ["a limit of none", below, { limit: 0 }, "out-of-range", "options.limit"],
    ["a limit in words", below, { limit: "2" }, "out-of-range", "options.limit"],
    ["a misspelt option", below, { coldown: 3 }, "unknown-key", "options.coldown"],
    ["no options", below, null, "bad-type", "options"],
    ["a list of options", below, [3], "bad-type", "options"],
    ["a symbol", { ...below, threshold: Symbol("1") }, {}, "out-of-range", "detector.threshold"],
    ["what has no text", { ...below, threshold: Object.create(null) }, {}, "out-of-range", "detector.threshold"],
  ])("%s is refused, with the place", (_, detector, options, code, path) => {
    const found = fault(() => detections(values([2, 0.5]), detector as never, options as never));
    expect(found).toBeInstanceOf(InputError);
    expect(found).toMatchObject({ code, path });
  });

  it.each([
    ["null", [null], "bad-type", "series[0]"],
    ["a number", [{ time: 0, consolidation: 1 }, 2], "bad-type", "series[1]"],
    // what a list with a hole does is the point
    ["a hole", [{ time: 0, consolidation: 1 }, , { time: 2, consolidation: 1 }], "bad-type", "series[1]"],
    ["without what is watched", [{ time: 0, loss: 1, gradient: 1 }], "bad-type", "series[0].consolidation"],
    ["with a text for it", [{ time: 0, consolidation: "0.5" }], "bad-type", "series[0].consolidation"],
    ["with a text for its time", [{ time: "0", consolidation: 0.5 }], "bad-times", "series[0].time"],
    ["without a time", [{ consolidation: 0.5 }], "bad-times", "series[0].time"],
  ])("a frame that is no frame is refused, with the place: %s", (_, frames, code, path) => {
    const found = fault(() => detections(frames as never, below));
    expect(found).toBeInstanceOf(InputError);
    expect(found).toMatchObject({ code, path });
  });

  it("what is not watched need not be there", () => {
    expect(detections([{ time: 0, consolidation: 0.5 } as never], below)).toHaveLength(1);
  });

  it("times have to increase", () => {
    const at = (times: readonly number[]): Watched[] =>
      times.map((time) => ({ time, loss: null, consolidation: 1, gradient: null }));
    expect(fault(() => detections(at([0, 1, 1]), below))).toMatchObject({ code: "bad-times", path: "series[2].time" });
    expect(fault(() => detections(at([0, NaN]), below))).toMatchObject({ code: "bad-times", path: "series[1].time" });
    expect(fault(() => detections({} as never, below))).toMatchObject({ path: "series" });
    expect(detections([], below)).toEqual([]);
  });
});

describe("false alarms on a stationary series with independent normal noise", () => {
  /** Φ(−z), by its integral. */
  const tail = (z: number): number => {
    let sum = 0;
    for (let k = 0; k < 4000; k++) sum += Math.exp(-((z + (k + 0.5) / 500) ** 2) / 2);
    return sum / 500 / Math.sqrt(2 * Math.PI);
  };
  const frames = 50_000;
  const noisy = (seed: number) => {
    const normal = normals(seed);
    return series(frames, 1, () => {
      const value = 2 + 0.1 * normal();
      return { consolidation: value, gradient: value };
    });
  };

  it.each([
    ["consolidation-drop", { kind: "consolidation-drop", threshold: 0.3, per: "time" }, tail(0.3 / (0.1 * Math.SQRT2))],
    ["consolidation-below", { kind: "consolidation-below", threshold: 1.8 }, tail(2)],
    ["gradient-collapse", { kind: "gradient-collapse", norm: 1.8 }, tail(2)],
  ] as const)("%s: as often as Gauss says", (_, detector, probability) => {
    const found = detections(noisy(42), detector).length;
    const expected = frames * probability;
    // hysteresis merges neighbours: two frames in a row below with probability 1/44 of those; for the drop, C cannot go on
    // falling. Five standard deviations of a Poisson count (a false alarm of this test: 6e-7; the seed is fixed)
    expect(found).toBeLessThan(expected + 5 * Math.sqrt(expected));
    expect(found).toBeGreaterThan(0.96 * expected - 5 * Math.sqrt(expected));
  });

  it("next to never at the thresholds that the documentation names", () => {
    // one in 10⁵ frames: half a one expected of 50000, and more than five of them once in 10⁵ such tests
    const drop = { kind: "consolidation-drop", threshold: 0.603, per: "time" } as const;
    expect(detections(noisy(7), drop).length).toBeLessThanOrEqual(5);
    expect(detections(noisy(7), { kind: "consolidation-below", threshold: 2 - 0.426 }).length).toBeLessThanOrEqual(5);
  });

  it("a steady fall is no plateau, and noise does not hide one", () => {
    const normal = normals(3);
    // 25 frames a half, of standard deviation 0.01·(12/25)^½/0.5 = 0.014 each: a rate of 0.1 is 7 of them away from both
    const fall = series(20_000, 0.02, (t) => ({ loss: -0.2 * t + 0.01 * normal() }));
    const plateau = { kind: "plateau", rate: 0.1, during: 1 } as const;
    expect(detections(fall, plateau)).toEqual([]);
    const settles = series(1000, 0.02, (t) => ({ loss: (t < 5 ? -0.2 * t : -1) + 0.01 * normal() }));
    const [only, ...others] = detections(settles, plateau);
    expect(others).toEqual([]);
    // the first half of the window still holds some of the fall: half of it is flat enough
    expect(only.time).toBeGreaterThan(5.5);
    expect(only.time).toBeLessThan(6.1);
  });
});
