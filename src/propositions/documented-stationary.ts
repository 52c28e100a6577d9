import type { Request, Verdict } from "./certificate.js";
import { doubleWell, narrow, quadratic, resolved, type Data } from "./documented-problems.js";

const plane: Data = {
  name: "two-basins",
  title: "Two basins in the plane",
  axes: [
    { name: "x", range: [-3.5, 3.5], cells: 96 },
    { name: "y", range: [-3.5, 3.5], cells: 96 },
  ],
  drift: { loss: "(x^2 - 1)^2/2 + (y - x/2)^2", learningRate: 0.5 },
  diffusion: 0.3,
};

const stationary = (name: string, problem: Data, expected: Verdict, more: Partial<Request> = {}): Request => ({
  proposition: "stationary-distribution",
  form: "amended",
  on: "density",
  case: name,
  problem: resolved(problem),
  protocol: {},
  expected,
  ...more,
});

const literally = (name: string, problem: Data): Request =>
  stationary(name, problem, "fails", { form: "literal", protocol: { diffusionFactors: [0.5, 1, 10] } });

/** The stationary distribution: cases, and limits of what the amended form says. */
export const stationaryRequests = (): Request[] => {
  const pressed: Data = {
    ...quadratic(narrow, 1),
    name: "pressed",
    title: "A loss that presses the density against a wall",
    axes: [{ name: "x", range: [-0.5, 3], cells: 256 }],
    drift: { loss: "x^2/2 + x" },
  };
  const anisotropic: Data = {
    ...plane,
    name: "anisotropic",
    title: "A quadratic loss under anisotropic noise",
    axes: ["x", "y"].map((name) => ({ name, range: [-6, 6], cells: 96 })),
    drift: { loss: "x^2/2 + y^2" },
    diffusion: { x: 1, y: 2 },
  };
  const heavy = (D: number): Data => ({
    ...doubleWell,
    name: "heavy-tails",
    title: "A loss that grows as a logarithm",
    parameters: { D },
    axes: [{ name: "x", range: [-40, 40], cells: 2000 }],
    drift: { loss: "log(1 + x^2)/2" },
  });
  const sampled: Data = {
    name: "particles-double-well",
    title: "Particles in a shallow double well",
    axes: [{ name: "x", range: [-4.5, 4.5], cells: 180 }],
    drift: { loss: "x^4/4 - x^2/2" },
    diffusion: 0.5,
    initial: { gaussian: { mean: 0, variance: 0.7 } },
    time: { end: 10, frames: 2 },
    particles: { count: 200000, dt: 0.05, scheme: "leimkuhler-matthews", seed: 20240607 },
  };
  const bowl: Data = {
    ...sampled,
    name: "particles-bowl",
    title: "Particles in a bowl",
    axes: [{ name: "x", range: [-4, 4], cells: 256 }],
    drift: { loss: "x^2/2" },
    initial: { gaussian: { mean: 0, variance: 0.3 } },
    time: { end: 4, frames: 2 },
    // here the scheme keeps the variance at any step, so that all goes into the count: standard errors are sqrt(2/n) of T
    particles: { count: 1500000, dt: 0.25, scheme: "leimkuhler-matthews", seed: 20240607 },
  };
  return [
    literally("double well", doubleWell),
    literally("two basins in the plane", plane),
    stationary("double well", doubleWell, "holds"),
    stationary("two basins in the plane", plane, "holds"),
    stationary("pressed against a wall", pressed, "holds"),
    stationary("particles in a double well", sampled, "holds", { on: "particles" }),
    stationary("particles in a bowl", bowl, "holds", { on: "particles" }),
    stationary("limit: anisotropic noise", anisotropic, "not-applicable"),
    stationary("heavy tails, eta/D = 4", heavy(0.25), "holds", { protocol: { box: 2 } }),
    stationary("limit: heavy tails, eta/D = 1/2", heavy(2), "not-applicable", { protocol: { box: 2 } }),
  ];
};
