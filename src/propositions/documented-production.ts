import type { Request, Verdict } from "./certificate.js";
import { doubleWell, narrow, quadratic, resolved, type Data } from "./documented-problems.js";

/** Entropy production: reversible and not, from narrow and wide starts, and a move that wastes nothing. */
export const productionRequests = (): Request[] => {
  const rotating: Data = {
    name: "rotating-tensor-ou",
    title: "A rotating Ornstein-Uhlenbeck process with correlated noise",
    axes: ["x", "y"].map((name) => ({ name, range: [-4, 4], cells: 96 })),
    drift: { force: { x: "-(x - 2*y)", y: "-(1.5*x + 0.8*y)" } },
    diffusion: {
      tensor: [
        [0.5, 0.1],
        [0.1, 0.25],
      ],
    },
    initial: {
      gaussian: {
        mean: [1, -0.5],
        covariance: [
          [0.08, 0],
          [0, 0.1],
        ],
      },
    },
    time: { end: 1.5 },
    solver: { stepper: "uniformization" },
  };
  const tilted: Data = {
    name: "tilted-ring",
    title: "A tilted ring",
    axes: [{ name: "x", range: [0, "2*pi"], cells: 192, boundary: "periodic" }],
    drift: { loss: "cos(x)", force: { x: 0.7 } },
    diffusion: 0.3,
    initial: { gaussian: { mean: 2, variance: 0.1 } },
    time: { end: 4 },
    solver: { stepper: "uniformization" },
  };
  const moving: Data = {
    name: "moving-trap",
    title: "A trap that moves at a steady pace",
    axes: [{ name: "x", range: [-4, 3], cells: 224 }],
    // at a pace v a trap k (x - s)^2/2 drags a Gaussian behind it at a distance v/k
    drift: { loss: "(x - 2*t)^2/2*2" },
    diffusion: 0.4,
    initial: { gaussian: { mean: -1, variance: 0.2 } },
    time: { end: 1 },
  };
  const cases: [string, Data, Verdict][] = [
    ["narrow start", quadratic(narrow, 3), "fails"],
    ["wide start", quadratic({ gaussian: { mean: 0, variance: 4.5 } }, 3), "fails"],
    [
      "double well",
      {
        ...doubleWell,
        parameters: { eta: 1, D: 0.25 },
        drift: { loss: "(x^2 - 1)^2", learningRate: "eta" },
        axes: [{ name: "x", range: [-2.5, 2.5], cells: 256 }],
        initial: { gaussian: { mean: -1, variance: 0.03 } },
        time: { end: 5 },
        solver: { stepper: "uniformization" },
      },
      "fails",
    ],
    ["tilted ring", tilted, "fails"],
    ["rotating tensor OU", rotating, "fails"],
  ];
  const request = (name: string, problem: Data, form: Request["form"], expected: Verdict): Request => ({
    proposition: "entropy-production",
    form,
    on: "density",
    case: name,
    problem: resolved(problem),
    protocol: { nodes: 64 },
    expected,
  });
  return [
    ...cases.map(([name, problem, expected]) => request(name, problem, "literal", expected)),
    ...cases.map(([name, problem]) => request(name, problem, "amended", "holds")),
    { ...request("moving trap", moving, "amended", "holds"), protocol: { nodes: 16, transportAttained: 1 } },
  ];
};
