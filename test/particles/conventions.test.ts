import { describe, expect, test } from "vitest";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import type { Convention, Problem } from "../../src/problem/problem.js";
import type { Scheme } from "../../src/particles/scheme.js";
import { eulerMaruyama } from "../../src/particles/schemes/euler-maruyama.js";
import { heun } from "../../src/particles/schemes/heun.js";
import { rkmil, rkmilStratonovich } from "../../src/particles/schemes/rkmil.js";
import { sosri } from "../../src/particles/schemes/sosri.js";
import { endsOf } from "./tanh.js";

/** One problem in each convention, its drift converted by hand. */
type InEach = Readonly<Record<Convention, Problem>>;
const inEach = (
  shared: Omit<ProblemDefinition, "drift">,
  forces: Record<Convention, Record<string, string>>,
): InEach => {
  const of = (convention: Convention): Problem =>
    defineProblem({ ...shared, convention, drift: { force: forces[convention] } });
  return { fick: of("fick"), ito: of("ito"), stratonovich: of("stratonovich") };
};

const line = inEach(
  {
    axes: [{ name: "x", range: [-20, 20], cells: 64 }],
    diffusion: "0.5 + 0.3*sin(2*x + t)",
    initial: { gaussian: { mean: 0.4, variance: 0.1 } },
    time: { end: 1, frames: 2 },
  },
  {
    fick: { x: "-x" },
    // + D′ and + D′/2
    ito: { x: "-x + 0.6*cos(2*x + t)" },
    stratonovich: { x: "-x + 0.3*cos(2*x + t)" },
  },
);

/** B, symmetric and positive definite, and D = B²/2. */
const [p, q, r] = ["(1 + 0.2*sin(y))", "(0.3*cos(x))", "(1 + 0.1*sin(x))"];
const tensor = [
  [`(${p}^2 + ${q}^2)/2`, `(${p} + ${r})*${q}/2`],
  [`(${p} + ${r})*${q}/2`, `(${q}^2 + ${r}^2)/2`],
];
/** ½ Σ_jk B_ik ∂_j B_jk, with ∂_x B_xy = −0.3 sin x the only entry of the divergence of B. */
const inward = [`${q}*(-0.3*sin(x))/2`, `${r}*(-0.3*sin(x))/2`];
/** Σ_j ∂_j D_ij. */
const divergence = [
  `-0.3*cos(x)*0.3*sin(x) + 0.5*0.2*cos(y)*${q}`,
  `0.5*(0.1*cos(x)*${q} + (${p} + ${r})*(-0.3*sin(x)))`,
];
const plane = inEach(
  {
    axes: [
      { name: "x", range: [-20, 20], cells: 16 },
      { name: "y", range: [-20, 20], cells: 16 },
    ],
    diffusion: { tensor },
    initial: { point: [0.5, -0.3] },
    time: { end: 1, frames: 2 },
  },
  {
    fick: { x: "-x + y", y: "-y" },
    ito: { x: `-x + y + ${divergence[0]}`, y: `-y + ${divergence[1]}` },
    stratonovich: { x: `-x + y + ${inward[0]}`, y: `-y + ${inward[1]}` },
  },
);

describe("a problem is the same in each convention when its drift is converted by hand", () => {
  const onLine = [eulerMaruyama, heun, rkmil, rkmilStratonovich, sosri].map((scheme) => ["one axis", scheme, line]);
  const onPlane = [eulerMaruyama, heun].map((scheme) => ["a full tensor", scheme, plane]);
  test.each([...onLine, ...onPlane].map(([name, scheme, each]) => [name, (scheme as Scheme).name, scheme, each]))(
    "%s, %s",
    (_name, _scheme, scheme, each) => {
      const runs = { count: 100, seed: 4, coarsest: 16, steps: [16] };
      const ends = (convention: Convention): Float64Array[] => [
        ...endsOf((each as InEach)[convention], scheme as Scheme, runs).positions[0],
      ];
      const fick = ends("fick");
      for (const other of ["ito", "stratonovich"] as const)
        ends(other).forEach((x, a) =>
          // path by path: what is left are the errors of tables, at most 1e-9 of a drift of some 1 over a time of 1
          x.forEach((value, k) => expect(Math.abs(value - fick[a][k])).toBeLessThan(1e-9)),
        );
    },
  );
});

describe("Heun in the sense of Stratonovich and Euler in that of Itô agree in law on a full tensor that varies", () => {
  const count = 20_000;
  /** Means and mean squares, with their standard errors. */
  const momentsOf = (problem: Problem, scheme: Scheme, seed: number, steps: number) => {
    const [x, y] = endsOf(problem, scheme, { count, seed, coarsest: steps, steps: [steps] }).positions[0];
    const samples = [x, y, x.map((a) => a * a), y.map((b) => b * b), x.map((a, k) => a * y[k])];
    return samples.map((sample) => {
      const value = sample.reduce((sum, own) => sum + own, 0) / count;
      return { value, error: Math.sqrt(sample.reduce((sum, own) => sum + (own - value) ** 2, 0)) / count };
    });
  };
  const far = (a: ReturnType<typeof momentsOf>, b: ReturnType<typeof momentsOf>): number[] =>
    a.map((own, i) => (own.value - b[i].value) / Math.hypot(own.error, b[i].error));
  const byHeun = momentsOf(plane.fick, heun, 1, 64);

  test("the same equation", () => {
    const byEuler = momentsOf(plane.fick, eulerMaruyama, 2, 256);
    // weak errors of order 1/64 and 1/256 of the drift stay below a third of a standard error of 0.005; 5 comparisons
    // within 4 standard errors: one seed in 3000 would fail
    for (const z of far(byHeun, byEuler)) expect(Math.abs(z)).toBeLessThan(4);
  });

  test("and would tell Itô from Fick", () => {
    // the same drift read otherwise: the means move by about ∫ div D dt, some −0.1, twenty standard errors
    const misread = momentsOf({ ...plane.fick, convention: "ito" }, eulerMaruyama, 2, 256);
    expect(Math.max(...far(byHeun, misread).map(Math.abs))).toBeGreaterThan(8);
  });
});
