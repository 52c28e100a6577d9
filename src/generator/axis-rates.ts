import { InputError } from "../errors.js";
import { MAXIMUM_CELLS } from "../grid/axis.js";
import { linesAlong, type Grid } from "../grid/grid.js";
import type { Workspace } from "../kernels/workspace.js";
import type { Problem } from "../problem/problem.js";
import { faceFactors, type FaceScheme } from "./bernoulli.js";
import { coefficients, type Coefficients } from "./coefficients.js";
import type { AxisRates } from "./generator.js";
import { riseAtWall, riseOverGaps } from "./mean-field-work.js";
import { innerSegments, upperGaps, wallSegments } from "./segments.js";

/** The rates of one axis in workspace memory, and how to bring them to another time. */
export interface AxisAssembly {
  readonly rates: AxisRates;
  /** @param d in D = d·I + S */
  update(time: number, d: number): void;
}

/**
 * Rates of all faces across one axis: forward = D/(d·w_L)·B(−Pe), backward = D/(d·w_R)·B(Pe), with d the distance
 * between centres and w the cell widths; at an absorbing end the rate of leaving, with the density 0 at the wall.
 * @param centers coordinates of all cell centres
 * @param lossAtCenters the loss at all cell centres
 * @param potential of a mean field at all cell centres, read whenever the rates are brought to a time
 */
export function axisAssembly(
  problem: Problem,
  axis: number,
  scheme: FaceScheme,
  integrated: boolean,
  workspace: Workspace,
  centers: readonly Float64Array[],
  lossAtCenters: (time: number) => Float64Array,
  potential: Float64Array | null = null,
): AxisAssembly {
  const { grid } = problem;
  const { kernels, allocate } = workspace;
  const { count, stride, lines, lineStart } = linesAlong(grid, axis);
  const own = grid.axes[axis];
  const pieces = innerSegments(grid, axis, centers);
  const rise = potential && riseOverGaps(pieces, potential);
  const inner = coefficients(problem, pieces, integrated, lossAtCenters, rise);
  const walls = (["lower", "upper"] as const)
    .filter((end) => own.boundary[end] === "absorbing")
    .map((end) => ({
      end,
      coefficients: coefficients(
        problem,
        wallSegments(grid, axis, end),
        integrated,
        undefined,
        potential && riseAtWall(potential, linesAlong(grid, axis), end),
      ),
    }));
  const gaps = upperGaps(own);
  const rates: AxisRates = {
    forward: allocate(grid.size),
    backward: allocate(grid.size + stride).subarray(0, grid.size), // the kernel writes one cell further
    peclet: allocate(grid.size),
    diffusion: allocate(grid.size),
    gaps,
  };
  const work = allocate(grid.size);
  const ownBase = allocate(grid.size);
  const nextBase = own.uniform ? ownBase : allocate(grid.size);
  const code = { exponential: 0, upwind: 1, central: 2 }[scheme];
  let known: Coefficients | null = null;

  return {
    rates,
    update(time: number, d: number): void {
      const found = inner(time, d);
      const { workScale, diffusion, diffusionScale } = found;
      const another = diffusion !== known?.diffusion || integrated;
      if (found.work !== known?.work || integrated || rise) work.set(found.work);
      if (another) fillBases(diffusion);
      if (another || diffusionScale !== known?.diffusionScale)
        for (let c = 0; c < grid.size; c++)
          rates.diffusion[c] = pieces.length[c] > 0 ? diffusion[c] * diffusionScale : 0;
      known = found;
      kernels.faceRates(
        work.byteOffset,
        workScale,
        ownBase.byteOffset,
        nextBase.byteOffset,
        diffusionScale,
        rates.peclet.byteOffset,
        rates.forward.byteOffset,
        rates.backward.byteOffset,
        8 * stride,
        grid.size,
        code,
        0,
      );
      closeLines(grid, axis, rates.backward);
      if (scheme === "central") refuseLargePeclet(rates.peclet, problem, axis);
      for (const wall of walls) setWall(wall.end, wall.coefficients(time, d));
    },
  };

  /** D/(d·w) at every upper face, with the width of the cell below it and of the cell above it. */
  function fillBases(diffusion: Float64Array): void {
    const [rows, columns = 1] = grid.shape as [number, number?];
    const fill = (base: Float64Array, widthOf: (i: number) => number): void => {
      const per = gaps.map((gap, i) => (gap > 0 ? 1 / (gap * widthOf(i)) : 0));
      for (let row = 0, c = 0; row < rows; row++)
        for (let column = 0; column < columns; column++, c++) base[c] = diffusion[c] * per[axis === 0 ? row : column];
    };
    fill(ownBase, (i) => own.widths[i]);
    if (nextBase !== ownBase) fill(nextBase, (i) => own.widths[(i + 1) % count]);
  }

  /** The rate of leaving: the density is 0 at the wall, half a cell away. */
  function setWall(end: "lower" | "upper", { work, workScale, diffusion, diffusionScale }: Coefficients): void {
    const cell = end === "lower" ? 0 : count - 1;
    const distance = 0.5 * own.widths[cell];
    for (let line = 0; line < lines; line++) {
      const [out, back] = faceFactors(scheme, work[line] * workScale);
      const rate = (diffusion[line] * diffusionScale) / (distance * own.widths[cell]);
      const c = lineStart(line) + cell * stride;
      if (end === "upper") rates.forward[c] = rate * out;
      else rates.backward[c] = rate * back;
    }
  }
}

/** What the kernel wrote one cell beyond the end of each line comes down into the line's first cell, on a ring. */
export function closeLines(grid: Grid, axis: number, backward: Float64Array): void {
  const { count, stride, lines, lineStart } = linesAlong(grid, axis);
  const periodic = grid.axes[axis].boundary.upper === "periodic";
  const beyond = new Float64Array(backward.buffer, backward.byteOffset, grid.size + stride);
  for (let line = 0; line < lines; line++) {
    const first = lineStart(line);
    backward[first] = periodic ? beyond[first + count * stride] : 0;
  }
}

function refuseLargePeclet(peclet: Float64Array, problem: Problem, axis: number): void {
  let worst = 0;
  for (let c = 1; c < peclet.length; c++) if (Math.abs(peclet[c]) > Math.abs(peclet[worst])) worst = c;
  if (Math.abs(peclet[worst]) <= 2) return;
  const name = problem.grid.axes[axis].name;
  const cells = Math.ceil((problem.grid.shape[axis] * Math.abs(peclet[worst])) / 2);
  throw new InputError({
    code: "peclet-too-large",
    path: "solver.scheme",
    expected: "|Pe| ≤ 2 at every face for the central scheme, or its rates turn negative",
    found: `|Pe| = ${Math.abs(peclet[worst]).toPrecision(4)} along ${name}`,
    remedy: `Use scharfetter-gummel${cells <= MAXIMUM_CELLS ? `, or about ${cells} cells along ${name}` : ""}.`,
  });
}
