import { InputError } from "../errors.js";
import { cellCenters, linesAlong } from "../grid/grid.js";
import { createWorkspace, type Workspace } from "../kernels/workspace.js";
import { valueAt } from "../problem/field.js";
import type { Problem } from "../problem/problem.js";
import { faceFactors, type FaceScheme } from "./bernoulli.js";
import { coefficients, type Coefficients } from "./coefficients.js";
import type { AxisRates, Generator } from "./generator.js";
import { innerSegments, upperGaps, wallSegments } from "./segments.js";
import { refuseBadDiffusion } from "./validate.js";

/** A generator whose rates live in the memory of a workspace, where steppers can work on them. */
export interface Discretization extends Generator {
  readonly workspace: Workspace;
}

/** Arrays of the grid's size that a workspace has room for: rates, factors and states of the hungriest stepper. */
const ARRAYS = 192;

/**
 * Two rates per face for a problem, at one time.
 *
 * Schemes: `scharfetter-gummel` (Scharfetter and Gummel 1969; Chang and Cooper 1970), `integrated` (the same with the D
 * that makes the flux of any stationary state exact), `upwind` (order 1) and `central` (order 2, |Pe| ≤ 2 only).
 * `auto` is integrated on one axis, scharfetter-gummel on two. Order 2 in space on smooth grids; rates are never
 * negative; with constant D the Gibbs state is stationary to rounding.
 * @throws InputError where drift or D is not finite or D not positive, or the central scheme meets |Pe| > 2.
 */
export function discretize(problem: Problem, time = problem.time?.start ?? 0): Discretization {
  const { grid } = problem;
  const workspace = createWorkspace(ARRAYS * (grid.size + 64) + 64 * Math.max(...grid.shape));
  const requested = problem.solver.scheme;
  const integrated = requested === "integrated" || (requested === "auto" && grid.axes.length === 1);
  const scheme: FaceScheme = requested === "upwind" || requested === "central" ? requested : "exponential";
  refuseBadDiffusion(problem, time);
  const parts = grid.axes.map((_, axis) => axisAssembly(problem, axis, scheme, integrated, workspace));
  const { loss, learningRate, force } = problem.drift;
  const timeDependent = [loss, learningRate, ...force, ...problem.diffusion].some((field) => field?.varies.inTime);
  const potential = freeEnergyOf(problem);
  const rebuild = (at: number): void => {
    for (const part of parts) part.update(at);
    potential?.update(at);
  };
  rebuild(time);
  return { grid, axes: parts.map((part) => part.rates), timeDependent, rebuild, freeEnergy: potential, workspace };
}

function axisAssembly(problem: Problem, axis: number, scheme: FaceScheme, integrated: boolean, workspace: Workspace) {
  const { grid } = problem;
  const { kernels, allocate } = workspace;
  const { count, stride, lines, lineStart } = linesAlong(grid, axis);
  const own = grid.axes[axis]!;
  const periodic = own.boundary.upper === "periodic";
  const pieces = innerSegments(grid, axis);
  const inner = coefficients(problem, pieces, integrated);
  const walls = (["lower", "upper"] as const)
    .filter((end) => own.boundary[end] === "absorbing")
    .map((end) => ({ end, coefficients: coefficients(problem, wallSegments(grid, axis, end), integrated) }));
  const rates: AxisRates = {
    forward: allocate(grid.size),
    backward: allocate(grid.size),
    peclet: allocate(grid.size),
    diffusion: allocate(grid.size),
    gaps: upperGaps(own),
  };
  const [work, base, up, down] = [allocate(grid.size), allocate(grid.size), allocate(grid.size), allocate(grid.size)];
  const perWidth = allocate(count);
  perWidth.set(own.widths.map((width) => 1 / width));
  const spread = axis === 0 && grid.axes.length === 2 ? kernels.spreadSlow : kernels.spreadFast;
  const code = { exponential: 0, upwind: 1, central: 2 }[scheme];

  return {
    rates,
    update(time: number): void {
      const { work: found, workScale, diffusion, diffusionScale } = inner(time);
      work.set(found);
      for (let c = 0; c < grid.size; c++) {
        const face = pieces.length[c]! > 0;
        base[c] = face ? diffusion[c]! / pieces.length[c]! : 0;
        rates.diffusion[c] = face ? diffusion[c]! * diffusionScale : 0;
      }
      kernels.faceRates(
        work.byteOffset,
        workScale,
        base.byteOffset,
        diffusionScale,
        rates.peclet.byteOffset,
        up.byteOffset,
        down.byteOffset,
        grid.size,
        code,
      );
      if (scheme === "central") refuseLargePeclet(rates.peclet, problem, axis);
      spread(
        up.byteOffset,
        down.byteOffset,
        perWidth.byteOffset,
        rates.forward.byteOffset,
        rates.backward.byteOffset,
        count,
        lines,
        Number(periodic),
      );
      for (const wall of walls) {
        setWall(wall.end, wall.coefficients(time));
      }
    },
  };

  /** The rate of leaving: the density is 0 at the wall, half a cell away. */
  function setWall(end: "lower" | "upper", { work, workScale, diffusion, diffusionScale }: Coefficients): void {
    const cell = end === "lower" ? 0 : count - 1;
    const distance = 0.5 * own.widths[cell]!;
    for (let line = 0; line < lines; line++) {
      const [out, back] = faceFactors(scheme, work[line]! * workScale);
      const rate = (diffusion[line]! * diffusionScale) / (distance * own.widths[cell]!);
      const c = lineStart(line) + cell * stride;
      if (end === "upper") rates.forward[c] = rate * out;
      else rates.backward[c] = rate * back;
    }
  }
}

function refuseLargePeclet(peclet: Float64Array, problem: Problem, axis: number): void {
  let worst = 0;
  for (let c = 1; c < peclet.length; c++) if (Math.abs(peclet[c]!) > Math.abs(peclet[worst]!)) worst = c;
  if (Math.abs(peclet[worst]!) <= 2) return;
  const name = problem.grid.axes[axis]!.name;
  const cells = Math.ceil((problem.grid.shape[axis]! * Math.abs(peclet[worst]!)) / 2);
  throw new InputError({
    code: "peclet-too-large",
    path: "solver.scheme",
    expected: "|Pe| ≤ 2 at every face for the central scheme, or its rates turn negative",
    found: `|Pe| = ${Math.abs(peclet[worst]!).toPrecision(4)} along ${name}`,
    remedy: `Use scharfetter-gummel, or about ${cells} cells along ${name}.`,
  });
}

/** What E[L] − (D/η)·H needs: a loss, and one D for the whole grid. */
function freeEnergyOf(problem: Problem) {
  const { loss, learningRate } = problem.drift;
  const [D, other] = problem.diffusion;
  if (!loss || D!.varies.inSpace || (other && other !== D && other.text !== D!.text)) return null;
  const centers = cellCenters(problem.grid);
  const values = new Float64Array(problem.grid.size);
  loss.valuesInto(centers, problem.time?.start ?? 0, values);
  let now = 0;
  return {
    loss: values,
    temperature: () => valueAt(D!, now) / valueAt(learningRate, now),
    update(time: number): void {
      now = time;
      if (loss.varies.inTime) loss.valuesInto(centers, time, values);
    },
  };
}
