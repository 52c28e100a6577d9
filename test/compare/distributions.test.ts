import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  biasedTail,
  chiSquareTail,
  holmSmallest,
  kolmogorovTail,
  noncentralTail,
  normalTail,
  skewedTail,
} from "../../src/compare/distributions.js";

/*
 * Reference values: incomplete gamma functions, Poisson mixtures of them and Jacobi's other form of the theta series of
 * Kolmogorov, all in 40 digits with mpmath 1.3 (a separate program); the non-central ones beyond 20000 from SciPy 1.17.
 * logGamma states an error of 2e-10, which is the relative error of every tail.
 */
const digits = 1e-9;
const close = (found: number, expected: number, relative = digits): void =>
  expect(Math.abs(found - expected), `${found} for ${expected}`).toBeLessThanOrEqual(relative * expected + 1e-300);

describe("tails of the chi-square law", () => {
  it.each([
    [1, 1, 0.3173105078629],
    [3.84, 1, 0.05004352124871],
    [0.1, 4, 0.9987908957257],
    [10, 5, 0.07523524614651],
    [63, 63, 0.4763023833381],
    [150, 63, 4.679451669008e-9],
    [400, 63, 1.683970337073e-50],
    [0.5, 200, 1],
    [300, 255, 0.0277275220539],
    [20300, 20000, 0.06734062150395],
    [1e-8, 3, 0.9999999999997],
  ])("P(chi2 >= %f) with %i degrees", (x, degrees, tail) => close(chiSquareTail(x, degrees), tail));

  it("goes to 0 and to 1 without a NaN, however far", () => {
    expect(chiSquareTail(5000, 100)).toBe(0);
    expect(chiSquareTail(1e9, 63)).toBe(0);
    expect(chiSquareTail(Infinity, 63)).toBe(0);
    expect(chiSquareTail(0, 63)).toBe(1);
    // G of a perfect fit may be -1e-17 by rounding
    expect(chiSquareTail(-1e-17, 63)).toBe(1);
    expect(chiSquareTail(NaN, 63)).toBeNaN();
  });
});

describe("tails of the non-central chi-square law", () => {
  it.each([
    [10, 3, 1, 0.05376192778772],
    [100, 63, 1, 0.002861280451371],
    [150, 63, 20, 5.273860745939e-5],
    [200, 63, 100, 0.05955437713678],
    [1, 1, 5, 0.8923892942193],
    [400, 63, 30, 1.949185271986e-32],
    [250, 63, 0.001, 4.188378125383e-24],
    [600, 255, 200, 0.000107624271943],
    [30, 10, 0.5, 0.001438314136443],
  ])("P(chi2 >= %f) with %i degrees and non-centrality %f", (x, degrees, noncentrality, tail) =>
    // Poisson terms beyond ten standard deviations and twenty are left out: 1e-9 of a tail as far out as 1e-32
    close(noncentralTail(x, degrees, noncentrality), tail, 1e-8),
  );

  it.each([
    [30000, 63, 29000, 3.1598410443e-3],
    [31000, 63, 30000, 3.620292997e-3],
    [32500, 255, 30000, 1.0501331284e-10],
    [1.02e6, 63, 1e6, 1.7098162909e-23],
  ])("P(chi2 >= %f) with %i degrees and non-centrality %f, by Sankaran's approximation", (x, degrees, lambda, tail) =>
    // within a percent: such a test judges nothing, its errors are a hundred times the noise
    close(noncentralTail(x, degrees, lambda), tail, 0.01),
  );

  it("is the central tail without non-centrality, and grows with it", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 400, noNaN: true }),
        fc.integer({ min: 1, max: 300 }),
        fc.double({ min: 0, max: 300, noNaN: true }),
        (x, degrees, noncentrality) => {
          const tail = noncentralTail(x, degrees, noncentrality);
          expect(tail).toBeGreaterThanOrEqual(chiSquareTail(x, degrees) * (1 - 1e-8) - 1e-15);
          expect(tail).toBeLessThanOrEqual(1);
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });

  it("passes from sums to the approximation without a step", () => {
    const [below, above] = [19_900, 19_970].map((noncentrality) =>
      noncentralTail(noncentrality + 500, 63, noncentrality),
    );
    expect(Math.abs(above / below - 1)).toBeLessThan(0.02);
  });

  it("has no NaN far out", () => {
    expect(noncentralTail(1e7, 63, 10)).toBe(0);
    expect(noncentralTail(100, 63, Infinity)).toBe(1);
    expect(noncentralTail(Infinity, 63, 1)).toBe(0);
    expect(noncentralTail(1, 63, 1e12)).toBeCloseTo(1, 12);
    expect(noncentralTail(NaN, 63, 1)).toBeNaN();
  });
});

describe("tails of the normal law", () => {
  it.each([
    [0, 0.5],
    [0.5, 0.308537538726],
    [1, 0.1586552539315],
    [-1, 0.8413447460685],
    [1.96, 0.02499789514822],
    [5, 2.866515718792e-7],
    [-5, 0.9999997133484],
    [8, 6.220960574272e-16],
    [12, 1.776482112078e-33],
    [30, 4.906713927148e-198],
  ])("P(Z >= %f)", (z, tail) => close(normalTail(z), tail));

  it("is 0 and 1 at the ends", () => {
    expect([40, 1e200, Infinity].map(normalTail)).toEqual([0, 0, 0]);
    expect([-40, -1e200, -Infinity].map(normalTail)).toEqual([1, 1, 1]);
    expect(normalTail(NaN)).toBeNaN();
  });

  it("of both sides with a bias: at least P(|Z| >= |z|), 1 once the bias is as large as the difference and more", () => {
    close(biasedTail(3, 0), 2 * normalTail(3));
    close(biasedTail(-3, 0), 2 * normalTail(3));
    close(biasedTail(5, 2), normalTail(3) + normalTail(7));
    expect(biasedTail(3, 20)).toBe(1);
    expect(biasedTail(3, Infinity)).toBe(1);
  });
});

describe("tails of a skewed number (Pearson's type III)", () => {
  it.each([
    [1, 1, 0.1512038827766],
    [6.97, 0.9953, 1.80453411225e-5],
    [-1.5, 0.5, 0.951259596696],
    [3, 0.1, 0.001998717742211],
    [6, 0.02, 1.962192482133e-9],
    [6, -0.02, 4.648524608121e-10],
    [5, 0.01, 3.513900203493e-7],
    [5, -0.01, 2.320192035578e-7],
    [6, 0.001, 1.02259196838e-9],
  ])("P(Z >= %f) with skewness %f", (z, skewness, tail) =>
    // ln Γ of shapes up to 1e5 has errors of 1e-10 absolute, and Wilson and Hilferty's cube root 1e-5 from there on
    close(skewedTail(z, skewness), tail, 2e-5),
  );

  it("ends at 2/skewness, is normal without skewness, and mirrors", () => {
    expect(skewedTail(-2.1, 1)).toBe(1);
    expect(skewedTail(5, -0.5)).toBe(0);
    expect(skewedTail(3, 0)).toBe(normalTail(3));
    expect(skewedTail(3, 1e-9)).toBe(normalTail(3));
    expect(skewedTail(2, 0.3) + skewedTail(-2, -0.3)).toBeCloseTo(1, 12);
    expect([skewedTail(Infinity, 0.3), skewedTail(Infinity, 0.001), skewedTail(-Infinity, 0.3)]).toEqual([0, 0, 1]);
  });

  it("gives at least 0.6 of the tails of a Poisson number from three standard deviations on, at most 4 times above", () => {
    for (const mean of [5, 10, 40, 200]) {
      const sd = Math.sqrt(mean);
      const probability = (n: number): number => {
        let log = -mean;
        for (let k = 1; k <= n; k++) log += Math.log(mean / k);
        return Math.exp(log);
      };
      for (let n = 0; n < mean + 9 * sd; n++) {
        const z = (n - mean) / sd;
        if (Math.abs(z) < 3) continue;
        let tail = 0;
        if (z < 0) for (let k = 0; k <= n; k++) tail += probability(k);
        else for (let k = n; k < n + 100; k++) tail += probability(k);
        const found = skewedTail(Math.abs(z), Math.sign(z) / sd);
        expect(found, `${n} of ${mean}`).toBeGreaterThan(0.6 * tail);
        if (z > 0) expect(found, `${n} of ${mean}`).toBeLessThan(4 * tail);
      }
    }
  });
});

describe("Kolmogorov's law", () => {
  it.each([
    [0.25, 0.9999999731762],
    [0.3, 0.9999906941987],
    [0.4, 0.9971923267773],
    [0.5, 0.9639452436649],
    [0.8276, 0.4999584165635],
    [1, 0.2699996716774],
    [1.36, 0.04948587675538],
    [1.63, 0.009846364888487],
    [2, 0.0006709252557797],
    [2.5, 7.453306344157e-6],
    [4, 2.532833109819e-14],
    [10, 2.767793053473e-87],
  ])("P(sqrt(N) D >= %f)", (d, tail) => close(kolmogorovTail(d), tail));

  it("is 1 at 0 and 0 far out", () => {
    expect(kolmogorovTail(0)).toBe(1);
    expect([40, Infinity].map(kolmogorovTail)).toEqual([0, 0]);
    expect(kolmogorovTail(NaN)).toBeNaN();
  });
});

describe("Holm's correction", () => {
  it("multiplies the smallest p-value by their number, and is 1 without tests", () => {
    expect(holmSmallest([0.5, 0.01, 0.2])).toBeCloseTo(0.03, 15);
    expect(holmSmallest([0.9, 0.8])).toBe(1);
    expect(holmSmallest([])).toBe(1);
  });

  it("does not lose what is not a number", () => expect(holmSmallest([0.5, NaN, 1e-9])).toBeNaN());
});
