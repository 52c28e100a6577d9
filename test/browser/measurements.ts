import type * as Library from "../../src/index.js";

/** What is compared between Node and the browser; plain data, so that it survives the way out of the page. */
export interface Measurements {
  readonly agent: string;
  /** Named lists of numbers. */
  readonly numbers: Readonly<Record<string, readonly number[]>>;
  /** What is to be the same to the last bit, as a number made of all bits. */
  readonly bits: Readonly<Record<string, string>>;
}

const problemText = `
name: two-wells
parameters: { T: 0.3 }
axes:
  - { name: x, range: [-4, 4], cells: 48 }
  - { name: y, range: [-4, 4], cells: 40 }
drift:
  loss: -log(0.6*exp(-((x + 1.2)^2 + y^2)/0.7) + 0.4*exp(-((x - 1.2)^2 + (y - 0.4)^2)/0.5))
diffusion: T
initial: { gaussian: { mean: [0, 1.5], variance: 0.2 } }
time: { end: 1, frames: 3 }
observables: { left: x < 0 }
solver: { tolerance: 1e-6 }
`;

/** Solves one problem from a text, with kernels, ledger and stationary state, and one from functions on a ring. */
export function measure(library: typeof Library): Measurements {
  const { evolve, parseProblem, defineProblem, steady } = library;
  const solution = evolve(parseProblem(problemText));
  const last = solution.frames[solution.frames.length - 1];
  const ring = steady(
    defineProblem({
      axes: [{ name: "x", range: [0, 2 * Math.PI], cells: 64, boundary: "periodic" }],
      drift: { loss: (x) => Math.cos(x), force: { x: () => 0.7 } },
      diffusion: 0.3,
    }),
  );
  const { entropy, klToStationary, entropyProduction } = last.ledger;
  return {
    agent: typeof navigator === "undefined" ? "" : navigator.userAgent,
    numbers: {
      density: Array.from(solution.density.data),
      steps: [solution.steps, solution.rejected],
      moments: [...last.mean, ...last.covariance.flat()],
      observables: [last.observables["left"]],
      ledger: [entropy ?? -1, klToStationary ?? -1, entropyProduction ?? -1],
      stationary: Array.from(ring.density.data),
      current: [ring.currents["x"]],
    },
    bits: particleBits(library),
  };
}

const wanderers = `
name: wanderers
axes:
  - { name: x, range: [-0.5, 2], cells: 20, boundary: { lower: absorbing, upper: reflecting } }
drift: { loss: "cosh(x) - exp(-x^2) + erf(x)/3", force: { x: tanh(sin(3*x) + t)*log(3 + x) + x^5/40 } }
diffusion: 0.3 + 0.1*cos(x)
initial: { gaussian: { mean: 0.3, variance: 0.2 } }
time: { end: 1, frames: 3 }
observables: { right: x > 1 }
resets:
  - { at: [0.3], boost: 0.2, decay: 0.1, redistribute: { alpha: 0.01, mode: resolvent } }
  - { restart: { rate: 0.5, to: [0.2] } }
particles: { count: 3000, dt: 0.02, seed: 9007199254740991 }
`;

/** Numbers drawn from both streams as they are (a start, and one step of Brownian motion), and a whole run of particles. */
function particleBits({ defineProblem, parseProblem, simulate }: typeof Library): Record<string, string> {
  const bits: Record<string, string> = {};
  const once = { time: { end: 1, frames: 2 }, particles: { count: 50_000, dt: 1, scheme: "euler-maruyama" as const } };
  for (const stream of ["fast", "philox"] as const) {
    const start = { axes: [{ name: "x", range: [0, 1] as const, cells: 4 }], initial: { uniform: true } as const };
    const still = simulate(defineProblem({ ...once, ...start, diffusion: 0 }), { stream, seed: 2 ** 40 + 3 });
    bits[`uniforms ${stream}`] = fingerprint(still.positions[0]);
    const line = { axes: [{ name: "x", range: [-99, 99] as const, cells: 4 }], initial: { point: 0 } };
    const moved = simulate(defineProblem({ ...once, ...line, diffusion: 0.5 }), { stream, seed: 2 ** 40 + 3 });
    bits[`normals ${stream}`] = fingerprint(moved.positions[0]);
    const run = simulate(parseProblem(wanderers), { stream });
    const { counts, passageTimes, frames } = run;
    bits[`a run on ${stream}`] = [
      fingerprint(run.positions[0]),
      fingerprint(Float64Array.from(counts)),
      fingerprint(passageTimes),
      JSON.stringify(frames),
    ].join(" ");
  }
  return bits;
}

/** FNV-1a of all bytes (Fowler, Noll and Vo 1991), 64 bits. */
function fingerprint({ buffer, byteOffset, byteLength }: Float64Array): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new Uint8Array(buffer, byteOffset, byteLength))
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16);
}
