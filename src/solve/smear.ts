import type { Generator } from "../generator/generator.js";
import { MAXIMUM_CELLS } from "../grid/axis.js";
import { linesAlong, type Grid } from "../grid/grid.js";
import type { Finding } from "./resolution.js";

/** What steep faces have added to the width of the density along an axis, in a run so far. */
export interface Smear {
  /** ∫ 2⟨D(|Pe|/2 − 1)⟩/variance dt, the mean over the density before faces steeper than `STEEP`. */
  added: number;
  /** The largest |Pe| where mass was, when that was, and the share of the mass before steep faces then. */
  steepest: number;
  time: number;
  share: number;
}

/**
 * Exponential fitting adds D(x coth x − 1) with x = |Pe|/2 to the diffusion: x²/3, of order 2, for small x and x − 1, of
 * order 1, for large ones. Beyond this |Pe| the halved grid has nearer twice than four times the error.
 */
const STEEP = 6;

/** Part of the variance which, added in all, is worth a word and makes the order of the error 1. */
const NOTICEABLE = 0.01;

/** Faces before less of the mass than this are tails. */
const SMALL_SHARE = 0.05;

/** Takes in a step to `time` of length dt, over which rates have been about as they stand; one entry an axis. */
export function takeSmear(smears: Smear[], { grid, axes }: Generator, mass: Float64Array, time: number, dt: number) {
  let total = 0;
  axes.forEach(({ peclet, diffusion }, a) => {
    const smear = (smears[a] ??= { added: 0, steepest: 0, time, share: 0 });
    let [share, rate, steepest] = [0, 0, 0];
    for (let c = 0; c < mass.length; c++) {
      const size = Math.abs(peclet[c]);
      if (size <= STEEP) continue;
      share += mass[c];
      rate += mass[c] * diffusion[c] * (size - 2);
      total ||= mass.reduce((sum, own) => sum + own, 0);
      if (size > steepest && mass[c] > 1e-6 * total) steepest = size;
    }
    if (!(share > SMALL_SHARE * total)) return;
    smear.added += (dt * rate) / (total * varianceAlong(grid, a, mass, total));
    if (steepest > smear.steepest) Object.assign(smear, { steepest, time, share: share / total });
  });
}

function varianceAlong(grid: Grid, axis: number, mass: Float64Array, total: number): number {
  const { centers, widths } = grid.axes[axis];
  const { count, stride, lines, lineStart } = linesAlong(grid, axis);
  let [mean, square] = [0, 0];
  const held = centers.map((_, i) => {
    let sum = 0;
    for (let line = 0; line < lines; line++) sum += mass[lineStart(line) + i * stride];
    return sum / total;
  });
  for (let i = 0; i < count; i++) mean += held[i] * centers[i];
  // a density in one cell is as wide as that
  for (let i = 0; i < count; i++) square += held[i] * ((centers[i] - mean) ** 2 + widths[i] ** 2 / 12);
  return square;
}

/** What a user should know of layers that were there on the way. */
export function smearFindings(smears: readonly Smear[], grid: Grid): Finding[] {
  return smears.flatMap(({ added, steepest, time, share }, a): Finding[] => {
    if (!(added > NOTICEABLE)) return [];
    const { name, centers } = grid.axes[a];
    const cells = Math.ceil((centers.length * steepest) / 2);
    const remedy =
      cells > MAXIMUM_CELLS
        ? "the error shrinks in proportion to the cells"
        : `about ${cells} cells would resolve the drift, and with fewer the error shrinks in proportion to them`;
    return [
      {
        text: `On the way cells along ${name} were too wide for the drift: |Pe| reached ${steepest.toPrecision(2)} at t = ${Number(time.toPrecision(4))} where ${Number((100 * share).toPrecision(2))} % of the mass was, and what the scheme has added to the diffusion widens the density by about ${Number((100 * added).toPrecision(2))} % of its variance; ${remedy}.`,
        firstOrder: true,
      },
    ];
  });
}
