// Our side of each row: what is timed, and how accurate its last result is.
// Timed is what `evolve` and `steady` do for a stated problem: rates, start, steps, two frames; no ledger.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { halved, l1Distance, loadReference, ornsteinUhlenbeckAverages } from "./reference.mjs";

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

/** The sides by row id, from the library's entry and its kernels. */
export function ourSides(library, { createWorkspace }) {
  const { defineProblem, evolve, steady } = library;
  const run = (definition) => {
    const problem = defineProblem(definition);
    return () => evolve(problem, { ledger: false });
  };
  const evolved = (definition, figures) => () => {
    const work = run(definition);
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
