import { describe, expect, it } from "vitest";
import { parseProblem } from "../../src/problem/file.js";
import type { Problem } from "../../src/problem/problem.js";
import { spectrum, type Spectrum } from "../../src/solve/spectrum.js";

const problem = (stated: object): Problem => parseProblem(JSON.stringify({ name: "a", ...stated }));
const axis = (name: string, range: readonly [number, number], cells: number, boundary: unknown = "reflecting") => ({
  name,
  range,
  cells,
  boundary,
});

const doubleWell = problem({
  axes: [axis("x", [-2.5, 2.5], 256)],
  drift: { loss: "(x^2-1)^2" },
  diffusion: 0.25,
});
const rotating = (frequency: number, cells: number): Problem =>
  problem({
    axes: [axis("x", [-5, 5], cells), axis("y", [-5, 5], cells)],
    drift: { loss: "(x^2+y^2)/2", force: { x: `-${frequency}*y`, y: `${frequency}*x` } },
    diffusion: 0.5,
  });

/** Largest |∫ f_j φ_k − δ_jk|, and with detailed balance the same of φ alone in L²(1/ρ*). */
function departure({ problem: { grid }, left, right, eigenvalues }: Spectrum, reversible: boolean): number {
  const n = eigenvalues.length;
  const { volumes, size } = grid;
  const imaginary = (fields: Spectrum["left"]): Float64Array => fields.im?.data ?? new Float64Array(n * size);
  const [fRe, fIm, pRe, pIm] = [left.re.data, imaginary(left), right.re.data, imaginary(right)];
  let worst = 0;
  for (let j = 0; j < n; j++)
    for (let k = 0; k < n; k++) {
      let [re, im, norm] = [0, 0, 0];
      for (let c = 0; c < size; c++) {
        const [a, b, x, y] = [fRe[j * size + c], fIm[j * size + c], pRe[k * size + c], pIm[k * size + c]];
        re += volumes[c] * (a * x - b * y);
        im += volumes[c] * (a * y + b * x);
        // f = φ/ρ* there
        norm += volumes[c] * (fRe[k * size + c] * pRe[j * size + c]);
      }
      worst = Math.max(worst, Math.abs(re - Number(j === k)), Math.abs(im));
      if (reversible) worst = Math.max(worst, Math.abs(norm - Number(j === k)));
    }
  return worst;
}

describe("eigenvalues that are known", () => {
  it("of Brownian motion between reflecting walls, order 2 and extrapolated to 1e-7", () => {
    const free = problem({ axes: [axis("x", [0, 1], 256)], diffusion: 0.1 });
    const { eigenvalues, gridEigenvalues, errors, extrapolated } = spectrum(free);
    // 0 is exact as it is
    expect(extrapolated).toEqual([false, true, true, true, true, true]);
    for (let n = 0; n < 6; n++) {
      const exact = -0.1 * (n * Math.PI) ** 2;
      // the grid's own are −(4D/h²) sin²(kh/2)
      expect(gridEigenvalues[n].re).toBeCloseTo(-0.4 * 256 ** 2 * Math.sin((n * Math.PI) / 512) ** 2, 8);
      expect(Math.abs(eigenvalues[n].re - exact)).toBeLessThanOrEqual(1e-7 * Math.abs(exact));
      // the error that is stated holds, and is not out of all proportion
      expect(Math.abs(eigenvalues[n].re - exact)).toBeLessThanOrEqual(errors[n]!);
      expect(errors[n]).toBeLessThanOrEqual(1e-4 * Math.abs(exact));
    }
    expect(Math.abs(gridEigenvalues[1].re + 0.98696044010894)).toBeLessThan(1e-4);
  });

  it("of a constant drift between reflecting walls: D(nπ/L)² + μ²/4D", () => {
    const drift = problem({ axes: [axis("x", [0, 1], 256)], drift: { force: { x: -2 } }, diffusion: 0.5 });
    const { eigenvalues, gridEigenvalues } = spectrum(drift, { modes: 3 });
    [0, -6.9348022005447, -21.739208802179].forEach((exact, n) => {
      expect(Math.abs(gridEigenvalues[n].re - exact)).toBeLessThanOrEqual(1e-4 * Math.abs(exact));
      expect(Math.abs(eigenvalues[n].re - exact)).toBeLessThanOrEqual(1e-7 * Math.abs(exact));
    });
  });

  it("of a double well, extrapolated to 1e-7", () => {
    const { eigenvalues, gridEigenvalues, relaxationTimes, reversible } = spectrum(doubleWell, { modes: 4 });
    expect(reversible).toBe(true);
    expect(eigenvalues[0].re).toBe(0);
    expect(Math.abs(gridEigenvalues[1].re + 0.02977959330944)).toBeLessThan(2e-7);
    expect(relaxationTimes[1]).toBe(-1 / eigenvalues[1].re);
    [-0.02977959330944, -3.31039406412, -5.51224029789].forEach((exact, k) => {
      // h = 0.02: errors of (kh)²/12 on the grid
      expect(Math.abs(gridEigenvalues[k + 1].re / exact - 1)).toBeLessThan(1e-3);
      expect(Math.abs(eigenvalues[k + 1].re - exact)).toBeLessThan(1e-7);
    });
  });

  it("of an Ornstein-Uhlenbeck process: 0, −1, −2, …, and order 2 in the cell width", () => {
    const errors = [64, 128].map((cells) => {
      const ou = problem({ axes: [axis("x", [-6, 6], cells)], drift: { loss: "x^2/2" }, diffusion: 0.5 });
      return spectrum(ou, { modes: 5 }).gridEigenvalues.map(({ re }, n) => Math.abs(re + n));
    });
    for (let n = 1; n < 5; n++) expect(Math.log2(errors[0][n] / errors[1][n])).toBeCloseTo(2, 1);
  });

  it("of a square that is left through its walls: 2π²D, and a degenerate pair", () => {
    const square = problem({
      axes: [axis("x", [0, 1], 64, "absorbing"), axis("y", [0, 1], 64, "absorbing")],
      diffusion: 1,
    });
    const { eigenvalues, quasiStationary } = spectrum(square, { modes: 4 });
    expect(Math.abs(eigenvalues[0].re + 19.73920880218)).toBeLessThan(1e-6);
    expect(Math.abs(eigenvalues[1].re / eigenvalues[2].re - 1)).toBeLessThan(1e-12);
    expect(Math.abs(eigenvalues[1].re + 5 * Math.PI ** 2)).toBeLessThan(1e-4);
    expect(quasiStationary!.rate).toBe(-eigenvalues[0].re);
    // sin πx sin πy of mass 1 has π²/4 in the middle
    expect(quasiStationary!.density.get(32, 32)).toBeCloseTo(Math.PI ** 2 / 4, 2);
  });

  it("of two oscillators alike: multiplicities 1, 2, 3, 4, all of them found", () => {
    const two = problem({
      axes: [axis("x", [-5, 5], 40), axis("y", [-5, 5], 40)],
      drift: { loss: "(x^2+y^2)/2" },
      diffusion: 0.5,
    });
    const one = problem({
      axes: [axis("x", [-5, 5], 40)],
      drift: { loss: "x^2/2" },
      diffusion: 0.5,
      // as on two axes
      solver: { scheme: "scharfetter-gummel" },
    });
    const single = spectrum(one, { modes: 4 }).gridEigenvalues.map(({ re }) => re);
    // rates add up, so that the eigenvalues of the grid do too
    const sums = single.flatMap((a, i) => single.map((b, j) => (i + j < 4 ? a + b : -Infinity)));
    const expected = sums.sort((a, b) => b - a).slice(0, 10);
    const found = spectrum(two, { modes: 10 });
    expected.forEach((value, k) => expect(Math.abs(found.gridEigenvalues[k].re - value)).toBeLessThan(1e-10));
    expect(departure(found, true)).toBeLessThan(1e-10);
  });

  it("of a rotating oscillator: −(m + n) ± iω(m − n)", () => {
    const found = spectrum(rotating(2, 48), { modes: 6, extrapolate: false });
    expect(found.eigenvalues).toEqual(found.gridEigenvalues);
    expect(found.errors).toEqual([0, null, null, null, null, null]);
    expect(found.reversible).toBe(false);
    const exact: [number, number][] = [
      [0, 0],
      [-1, 2],
      [-1, -2],
      [-2, 0],
      [-2, 4],
      [-2, -4],
    ];
    exact.forEach(([re, im], k) => {
      // h²/12 of third derivatives, times the rotation
      expect(Math.hypot(found.eigenvalues[k].re - re, found.eigenvalues[k].im - im)).toBeLessThan(0.2);
    });
    expect(departure(found, false)).toBeLessThan(1e-10);
  });

  it("of a ring with a constant drift: −Dn² ± ivn", () => {
    const ring = problem({
      axes: [axis("x", [0, 2 * Math.PI], 128, "periodic")],
      drift: { force: { x: 0.7 } },
      diffusion: 0.3,
    });
    const { eigenvalues } = spectrum(ring, { modes: 5 });
    for (let k = 0; k < 5; k++) {
      const n = Math.ceil(k / 2);
      expect(eigenvalues[k].re).toBeCloseTo(-0.3 * n * n, 6);
      expect(eigenvalues[k].im).toBeCloseTo(0.7 * n * (k % 2 === 1 ? 1 : -1), 6);
    }
    for (const k of [1, 3]) expect(eigenvalues[k + 1]).toEqual({ re: eigenvalues[k].re, im: -eigenvalues[k].im });
  });

  it("of a tensor D with a linear drift: sums of those of the drift, whatever D", () => {
    const tensor = problem({
      axes: [axis("x", [-5, 5], 64), axis("y", [-5, 5], 64)],
      drift: { force: { x: "-x", y: "-2.5*y" } },
      diffusion: {
        tensor: [
          ["0.6", "0.2"],
          ["0.2", "0.3"],
        ],
      },
    });
    const { eigenvalues, errors } = spectrum(tensor, { modes: 5 });
    [0, -1, -2, -2.5, -3].forEach((exact, k) => {
      expect(eigenvalues[k].im).toBe(0);
      // where the rates leave order 2 on the coarsest of the three grids the error says so
      expect(Math.abs(eigenvalues[k].re - exact)).toBeLessThanOrEqual(errors[k]!);
    });
  });
});

describe("extrapolation", () => {
  const stated = { drift: { loss: "(x^2-1)^2" }, diffusion: 0.25 };

  it("is left out where cells cannot be joined in pairs, or are few, without a word", () => {
    for (const cells of [75, 14]) {
      const found = spectrum(problem({ ...stated, axes: [axis("x", [-2.5, 2.5], cells)] }), { modes: 3 });
      expect(found.extrapolated).toEqual([false, false, false]);
      expect(found.errors).toEqual([0, null, null]);
      expect(found.eigenvalues).toEqual(found.gridEigenvalues);
    }
  });

  it("says which eigenvalues differ too much between grids, and keeps those of the grid", () => {
    // modes of up to ten waves on 32, 16 and 8 cells
    const { eigenvalues, gridEigenvalues, extrapolated, errors, warnings } = spectrum(
      problem({ axes: [axis("x", [0, 1], 32)], diffusion: 1 }),
      { modes: 20 },
    );
    expect(extrapolated[1]).toBe(true);
    expect(extrapolated[19]).toBe(false);
    expect(eigenvalues[19]).toEqual(gridEigenvalues[19]);
    expect(warnings.join()).toMatch(/The eigenvalues of modes .*19 are those of the grid/);
    for (let n = 1; n < 20; n++)
      if (extrapolated[n]) expect(Math.abs(eigenvalues[n].re + (n * Math.PI) ** 2)).toBeLessThanOrEqual(errors[n]!);
  });

  it("pairs modes that change places: of k waves along one axis and others along both, on coarser grids", () => {
    // (m² + n²) coincide for (0, 5) and (3, 4): the grid parts them, the more waves along one axis the lower
    const found = spectrum(
      problem({ axes: [axis("x", [0, Math.PI], 64), axis("y", [0, Math.PI], 64)], diffusion: 1 }),
      { modes: 26 },
    );
    const exact = Array.from({ length: 49 }, (_, e) => Math.floor(e / 7) ** 2 + (e % 7) ** 2).sort((a, b) => a - b);
    for (let k = 0; k < 22; k++)
      expect(Math.abs(found.eigenvalues[k].re + exact[k])).toBeLessThanOrEqual(found.errors[k]! + 1e-9);
    // all of those up to 25 to 1e-4
    for (let k = 0; k < 22; k++)
      expect(Math.abs(found.eigenvalues[k].re + exact[k])).toBeLessThan(1e-4 * (exact[k] || 1));
  });
});

describe("an eigenvalue far below the others", () => {
  it("keeps its digits: 6e-15 beside 4, as 1/(mean time to cross) says", () => {
    const deep = problem({ axes: [axis("x", [-2, 2], 256)], drift: { loss: "(x^2-1)^2" }, diffusion: 0.03 });
    const { eigenvalues } = spectrum(deep, { modes: 3 });
    // Two wells in balance: λ = 2/T up to e^(−1/D), T = ∫_{-1}^{1} e^{U} ∫_{-∞}^{y} e^{−U}/D on the grid's own points
    const { centers } = deep.grid.axes[0];
    const U = Array.from(centers, (x) => (x * x - 1) ** 2 / 0.03);
    const gibbs = (k: number): number => Math.exp(-U[k]);
    let [below, time] = [0, 0];
    for (let k = 0; k + 1 < 256; k++) {
      below += gibbs(k);
      if (centers[k] < -1 || centers[k + 1] > 1) continue;
      // ∫ e^U between two centres by Simpson's rule, of relative error 1e-6 here
      const middle = ((0.5 * (centers[k] + centers[k + 1])) ** 2 - 1) ** 2 / 0.03;
      time += (below * (Math.exp(U[k]) + 4 * Math.exp(middle) + Math.exp(U[k + 1]))) / 6;
    }
    const width = 4 / 256;
    expect(eigenvalues[1].re).toBeLessThan(0);
    // T from −1 to +1 is that of leaving for all but the last well, where e^U is small: 2/T to 1e-4
    expect(Math.abs((eigenvalues[1].re * time * width * width) / 0.03 / -2 - 1)).toBeLessThan(1e-3);
    expect(eigenvalues[2].re).toBeLessThan(-3);
  });

  it("is told apart from its like: a row of six wells has five slow modes", () => {
    const wells = problem({ axes: [axis("x", [0, 6], 240)], drift: { loss: "cos(2*pi*x)" }, diffusion: 0.08 });
    const { eigenvalues, residuals } = spectrum(wells, { modes: 8 });
    for (let k = 1; k < 6; k++) expect(eigenvalues[k].re).toBeGreaterThan(-1e-6);
    for (let k = 1; k < 7; k++) expect(eigenvalues[k].re).toBeLessThan(eigenvalues[k - 1].re);
    expect(eigenvalues[6].re).toBeLessThan(-1);
    // hops between neighbours at one rate: λ_k : λ_1 = sin²(kπ/12) : sin²(π/12), but for what the walls do to their wells
    for (let k = 2; k < 6; k++) {
      const hops = (Math.sin((k * Math.PI) / 12) / Math.sin(Math.PI / 12)) ** 2;
      expect(Math.abs(eigenvalues[k].re / eigenvalues[1].re / hops - 1)).toBeLessThan(5e-3);
    }
    // modes settle to 1e-8 of 1/(σ − λ), in a norm that Q magnifies
    for (const residual of residuals) expect(residual).toBeLessThan(1e-5);
  });
});

describe("many eigenvalues that nearly coincide", () => {
  it("are found together, also where the last that is asked for is one of 18: nine wells in a square", () => {
    const stated = (names: readonly string[]): Problem =>
      problem({
        axes: names.map((name) => axis(name, [0, 3], 48)),
        drift: { loss: names.map((name) => `cos(2*pi*${name})`).join("+") },
        diffusion: 0.08,
        solver: { scheme: "scharfetter-gummel" },
      });
    const row = spectrum(stated(["x"]), { modes: 7, extrapolate: false }).eigenvalues;
    // rates add up, so that the eigenvalues of the grid do too
    const sums = row.flatMap((a) => row.map((b) => a.re + b.re)).sort((a, b) => b - a);
    const { eigenvalues } = spectrum(stated(["x", "y"]), { modes: 12, extrapolate: false });
    for (let k = 1; k < 12; k++) expect(Math.abs(eigenvalues[k].re / sums[k] - 1)).toBeLessThan(1e-8);
  });
});

describe("modes", () => {
  it("are orthonormal in L²(1/ρ*) with detailed balance, the first of them ρ* itself", () => {
    const found = spectrum(doubleWell);
    expect(departure(found, true)).toBeLessThan(1e-10);
    const {
      left,
      right,
      problem: { grid },
    } = found;
    for (let c = 0; c < grid.size; c++) expect(left.re.get(0, c)).toBe(1);
    // e^(−V/D)/Z, from the table of known answers: ρ*(0) = 0.0193236, between two cells
    expect(0.5 * (right.re.get(0, 127) + right.re.get(0, 128))).toBeCloseTo(0.019324, 4);
    // positive where it is first large: the left well
    expect(right.re.get(1, 77)).toBeGreaterThan(0);
  });

  it("decay as they say: a density made of two of them, followed in time, without detailed balance", () => {
    const found = spectrum(rotating(1, 32), { modes: 3 });
    const { grid } = found.problem;
    // Lφ = λφ, from the residual of the left ones and biorthogonality: the mean of x + iy turns and decays
    const [x, y] = [grid.axes[0].centers, grid.axes[1].centers];
    for (const k of [1, 2]) {
      let [reX, imX, reY, imY] = [0, 0, 0, 0];
      for (let i = 0; i < 32; i++)
        for (let j = 0; j < 32; j++) {
          reX += x[i] * right(k, i, j, "re");
          imX += x[i] * right(k, i, j, "im");
          reY += y[j] * right(k, i, j, "re");
          imY += y[j] * right(k, i, j, "im");
        }
      // d/dt (x, y) = (−x − y, x − y): eigenvectors (1, ∓i) for −1 ± i
      const sign = found.eigenvalues[k].im > 0 ? 1 : -1;
      const size = Math.hypot(reX, imX);
      expect(Math.hypot(reY - sign * imX, imY + sign * reX)).toBeLessThan(1e-6 * size);
    }
    function right(k: number, i: number, j: number, part: "re" | "im"): number {
      return found.right[part]!.get(k, i, j);
    }
  });

  it("come with mass that is lost: a rate and a density that keeps its shape, without detailed balance", () => {
    const leaving = problem({
      axes: [axis("x", [-2, 2], 20, "absorbing"), axis("y", [-2, 2], 16)],
      drift: { force: { x: "-x-2*y", y: "-y+2*x" } },
      diffusion: 0.5,
    });
    const found = spectrum(leaving, { modes: 4 });
    const { quasiStationary, eigenvalues, residuals } = found;
    expect(found.reversible).toBe(false);
    expect(eigenvalues[0].im).toBe(0);
    expect(quasiStationary!.density.data.every((value) => value > 0)).toBe(true);
    expect(departure(found, false)).toBeLessThan(1e-10);
    for (const residual of residuals) expect(residual).toBeLessThan(1e-9);
  });

  it("of restarts at a rate: those of the free motion shifted by the rate, but for the stationary one", () => {
    const rate = 0.7;
    const stated = { axes: [axis("x", [-4, 4], 64)], diffusion: 0.5 };
    const free = spectrum(problem(stated), { modes: 5 });
    const found = spectrum(problem({ ...stated, resets: [{ restart: { rate, to: [0] } }] }), { modes: 5 });
    // Q f + r (f(0) − f): functions that vanish at 0 keep theirs, less r; they are odd here, and every second
    expect(found.eigenvalues[0].re).toBe(0);
    const odd = free.eigenvalues.filter((_, k) => k % 2 === 1).map(({ re }) => re - rate);
    for (const value of odd)
      expect(Math.min(...found.eigenvalues.map(({ re, im }) => Math.hypot(re - value, im)))).toBeLessThan(1e-9);
    expect(departure(found, false)).toBeLessThan(1e-9);
  });

  it("are all those of a grid of few cells, real or not", () => {
    const few = problem({ axes: [axis("x", [0, 1], 5, "periodic")], drift: { force: { x: 1 } }, diffusion: 0.5 });
    const { eigenvalues, residuals } = spectrum(few, { modes: 5 });
    expect(eigenvalues).toHaveLength(5);
    // a circulant matrix: w₊(e^(iθ) − 1) + w₋(e^(−iθ) − 1), w₊ − w₋ = μ/h
    expect(Math.abs(eigenvalues[1].im)).toBeCloseTo(5 * Math.sin((2 * Math.PI) / 5), 10);
    for (const residual of residuals) expect(residual).toBeLessThan(1e-12);
  });
});
