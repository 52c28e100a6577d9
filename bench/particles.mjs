// Our side of the rows on particles: P6, an ensemble in a double well.
import asc from "assemblyscript/asc";

/** Long enough that what comes before the first step (a pilot run that checks dt, memory) is below 2 %. */
export const PARTICLES = 5e4;
const STEPS = 1000;
const D = 0.25;
const STEP = 1 / STEPS;

/** For a file and for another thread alike: nothing but numbers and expressions. */
const doubleWell = (loss = "(x^2 - 1)^2", count = PARTICLES) => ({
  name: "p6",
  axes: [{ name: "x", range: [-3, 3], cells: 128 }],
  drift: { loss },
  diffusion: D,
  initial: { point: -1 },
  time: { end: 1, frames: 2 },
  particles: { count, dt: STEP, seed: 1, scheme: "euler-maruyama" },
});
const gaussianWells = "x^2/8 - 0.6*exp(-(x + 1.2)^2/0.7) - 0.4*exp(-(x - 1.2)^2/0.5)";

/** Moments of the last frame, which the C++ cases state too: the same to rounding. */
const moments = ({ frames }) => {
  const { mean, covariance } = frames.at(-1);
  return { mean: mean[0].value, square: covariance[0][0] + mean[0].value ** 2 };
};

/** The sides by row id. */
export async function particleSides(library, { createNoise }, { planned }, { runOnThreads }, { moduleText }) {
  const { defineProblem, simulate } = library;
  const quartic = await compiled(handWritten);
  const simulated = (definition, options) => () => {
    const problem = defineProblem(definition);
    let ensemble;
    return {
      run: () => void (ensemble = simulate(problem, options)),
      accuracy: () => ({ ...moments(ensemble), particleSteps: PARTICLES * STEPS }),
    };
  };
  const threaded = (threads) => () => {
    // four times as many, for a thread takes a while to start
    const plan = planned(defineProblem(doubleWell(undefined, 4 * PARTICLES)));
    let found;
    return {
      async: true,
      run: async () => void (found = await runOnThreads(plan, { threads })),
      accuracy: () => ({ ...moments(found.ensemble), particleSteps: 4 * PARTICLES * STEPS, threads: found.threads }),
    };
  };
  return {
    p6: simulated(doubleWell()),
    "p6-threads": threaded(2),
    "p6-one-thread": threaded(1),
    "p6-wells": simulated(doubleWell(gaussianWells)),
    "p6-philox": simulated(doubleWell(), { stream: "philox" }),
    "p6-heun": simulated(doubleWell(), { scheme: "heun" }),
    "p6-hand-written": () => handWrittenSide(createNoise, moduleText, quartic),
  };
}

/** f = -V' of the quartic, two numbers at a time. */
const handWritten = `
export function quartic(x: usize, f: usize, n: i32): void {
  for (let i: usize = 0, end = (<usize>n) << 3; i < end; i += 16) {
    const v = v128.load(x + i);
    const inner = f64x2.sub(f64x2.mul(v, v), f64x2.splat(1.0));
    v128.store(f + i, f64x2.mul(f64x2.splat(-4.0), f64x2.mul(v, inner)));
  }
}`;

async function compiled(source) {
  const { error, binary } = await asc.compileString(source, {
    optimizeLevel: 3,
    enable: ["simd"],
    runtime: "stub",
    importMemory: true,
    noAssert: true,
  });
  if (error) throw error;
  return new WebAssembly.Module(binary);
}

/** The same steps with the library's kernels, but for the drift, and without anything a stated problem needs. */
function handWrittenSide(createNoise, moduleText, quartic) {
  const size = 256;
  const memory = new WebAssembly.Memory({ initial: 16, maximum: 16 });
  const module = new WebAssembly.Module(Uint8Array.from(atob(moduleText), (character) => character.charCodeAt(0)));
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports;
  const drift = new WebAssembly.Instance(quartic, { env: { memory } }).exports.quartic;
  let next = (kernels.heapBase() + 63) & ~63;
  const allocate = (length) => new Float64Array(memory.buffer, (next += 8 * length + 128) - 8 * length - 128, length);
  const noise = createNoise({ kernels, allocate }, 1);
  const [x, f, g, z, words] = Array.from({ length: 5 }, () => allocate(size));
  const particles = new BigUint64Array(memory.buffer, words.byteOffset, size);
  const [X, F, G, Z] = [x, f, g, z].map(({ byteOffset }) => byteOffset);
  g.fill(Math.sqrt(2 * D));
  let [sum, squares] = [0, 0];
  return {
    run: () => {
      [sum, squares] = [0, 0];
      for (let first = 0; first < PARTICLES; first += size) {
        const n = Math.min(size, PARTICLES - first);
        x.fill(-1);
        noise.nameInto(particles, first, n);
        for (let step = 1; step <= STEPS; step++) {
          drift(X, F, n);
          noise.normalsInto(z, particles, step, 0, n);
          kernels.advance(X, F, STEP, G, Z, Math.sqrt(STEP), X, n);
          kernels.fold(X, -3, 3, n);
        }
        for (let k = 0; k < n; k++) {
          sum += x[k];
          squares += x[k] ** 2;
        }
      }
    },
    accuracy: () => ({ mean: sum / PARTICLES, square: squares / PARTICLES, particleSteps: PARTICLES * STEPS }),
  };
}
