import type { Request } from "./certificate.js";
import { resolved, type Data } from "./documented-problems.js";

/** The transition criterion: random landscapes, and oscillators that fall into step. */
export const transitionRequests = (): Request[] => {
  const amplitudes = { a1: 0.8, a2: 0.8, a3: 0.6, a4: 0.4 };
  const line: Data = {
    name: "random-landscape",
    title: "Four cosines between steep walls",
    parameters: { c: 1, ...amplitudes, p1: 0, p2: 0, p3: 0, p4: 0, D: 0.5 },
    axes: [{ name: "x", range: ["-3*c", "3*c"], cells: 144 }],
    drift: {
      loss: "c^2*((x/(2.5*c))^8 + a1*cos(x/c + p1) + a2*cos(2*x/c + p2) + a3*cos(3*x/c + p3) + a4*cos(4*x/c + p4))",
    },
    diffusion: "c^2*D",
  };
  const wave = (k: number, a: number, b: number): string => `a${k}*cos((${a}*x + ${b}*y)/c + p${k})`;
  const waves = [wave(1, 1, 0), wave(2, 0, 1), wave(3, 1, 1), wave(4, 1, -1), wave(5, 2, 1), wave(6, -1, 2)];
  const inPlane: Data = {
    name: "random-landscape-2d",
    title: "Six plane waves between steep walls",
    parameters: {
      c: 1,
      ...Object.fromEntries([1, 1, 0.8, 0.8, 0.6, 0.6].map((a, k) => [`a${k + 1}`, a])),
      ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((k) => [`p${k}`, 0])),
      D: 0.4,
    },
    axes: ["x", "y"].map((name) => ({ name, range: ["-3*c", "3*c"], cells: 28 })),
    drift: { loss: `c^2*(((x^2 + y^2)/(6.25*c^2))^4 + ${waves.join(" + ")})` },
    diffusion: "c^2*D",
  };
  const request = (name: string, problem: Data, form: Request["form"], training: number, test: number): Request => ({
    proposition: "transition-criterion",
    form,
    on: "landscapes",
    case: name,
    // ranges stay as stated, in the parameter that is the unit of length
    problem: { ...resolved(problem), axes: problem["axes"] },
    protocol: { seed: 20240611, training, test },
    expected: form === "literal" ? "fails" : "holds",
  });
  const cases: [string, Data, number, number][] = [
    ["random landscapes on a line", line, 200, 200],
    ["random landscapes in the plane", inPlane, 80, 240],
  ];
  const oscillators: Data = {
    name: "noisy-kuramoto",
    title: "Noisy phase oscillators that pull each other into step",
    parameters: { K: 3, D: 1 },
    axes: [{ name: "x", range: [0, "2*pi"], cells: 64, boundary: "periodic" }],
    drift: { interaction: "-K*cos(dx)" },
    diffusion: "D",
  };
  return (["literal", "amended"] as const).flatMap((form): Request[] => [
    ...cases.map(([name, problem, training, test]) => request(name, problem, form, training, test)),
    {
      ...request("onset of order among noisy oscillators", oscillators, form, 0, 0),
      on: "mean-field",
      problem: resolved(oscillators),
      protocol: { diffusionFactors: [0.7, 0.85, 1.15, 1.3] },
    },
  ]);
};
