import { InputError } from "../errors.js";
import type { Discretization } from "../generator/discretize.js";
import { spectralLaplacian } from "../generator/spectral-laplacian.js";
import { insideStep, keepPositive, type LowOrder, type Stepper } from "./stepper.js";
import { transport } from "./transport.js";

/** Substeps in a step, and the weights of their results in the value that is kept and in its error; as in `strang`. */
const LEVELS = [1, 2, 3] as const;
const KEPT = [0, -4 / 5, 9 / 5] as const;
const ERROR = [-1 / 24, 4 / 15, -9 / 40] as const; // order 4 minus order 6
/** A transform costs as much as some twenty stages of transport: a step may hold so many stable pieces of it. */
const PIECES = 8;

/**
 * Strang splitting of transport and diffusion, for D constant in space (it may change in time), extrapolated.
 *
 *   S(h) = T(h/2) · exp(h·A_D) · T(h/2),   A = T + A_D
 *
 * A_D is the face-based pure diffusion, whose exponential is exact through `spectralLaplacian` with the discrete symbol,
 * and T the rest of the exponentially fitted generator (see `transport`), by the Taylor polynomial of degree 4. As T and
 * A_D sum to A, results tend to exp(tA) with dt → 0: the grid, the error in space (order 2) and the Gibbs state are those
 * of the other steppers, and the ledger speaks of the same rates. With the exact symbol −k² the errors in space of drift
 * and diffusion no longer cancel: in a double well on 96 cells the error in L1 at t = 8 is 2.9e-3 instead of 2.6e-4.
 *
 * S is symmetric: as in `strang` a step runs 1, 2 and 3 substeps and keeps (9·S(dt/3)³ − 4·S(dt/2)²)/5, of order 4, with
 * the error made for estimate. With `extrapolate: false` one S(dt) is taken: order 2, no estimate. Rates that change in
 * time are read at the middle of each substep. Mass is put back to rounding after every step. What turns negative is
 * cut or blended away with heat and upwind transport, of order 1 and positive. Long steps are held to `maximumStep`,
 * eight times the largest stable stage of transport, about 40 h/max|μ|.
 *
 * Limits: where the density presses against a reflecting wall, each part alone moves it there, and the order falls (seen:
 * from 4 to 1.5 on 128 cells, the estimate still above the error).
 * Tails below 1e-16 of the largest mass are rounding of the transforms.
 * @throws InputError for an absorbing end, unequal cells, D that varies in space or a full tensor D.
 * @see Strang (1968); Hairer, Nørsett and Wanner (1993), II.9
 */
export function spectral(discretization: Discretization, { extrapolate = true } = {}): Stepper {
  const { grid, workspace, timeDependent } = discretization;
  const diffusion = constantDiffusionOf(discretization);
  const { kernels, allocate } = workspace;
  const { size } = grid;
  const laplacian = spectralLaplacian(grid, { symbol: "discrete" });
  const drift = transport(discretization);
  const levels = extrapolate ? LEVELS : ([1] as const);
  const results = levels.map(() => allocate(size));
  let [state, trial] = [allocate(size), allocate(size)];
  let [local, total] = [0, 0];
  const nothing = new Float64Array(4);
  let current: readonly number[] = [];
  /** (level, middle of the substep) in order of time, so that rates are rebuilt five times a step and not six. */
  const schedule = levels
    .flatMap((n, level) => Array.from({ length: n }, (_, k) => ({ level, n, at: (k + 0.5) / n })))
    .sort((one, other) => one.at - other.at);

  const readRates = (): void => {
    current = diffusion();
    drift.refresh(current);
  };
  readRates();
  const diffuse = (mass: Float64Array, h: number): void => {
    laplacian.heat(
      mass,
      current.map((D) => D * h),
      mass,
    );
  };

  return {
    name: "spectral",
    order: extrapolate ? 4 : 2,
    estimateOrder: 5,
    absorbed: new Float64Array(4),
    get state() {
      return state;
    },
    get trial() {
      return trial;
    },
    get maximumStep() {
      return PIECES * drift.longest;
    },
    attempt(time, dt) {
      for (const result of results) result.set(state);
      let now = NaN;
      for (const { level, n, at } of schedule) {
        if (timeDependent && at !== now) {
          discretization.rebuild(insideStep(time + at * dt, time, dt));
          readRates();
          now = at;
        }
        const h = dt / n;
        drift.move(results[level], h / 2);
        diffuse(results[level], h);
        drift.move(results[level], h / 2);
      }
      const error = combineLevels();
      local = error + keepPositive(workspace, trial, nothing, error, () => upwindAndHeat(dt));
      const scale = kernels.sum(state.byteOffset, size) / kernels.sum(trial.byteOffset, size);
      if (scale > 0 && scale < Infinity) kernels.clip(trial.byteOffset, scale, size);
      return { local, total: total + local };
    },
    accept() {
      total += local;
      [state, trial] = [trial, state];
    },
  };

  /** The value to keep into `trial`; its error in L1. */
  function combineLevels(): number {
    if (!extrapolate) {
      trial.set(results[0]);
      return 0;
    }
    const [one, two, three] = results.map((result) => result.byteOffset);
    kernels.combine(one, KEPT[0], two, KEPT[1], three, KEPT[2], trial.byteOffset, size);
    return kernels.combinedSize(one, ERROR[0], two, ERROR[1], three, ERROR[2], size);
  }

  function upwindAndHeat(dt: number): LowOrder {
    const mass = results[0];
    mass.set(state);
    drift.moveUpwind(mass, dt);
    diffuse(mass, dt);
    return { mass, leaving: nothing };
  }
}

function constantDiffusionOf({ grid, oblique, constantDiffusion }: Discretization): () => readonly number[] {
  const refuse = (expected: string, found: string): never => {
    throw new InputError({
      code: "stepper-does-not-fit",
      path: "solver.stepper",
      expected: `${expected} for spectral`,
      found,
      remedy: `Use ${grid.axes.length === 1 ? "tr-bdf2" : "strang"}, or leave the choice to \`auto\`.`,
    });
  };
  for (const { name, boundary, uniform } of grid.axes) {
    if (Object.values(boundary).includes("absorbing"))
      refuse("reflecting or periodic ends", `an absorbing end along ${name}`);
    if (!uniform) refuse("equal cells", `unequal cells along ${name}`);
  }
  if (oblique) return refuse("a diagonal D", "a full tensor");
  return constantDiffusion ?? refuse("a D that is the same everywhere", "a D that varies in space or is a full tensor");
}
