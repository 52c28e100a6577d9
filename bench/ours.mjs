// Our side of each row: what is timed, and how accurate its last result is.
// Timed is what `evolve` and `steady` do for a stated problem: rates, start, steps, two frames; no ledger.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { halved, l1Distance, loadReference, ornsteinUhlenbeckAverages, rotationAverages } from "./reference.mjs";

const gaussian = (x, y, mx, my, variance) =>
  Math.exp((-0.5 * ((x - mx) ** 2 + (y - my) ** 2)) / variance) / (2 * Math.PI * variance);
const twoWells = (x, y) => -Math.log(0.6 * gaussian(x, y, -1.2, 0, 0.35) + 0.4 * gaussian(x, y, 1.2, 0.4, 0.25));

const ornsteinUhlenbeck = {
  name: "p1",
  axes: [{ name: "x", range: [-6, 6], cells: 512 }],
  drift: { loss: (x) => x ** 2 / 2 },
  diffusion: 0.5,
  initial: { gaussian: { mean: 2, variance: 0.1 } },
  time: { end: 1, frames: 2 },
};
const doubleWell = {
  name: "p2",
  axes: [{ name: "x", range: [-2.5, 2.5], cells: 1024 }],
  drift: { loss: (x) => (x ** 2 - 1) ** 2 },
  diffusion: 0.25,
  initial: { gaussian: { mean: -1, variance: 0.02 } },
  time: { end: 10, frames: 2 },
};
const twoWells2D = (cells, steps) => ({
  name: "p3",
  axes: ["x", "y"].map((name) => ({ name, range: [-4, 4], cells })),
  drift: { loss: twoWells },
  diffusion: 0.3,
  initial: { gaussian: { mean: [0, 2], variance: 0.2 } },
  time: { end: 2, frames: 2 },
  solver: { stepper: "strang", dt: 2 / steps },
});
const rotation = (steps) => ({
  name: "p4",
  axes: ["x", "y"].map((name) => ({ name, range: [-5, 5], cells: 128 })),
  drift: { force: { x: (x, y) => -x - 2 * y, y: (x, y) => -y + 2 * x } },
  diffusion: {
    tensor: [
      [0.6, 0.2],
      [0.2, 0.3],
    ],
  },
  initial: { gaussian: { mean: [1.5, 0], variance: 0.1 } },
  time: { end: 1, frames: 2 },
  solver: { stepper: "strang", dt: 1 / steps },
});
/** P3 with ten resets, and with a hundred steps in their place: equal when a reset costs as much as ten steps. */
const tenResets = (effect) => ({
  ...twoWells2D(256, 10),
  name: "reset",
  resets: [{ at: Array.from({ length: 10 }, (_, k) => 0.2 * k), ...effect }],
});
/** P4 likewise. */
const tensorResets = {
  ...rotation(10),
  name: "reset-tensor",
  resets: [{ at: Array.from({ length: 10 }, (_, k) => 0.1 * k), boost: 0.05 }],
};
const boostOnly = { boost: 0.05 };
const boostAndSpread = { boost: 0.05, redistribute: { alpha: 0.01 } };
const gaussianText = (mx, my, variance) =>
  `exp(-((x - (${mx}))^2 + (y - (${my}))^2)/${2 * variance})/${2 * Math.PI * variance}`;
/** P3 with D of the loss's own curvature on top of a D that falls in time; its Hessian needs the loss as an expression. */
const annealed = {
  name: "adaptive",
  axes: ["x", "y"].map((name) => ({ name, range: [-4, 4], cells: 128 })),
  drift: { loss: `-log(0.6*${gaussianText(-1.2, 0, 0.35)} + 0.4*${gaussianText(1.2, 0.4, 0.25)})` },
  diffusion: { adaptive: { D0: 0.5, tau: 1, sigma2: 0.05, fisher: "hessian-absolute" } },
  initial: { gaussian: { mean: [0, 2], variance: 0.2 } },
  time: { end: 1, frames: 2 },
};
/** The problem with its D as it is at t = 0 for all times, and known to stay so. */
const frozen = (problem) => {
  const { scalar } = problem.diffusion;
  const still = {
    ...scalar,
    varies: { ...scalar.varies, inTime: false },
    valuesInto: (points, _time, out) => scalar.valuesInto(points, 0, out),
  };
  return { ...problem, diffusion: { ...problem.diffusion, scalar: still } };
};
const tiltedRing = {
  name: "p5",
  axes: [{ name: "x", range: [0, 2 * Math.PI], cells: 512, boundary: "periodic" }],
  drift: { loss: (x) => Math.cos(x), force: { x: 0.7 } },
  diffusion: 0.3,
};
const RING_CURRENT = 0.03252054994972109;

/** Density of the last frame, flat. */
const lastDensity = ({ density }) => {
  const last = density.pick(density.shape[0] - 1);
  const size = last.shape.reduce((product, cells) => product * cells, 1);
  return last.data.slice(last.offset, last.offset + size);
};

const ornsteinUhlenbeckFigures = (density) => ({
  l1: l1Distance(density, ornsteinUhlenbeckAverages(), 12 / 512),
});
const doubleWellFigures = (density) => ({
  l1: l1Distance(density, loadReference("p2-averages-1024.npy"), 5 / 1024),
});

const rotationFigures = (density) => ({ l1: l1Distance(density, rotationAverages(), (10 / 128) ** 2) });

/** The sides by row id, from the library's entry and its kernels. */
export function ourSides(library, { createWorkspace }) {
  const { advance, defineProblem, discretize, evolve, initialMasses, steady, strang } = library;
  const run = (definition, change = (problem) => problem, ledger = false) => {
    const problem = change(defineProblem(definition));
    return () => evolve(problem, { ledger });
  };
  const evolved = (definition, figures, change, ledger) => () => {
    const work = run(definition, change, ledger);
    let solution;
    return {
      run: () => void (solution = work()),
      accuracy: () => {
        const density = lastDensity(solution);
        const { massError, minDensity, steps } = solution;
        return { ...figures(density), massError, minDensity, steps };
      },
    };
  };
  const planeFigures = (cells) => {
    const volume = (8 / cells) ** 2;
    let converged;
    return (density) => {
      const averages = loadReference("p3-averages-256.npy");
      // 64 steps of order 4 are converged to 2e-7 in time, well below the bounds asked for
      converged ??= lastDensity(run(twoWells2D(cells, 64))());
      return {
        l1: l1Distance(density, cells === 256 ? averages : halved(averages, 256), volume),
        timeError: l1Distance(density, converged, volume),
      };
    };
  };
  /** Steps of equal length alone, without what comes before and after. */
  const stepping = (definition, steps, change) => () => {
    const problem = change(defineProblem(definition));
    const { mass } = initialMasses(problem);
    const stepper = strang(discretize(problem));
    const dt = problem.time.frames.at(-1) / steps;
    return {
      run: () => {
        stepper.state.set(mass);
        for (let k = 0; k < steps; k++) advance(stepper, k * dt, dt);
      },
      accuracy: () => ({ steps }),
    };
  };
  const ring = () => {
    const problem = defineProblem(tiltedRing);
    let stationary;
    return {
      run: () => void (stationary = steady(problem)),
      accuracy: () => ({ currentError: Math.abs(stationary.currents.x - RING_CURRENT) }),
    };
  };
  return {
    p1: evolved({ ...ornsteinUhlenbeck, solver: { stepper: "tr-bdf2", dt: 1 / 30 } }, ornsteinUhlenbeckFigures),
    "p1-adaptive": evolved({ ...ornsteinUhlenbeck, solver: { tolerance: 1e-3 } }, ornsteinUhlenbeckFigures),
    p2: evolved({ ...doubleWell, solver: { stepper: "tr-bdf2", dt: 10 / 16 } }, doubleWellFigures),
    "p2-adaptive": evolved({ ...doubleWell, solver: { tolerance: 3e-5 } }, doubleWellFigures),
    p3: evolved(twoWells2D(256, 10), planeFigures(256)),
    "p3-fine": evolved(twoWells2D(256, 13), planeFigures(256)),
    "p3-128": evolved(twoWells2D(128, 10), planeFigures(128)),
    p4: evolved(rotation(3), rotationFigures),
    "p4-5": evolved(rotation(5), rotationFigures),
    adaptive: evolved(annealed, () => ({})),
    "adaptive-frozen": evolved(annealed, () => ({}), frozen),
    "adaptive-steps": stepping(annealed, 18, (problem) => problem),
    "adaptive-steps-frozen": stepping(annealed, 18, frozen),
    reset: evolved(tenResets(boostOnly), () => ({})),
    "reset-both": evolved(tenResets(boostAndSpread), () => ({})),
    "reset-steps": evolved(twoWells2D(256, 110), () => ({})),
    "reset-ledger": evolved(tenResets(boostOnly), () => ({}), undefined, true),
    "reset-ledger-steps": evolved(twoWells2D(256, 110), () => ({}), undefined, true),
    "reset-tensor": evolved(tensorResets, () => ({})),
    "reset-tensor-steps": evolved(rotation(110), () => ({})),
    p5: ring,
    process: wholeProcess,
    ...Object.fromEntries(
      [256, 1024].flatMap((cells) =>
        ["explicit", "sweep", "sweep-transpose"].map((kind) => [
          `kernel-${kind}-${cells}`,
          () => kernelSide(createWorkspace, kind, cells),
        ]),
      ),
    ),
  };
}

/** The command line as a user runs it, from start to exit. */
function wholeProcess() {
  const [main, grid] = ["../dist/cli/main.js", "../grids/two-wells-2d.yaml"].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  let answer;
  return {
    run: () => void (answer = execFileSync(process.execPath, [main, "solve", grid, "--json"], { encoding: "utf8" })),
    accuracy: () => {
      const { massError, minDensity, steps } = JSON.parse(answer);
      return { massError, minDensity, steps };
    },
  };
}

/** One kernel on P3's rates, as many applications a run as the C++ case does. */
function kernelSide(createWorkspace, kind, cells) {
  const size = cells * cells;
  const applications = cells === 256 ? 64 : 4;
  const workspace = createWorkspace(12 * (size + 64) + 16 * cells);
  const { kernels } = workspace;
  const array = () => workspace.allocate(size);
  const [forwardX, backwardX, forwardY, backwardY, up, down] = Array.from({ length: 6 }, array);
  const flows = workspace.allocate(cells);
  const left = workspace.allocate(2);
  let field = array();
  let other = array();
  const h = 8 / cells;
  const center = (i) => -4 + (i + 0.5) * h;
  const rate = 0.3 / (h * h);
  const hop = (rise) => (Math.abs(rise) < 1e-8 ? rate * (1 - rise / 2) : (rate * rise) / Math.expm1(rise));
  const potential = Float64Array.from(
    { length: size },
    (_, c) => twoWells(center(Math.floor(c / cells)), center(c % cells)) / 0.3,
  );
  for (let c = 0; c < size; c++) {
    const riseX = potential[c + cells] - potential[c];
    const riseY = potential[c + 1] - potential[c];
    if (c + cells < size) [forwardX[c], backwardX[c + cells]] = [hop(riseX), hop(-riseX)];
    if ((c + 1) % cells !== 0) [forwardY[c], backwardY[c + 1]] = [hop(riseY), hop(-riseY)];
    field[c] = gaussian(center(Math.floor(c / cells)), center(c % cells), 0, 2, 0.2);
  }
  const total = kernels.sum(field.byteOffset, size);
  field.forEach((value, c) => (field[c] = value / total));
  // the sweeps work on panels of eight lines; the explicit step on cell order
  const panels = cells / 8;
  const pack = (natural) => {
    const panelled = array();
    kernels.pack(natural.byteOffset, panelled.byteOffset, cells, cells, cells);
    return panelled;
  };
  const [forward, backward] = [pack(forwardX), pack(backwardX)];
  const zeros = workspace.allocate(cells);
  const scratch = workspace.allocate(8 * cells);
  kernels.factorPanels(
    forward.byteOffset,
    backward.byteOffset,
    0.01,
    up.byteOffset,
    down.byteOffset,
    cells,
    cells,
    panels,
  );
  const swap = () => ([field, other] = [other, field]);
  const sweep = () =>
    kernels.sweepPanels(
      field.byteOffset,
      up.byteOffset,
      down.byteOffset,
      scratch.byteOffset,
      left.byteOffset,
      2,
      cells,
      cells,
      panels,
      1,
    );
  const step = {
    explicit: () => {
      kernels.explicitStep(
        field.byteOffset,
        other.byteOffset,
        forwardX.byteOffset,
        backwardX.byteOffset,
        forwardY.byteOffset,
        backwardY.byteOffset,
        flows.byteOffset,
        zeros.byteOffset,
        1,
        (0.2 * h * h) / 0.3,
        cells,
        cells,
        0,
        0,
      );
      swap();
    },
    sweep,
    "sweep-transpose": () => {
      sweep();
      kernels.turn(field.byteOffset, other.byteOffset, cells, cells);
      swap();
    },
  }[kind];
  return {
    run: () => {
      for (let k = 0; k < applications; k++) step();
    },
    accuracy: () => ({
      massError: Math.abs(kernels.sum(field.byteOffset, size) - 1),
      cells: size * applications,
    }),
  };
}
