import { InputError } from "../errors.js";
import { valueAt } from "../problem/field.js";
import type { Problem } from "../problem/problem.js";
import { gaussLegendre } from "../linear/gauss-legendre.js";
import { along, riseAlong, type Segments } from "./segments.js";
import { driftNotFinite } from "./validate.js";

/** Five nodes: the rule is exact to degree 9, so a smooth drift over one cell is integrated to rounding. */
const { nodes, weights, partial } = gaussLegendre(5);

/**
 * Péclet number and effective diffusion of many pieces: Pe = workScale·work, D = diffusionScale·diffusion.
 * With a D that is constant in space `work` is ∫μ dz and workScale 1/D, so that an annealed D only rescales.
 */
export interface Coefficients {
  readonly work: Float64Array;
  readonly diffusion: Float64Array;
  workScale: number;
  diffusionScale: number;
}

/** What a rebuild at a later time may keep. */
interface Pieces extends Coefficients {
  /** energies[g]: minus the part of `work` up to node g; only for the integrated scheme. */
  energies: Float64Array[];
  /** 1/D at the nodes where D varies. */
  inverse: Float64Array[] | null;
}

/** (1 − α) of the noise convention: how much of grad D the conversion to Fick form subtracts from the drift. */
const spurious = { fick: 0, stratonovich: 0.5, ito: 1 } as const;

/**
 * The two numbers per piece from which its rates follow, as a function of time that recomputes what has changed.
 *
 * Pe = ∫ μ/D dz, with μ = −η∂L + force − (1 − α)∂D. Where D is constant the loss enters by its difference, so that
 * the Gibbs state is exact to rounding; the conversion of a convention enters as −(1 − α)·ln(D_R/D_L), exact as well.
 * D is the harmonic mean, or with `integrated` the value that makes the flux of any stationary state exact:
 * 1/D = ∫ exp(U)/D dz / ∫ exp(U linear) dz.
 * @param lossAtStart the loss where the pieces start, where it is known already
 * @throws InputError where drift or D is not finite, or D not positive.
 */
export function coefficients(
  problem: Problem,
  pieces: Segments,
  integrated: boolean,
  lossAtStart: (time: number) => Float64Array = (time) => along(pieces, problem.drift.loss!, 0, time),
): (time: number) => Coefficients {
  const { loss, learningRate } = problem.drift;
  const force = problem.drift.force[pieces.axis] ?? null;
  const D = problem.diffusion[pieces.axis];
  const varying = D.varies.inSpace;
  const changing = [loss, learningRate, force, varying ? D : null].some((field) => field?.varies.inTime);
  let known: Pieces | null = null;
  return (time) => {
    const fresh = known === null || changing;
    if (known === null || changing)
      known = varying
        ? varyingDiffusion(problem, pieces, time, integrated, lossAtStart)
        : constantDiffusion(problem, pieces, time, integrated, lossAtStart);
    if (!varying) {
      known.diffusionScale = valueAt(D, time);
      known.workScale = 1 / known.diffusionScale;
    }
    if (!fresh && !D.varies.inTime) return known;
    refuseBadNumbers(problem, pieces, known, time);
    if (!integrated) return known;
    averageDiffusion(known, pieces);
    refuseBadNumbers(problem, pieces, known, time, "averaged");
    return known;
  };
}

/** Work of loss and force along the pieces: energy differences, and Gauss quadrature for the force. */
function constantDiffusion(
  problem: Problem,
  pieces: Segments,
  time: number,
  integrated: boolean,
  lossAtStart: (time: number) => Float64Array,
): Pieces {
  const { loss, learningRate } = problem.drift;
  const force = problem.drift.force[pieces.axis] ?? null;
  const n = pieces.from.length;
  const eta = valueAt(learningRate, time);
  const start = loss && lossAtStart(time);
  const forces = force && nodes.map((s) => along(pieces, force, s, time));
  const workUpTo = (s: number, share: readonly number[]): Float64Array => {
    const work = new Float64Array(n);
    if (loss) {
      const rise = riseAlong(pieces, loss, s, time, start!);
      for (let k = 0; k < n; k++) work[k] = -eta * rise[k];
    }
    if (forces)
      for (const [g, values] of forces.entries())
        for (let k = 0; k < n; k++) work[k] += share[g] * pieces.length[k] * values[k];
    return work;
  };
  return {
    work: workUpTo(1, weights),
    energies: integrated ? nodes.map((s, g) => negated(workUpTo(s, partial[g]))) : [],
    inverse: null,
    diffusion: new Float64Array(n).fill(1),
    workScale: 1,
    diffusionScale: 1,
  };
}

/** ∫ μ/D by Gauss quadrature; the loss by its difference over the mean D, exact where D is constant along the piece. */
function varyingDiffusion(
  problem: Problem,
  pieces: Segments,
  time: number,
  integrated: boolean,
  lossAtStart: (time: number) => Float64Array,
): Pieces {
  const { loss, learningRate } = problem.drift;
  const force = problem.drift.force[pieces.axis] ?? null;
  const D = problem.diffusion[pieces.axis];
  const { length } = pieces;
  const n = length.length;
  const eta = valueAt(learningRate, time);
  const convention = spurious[problem.convention];
  const slope = loss && loss.derivative(pieces.axis);
  const [lower, upper] = [along(pieces, D, 0, time), along(pieces, D, 1, time)];
  const inverse = nodes.map((s) => inverted(along(pieces, D, s, time)));
  const mean = new Float64Array(n);
  for (const [g, values] of inverse.entries()) for (let k = 0; k < n; k++) mean[k] += weights[g] * values[k];

  const work = new Float64Array(n);
  const local = nodes.map(() => new Float64Array(n));
  for (const [g, s] of nodes.entries()) {
    const pull = slope && along(pieces, slope, s, time);
    const push = force && along(pieces, force, s, time);
    for (let k = 0; k < n; k++) {
      const per = inverse[g][k];
      const gradient = pull ? eta * pull[k] : 0;
      local[g][k] = length[k] * per * ((push ? push[k] : 0) - gradient);
      work[k] += weights[g] * (local[g][k] + length[k] * gradient * mean[k]);
    }
  }
  if (loss) {
    const rise = riseAlong(pieces, loss, 1, time, lossAtStart(time));
    for (let k = 0; k < n; k++) work[k] -= eta * rise[k] * mean[k];
  }
  // what the difference of the loss adds to the quadrature of its slope: shared out along the piece, so that neither
  // of its ends is preferred
  const defect = new Float64Array(n);
  if (loss)
    for (let k = 0; k < n; k++) {
      defect[k] = work[k]!;
      for (let g = 0; g < nodes.length; g++) defect[k] -= weights[g] * local[g][k];
    }
  if (convention) for (let k = 0; k < n; k++) if (length[k] > 0) work[k] -= convention * Math.log(upper[k] / lower[k]);
  const energyUpTo = (g: number): Float64Array => {
    const energy = new Float64Array(n);
    for (let k = 0; k < n; k++) {
      energy[k] = -nodes[g] * defect[k];
      if (convention) energy[k] -= convention * Math.log(inverse[g][k] * lower[k]);
      for (let m = 0; m < nodes.length; m++) energy[k] -= partial[g][m] * local[m][k];
    }
    return energy;
  };
  return {
    work,
    energies: integrated ? nodes.map((_, g) => energyUpTo(g)) : [],
    inverse,
    diffusion: inverted(mean),
    workScale: 1,
    diffusionScale: 1,
  };
}

/** 1/D = Σ w exp(U)/D / Σ w exp(U linear): the mean of 1/D under the weight of the exact flux. */
function averageDiffusion({ work, energies, inverse, diffusion, workScale }: Pieces, { length }: Segments): void {
  for (let k = 0; k < work.length; k++) {
    if (length[k] === 0) continue;
    const total = -work[k] * workScale;
    // each sum by its own largest term: over a steep piece the nodes are far below the ends
    let top = -Infinity;
    for (let g = 0; g < nodes.length; g++) top = Math.max(top, energies[g][k] * workScale);
    const plainTop = total * nodes[total > 0 ? nodes.length - 1 : 0];
    let weighted = 0;
    let plain = 0;
    for (let g = 0; g < nodes.length; g++) {
      weighted += weights[g] * Math.exp(energies[g][k] * workScale - top) * (inverse ? inverse[g][k] : 1);
      plain += weights[g] * Math.exp(total * nodes[g] - plainTop);
    }
    diffusion[k] = (plain / weighted) * Math.exp(plainTop - top);
  }
}

/** A D that is good until it is averaged with the weights of the drift speaks of the drift between the centres. */
function refuseBadNumbers(
  problem: Problem,
  pieces: Segments,
  { work, workScale, diffusion, diffusionScale }: Coefficients,
  time: number,
  averaged?: "averaged",
): void {
  for (let k = 0; k < work.length; k++) {
    if (pieces.length[k] === 0) continue;
    const D = diffusion[k] * diffusionScale;
    const goodDiffusion = D > 0 && D < Infinity;
    if (goodDiffusion && Number.isFinite(work[k] * workScale)) continue;
    const names = problem.grid.axes.map((axis) => axis.name);
    const middle = pieces.from[k] + 0.5 * pieces.length[k];
    const place = names
      .map((name, a) => `${name} = ${Number((a === pieces.axis ? middle : pieces.across![k]).toPrecision(6))}`)
      .join(", ");
    const when = `near ${place} at t = ${Number(time.toPrecision(6))}`;
    if (!goodDiffusion && !averaged)
      throw new InputError({
        code: "diffusion-not-positive",
        path: "diffusion",
        expected: "a finite D above 0 everywhere inside the grid",
        found: `${D} ${when}`,
      });
    throw driftNotFinite(averaged ? `no finite weight exp(U) ${when}` : `${work[k]} ${when}`);
  }
}

function negated(values: Float64Array): Float64Array {
  for (let k = 0; k < values.length; k++) values[k] = -values[k];
  return values;
}

function inverted(values: Float64Array): Float64Array {
  const out = new Float64Array(values.length);
  for (let k = 0; k < out.length; k++) out[k] = 1 / values[k];
  return out;
}
