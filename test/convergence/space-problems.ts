import type { AxisDefinition, ProblemDefinition } from "../../src/problem/define.js";

/** A problem whose density is known at all times in closed form, on any number of cells an axis. */
export interface ExactProblem {
  readonly name: string;
  readonly definition: (cells: number) => ProblemDefinition;
  /** ρ(x, t) or ρ(x, y, t). */
  readonly density: (...place: number[]) => number;
  readonly end: number;
}

const gaussian = (x: number, mean: number, variance: number): number =>
  Math.exp(-((x - mean) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);

/** dx = −x dt + noise with D = 1/2, from N(1, 0.1). */
const relaxing = (x: number, t: number): number => {
  const left = Math.exp(-t);
  return gaussian(x, left, 0.1 * left ** 2 + 0.5 * (1 - left ** 2));
};

const relaxation = (axis: (cells: number) => AxisDefinition) => (cells: number) => ({
  axes: [axis(cells)],
  drift: { loss: (x: number) => x ** 2 / 2 },
  diffusion: 0.5,
});

const uniform: ExactProblem = {
  name: "Ornstein-Uhlenbeck, uniform",
  definition: relaxation((cells) => ({ name: "x", range: [-5, 5], cells })),
  density: relaxing,
  end: 0.5,
};

const stretched: ExactProblem = {
  name: "Ornstein-Uhlenbeck, stretched",
  definition: relaxation((cells) => ({ name: "x", range: [-5, 5], cells, stretch: { around: 1, strength: 3 } })),
  density: relaxing,
  end: 0.5,
};

/** erf(1/√0.2), the mass of N(1, 0.1) − N(−1, 0.1) above 0. */
const ABOVE = 0.9984345977419975;

/** The image of opposite sign at an absorbing origin. */
const surviving = (x: number, t: number): number => (relaxing(x, t) - relaxing(-x, t)) / ABOVE;

const absorbing: ExactProblem = {
  name: "Ornstein-Uhlenbeck, absorbing end, stretched",
  definition: relaxation((cells) => ({
    name: "x",
    range: [0, 5],
    cells,
    boundary: { lower: "absorbing", upper: "reflecting" },
    stretch: { around: 0, strength: 2 },
  })),
  density: surviving,
  end: 0.5,
};

/** The stationary density between walls and some of the first eigenfunction. */
const reflecting: ExactProblem = {
  name: "constant drift between reflecting walls",
  definition: (cells) => ({
    axes: [{ name: "x", range: [0, 1], cells }],
    drift: { force: { x: -2 } },
    diffusion: 0.5,
  }),
  density: (x, t) => {
    const mode = Math.exp(-2 * x) * (Math.cos(Math.PI * x) - (2 / Math.PI) * Math.sin(Math.PI * x));
    return (4 / (1 - Math.exp(-4))) * Math.exp(-4 * x) + Math.exp(-(0.5 * Math.PI ** 2 + 2) * t) * 0.5 * mode;
  },
  end: 0.1,
};

/** Σ over images a period apart. */
const wrapped = (x: number, mean: number, variance: number, period: number): number =>
  [-3, -2, -1, 0, 1, 2, 3].reduce((sum, turn) => sum + gaussian(x + turn * period, mean, variance), 0);

const advected = (x: number, t: number): number => wrapped(x, 0.3 + t, 0.01 + 0.1 * t, 1);

const periodic: ExactProblem = {
  name: "drift around a ring",
  definition: (cells) => ({
    axes: [{ name: "x", range: [0, 1], cells, boundary: "periodic" }],
    drift: { force: { x: 1 } },
    diffusion: 0.05,
  }),
  density: advected,
  end: 0.3,
};

/**
 * Stratonovich noise with √D = 0.6/(1 + 0.5 cos x) and no drift: y = x + 0.5 sin x is a Brownian motion with D = 0.36
 * on the same ring.
 */
const transformed = (x: number, t: number): number =>
  (1 + 0.5 * Math.cos(x)) * wrapped(x + 0.5 * Math.sin(x), 2, 0.2 + 2 * 0.36 * t, 2 * Math.PI);
const ringDiffusion = (x: number): number => 0.36 / (1 + 0.5 * Math.cos(x)) ** 2;

const stratonovich: ExactProblem = {
  name: "D(x) on a ring, Stratonovich",
  definition: (cells) => ({
    axes: [{ name: "x", range: [0, 2 * Math.PI], cells, boundary: "periodic" }],
    diffusion: ringDiffusion,
    convention: "stratonovich",
  }),
  density: transformed,
  end: 0.5,
};

/** Geometric Brownian motion from a lognormal density; D vanishes at the wall. */
const ito: ExactProblem = {
  name: "D(x) = 0.08 x², Ito, stretched",
  definition: (cells) => ({
    axes: [{ name: "x", range: [0, 20], cells, stretch: { around: 0, strength: 5 } }],
    drift: { force: { x: (x) => 0.5 * x } },
    diffusion: (x) => 0.08 * x ** 2,
    convention: "ito",
  }),
  density: (x, t) => gaussian(Math.log(x), 0.42 * t, 0.04 + 0.16 * t) / x,
  end: 0.5,
};

/** A rotation on top of the relaxation of an isotropic Gaussian. */
const rotating = (x: number, y: number, t: number): number => {
  const left = Math.exp(-t);
  const variance = 0.2 * left ** 2 + 0.5 * (1 - left ** 2);
  return gaussian(x, left * Math.cos(2 * t), variance) * gaussian(y, left * Math.sin(2 * t), variance);
};

const rotation = (stretch: Pick<AxisDefinition, "stretch">) => (cells: number) => ({
  axes: ["x", "y"].map((name) => ({ name, range: [-4.5, 4.5] as const, cells, ...stretch })),
  drift: { force: { x: (x: number, y: number) => -x - 2 * y, y: (x: number, y: number) => 2 * x - y } },
  diffusion: 0.5,
});

const plane: ExactProblem = {
  name: "rotating Ornstein-Uhlenbeck, uniform",
  definition: rotation({}),
  density: rotating,
  end: 0.4,
};

const stretchedPlane: ExactProblem = {
  name: "rotating Ornstein-Uhlenbeck, stretched",
  definition: rotation({ stretch: { around: 0, strength: 2 } }),
  density: rotating,
  end: 0.4,
};

/** x between an absorbing origin and far away, y around a ring. */
const cylinder: ExactProblem = {
  name: "absorbing end and ring",
  definition: (cells) => ({
    axes: [
      { name: "x", range: [0, 4.5], cells, boundary: { lower: "absorbing", upper: "reflecting" } },
      { name: "y", range: [0, 1], cells, boundary: "periodic" },
    ],
    drift: { loss: (x) => x ** 2 / 2, force: { y: 1 } },
    diffusion: { x: 0.5, y: 0.05 },
  }),
  density: (x, y, t) => surviving(x, t) * advected(y, t),
  end: 0.3,
};

const varyingPlane: ExactProblem = {
  name: "D(x) on a ring, Stratonovich, and relaxation",
  definition: (cells) => ({
    axes: [
      { name: "x", range: [0, 2 * Math.PI], cells, boundary: "periodic" },
      { name: "y", range: [-4.5, 4.5], cells },
    ],
    drift: { force: { y: (_, y) => -y } },
    diffusion: { x: (x) => ringDiffusion(x), y: 0.5 },
    convention: "stratonovich",
  }),
  density: (x, y, t) => transformed(x, t) * relaxing(y, t),
  end: 0.4,
};

/** A normal density in two variables. */
function binormal(x: number, y: number, [mx, my]: readonly [number, number], [a, b, c]: readonly number[]): number {
  const [u, v, determinant] = [x - mx, y - my, a * c - b * b];
  return (
    Math.exp(-0.5 * ((c * u * u - 2 * b * u * v + a * v * v) / determinant)) / (2 * Math.PI * Math.sqrt(determinant))
  );
}

/** D = 0.1·[[1, 0.6], [0.6, 1]] and a shear (y, 0), from N(0, 0.2): the covariance is a cubic in t. */
const sheared: ExactProblem = {
  name: "shear with a full tensor",
  definition: (cells) => ({
    axes: ["x", "y"].map((name) => ({ name, range: [-3.6, 3.6], cells })),
    drift: { force: { x: "y" } },
    diffusion: {
      tensor: [
        [0.1, 0.06],
        [0.06, 0.1],
      ],
    },
  }),
  density: (x, y, t) =>
    binormal(
      x,
      y,
      [0, 0],
      [
        0.2 + 0.2 * t + 0.12 * t ** 2 + 0.2 * t ** 2 + (0.2 * t ** 3) / 3,
        0.12 * t + 0.2 * t + 0.1 * t ** 2,
        0.2 + 0.2 * t,
      ],
    ),
  end: 0.5,
};

/** The problem P4 of the benchmarks, wider at the start: the trace of the covariance relaxes, the rest turns as well. */
const turningTensor: ExactProblem = {
  name: "rotating Ornstein-Uhlenbeck with a full tensor",
  definition: (cells) => ({
    axes: ["x", "y"].map((name) => ({ name, range: [-4.5, 4.5], cells })),
    drift: { force: { x: "-x - 2*y", y: "-y + 2*x" } },
    diffusion: {
      tensor: [
        [0.6, 0.2],
        [0.2, 0.3],
      ],
    },
  }),
  density: (x, y, t) => {
    const left = Math.exp(-t);
    // P' = −2P + 4·[turn] + 2D in half the trace m and the traceless part k + il, which turns at 4
    const m = 0.2 * left ** 2 + 0.45 * (1 - left ** 2);
    const [cosine, sine] = [Math.cos(4 * t), Math.sin(4 * t)];
    // ∫₀ᵗ exp((−2 + 4i)s) ds · (0.3 + 0.4i), with 2D's traceless part (0.3, 0.4)
    const [real, imaginary] = [left ** 2 * cosine - 1, left ** 2 * sine];
    const [a, b] = [(-2 * real + 4 * imaginary) / 20, (-2 * imaginary - 4 * real) / 20];
    const [k, l] = [0.3 * a - 0.4 * b, 0.3 * b + 0.4 * a];
    return binormal(x, y, [left * Math.cos(2 * t), left * Math.sin(2 * t)], [m + k, l, m - k]);
  },
  end: 0.4,
};

export const tensorProblems = [sheared, turningTensor] as const;
export const lineProblems = [uniform, stretched, absorbing, reflecting, periodic, stratonovich, ito] as const;
export const planeProblems = [plane, stretchedPlane, cylinder, varyingPlane] as const;
