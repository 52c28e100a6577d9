import { NumericalError } from "../errors.js";
import { closedClasses } from "./closed-classes.js";
import { eliminateFront } from "./front-elimination.js";
import { planFronts, refuseHugeLattice, type FrontPlan } from "./front-plan.js";
import { neighbours, reachOf, type LatticeRates, type StationaryMeasure } from "./lattice.js";
import { logMassesFromFactors } from "./mass-substitution.js";
import { dissect, type Dissection } from "./nested-dissection.js";
import { unitScale } from "./unit-scale.js";
import { refuseUnresolvedWells } from "./unresolved-wells.js";

/**
 * The stationary masses of a jump process on a two-dimensional lattice, π A = 0, by exact state reduction
 * (Grassmann, Taksar and Heyman 1985) in nested-dissection order (George 1973) with dense fronts
 * (Duff and Reid 1983): O(n³) operations and O(n² log n) numbers for n × n cells, no subtraction anywhere.
 *
 * Masses may span any range; those more than exp(−600) below the largest are good to their order of magnitude only.
 * @throws InputError `too-large`; NumericalError `unresolved-wells` when the relative weight of two parts of the
 * lattice depends on rates too small for double precision.
 */
export function reduceLattice(lattice: LatticeRates): StationaryMeasure {
  refuseHugeLattice(lattice.shape);
  const classes = closedClasses(lattice);
  if (classes && classes.length > 1) return { kind: "several", classes };
  const [nx, ny] = lattice.shape;
  const targets = lattice.hops.map(({ offset }) => neighbours(lattice, offset));
  const sources = lattice.hops.map(({ offset: [di, dj] }) => neighbours(lattice, [-di, -dj]));
  const dissection = dissect(lattice.shape, lattice.periodic, reachOf(lattice));
  const plan = planFronts(dissection, [...targets, ...sources], lattice.shape);
  const { factors, out } = eliminate(lattice.hops, targets, sources, dissection, plan);

  const last = lastOfClosedClass(classes ? classes[0] : null, dissection, out, nx * ny);
  const logMass = substituted(dissection, plan, factors, out, last);
  const lost = (classes?.[0] ?? dissection.order).some((c) => logMass[c] === -Infinity);
  if (lost) throw unresolved();
  refuseUnresolvedWells(logMass, targets);
  return { kind: "unique", logMass };
}

/**
 * log π by cell. A first pass finds the heaviest cell; a second gives it log mass 0, so that the logarithms which matter
 * are small.
 */
export function substituted(
  dissection: Dissection,
  plan: FrontPlan,
  factors: Float64Array,
  out: Float64Array,
  last: number,
): Float64Array {
  const once = logMassesFromFactors(dissection, plan, factors, out, last, 0);
  const heaviest = once.reduce((largest, value) => Math.max(largest, value));
  const byPosition = heaviest > 1 ? logMassesFromFactors(dissection, plan, factors, out, last, -heaviest) : once;
  const logMass = new Float64Array(out.length);
  for (let k = 0; k < logMass.length; k++) logMass[dissection.order[k]] = byPosition[k];
  return logMass;
}

/** The numeric phase: assemble, eliminate and pass on, children before parents. */
export function eliminate(
  hops: readonly { readonly rate: Float64Array }[],
  targets: readonly Int32Array[],
  sources: readonly Int32Array[],
  { order, position, starts, children }: Dissection,
  { boundaries, factorStarts, factorEntries, largestFront, stackEntries }: FrontPlan,
): { factors: Float64Array; out: Float64Array } {
  const cells = order.length;
  const factors = new Float64Array(factorEntries);
  const stack = new Float64Array(stackEntries);
  const front = new Float64Array(largestFront ** 2);
  const out = new Float64Array(cells);
  const ownOut = new Float64Array(largestFront);
  // Where each position sits in the current front, and each entry of a child's boundary.
  const place = new Int32Array(cells);
  const childPlace = new Int32Array(largestFront);
  const scale = unitScale(hops.map(({ rate }) => rate));
  const waiting: number[] = [];
  let top = 0;
  for (let node = 0; node < children.length; node++) {
    const start = starts[node];
    const end = starts[node + 1];
    const own = end - start;
    const boundary = boundaries[node];
    const size = own + boundary.length;
    front.fill(0, 0, size * size);
    for (let k = start; k < end; k++) place[k] = k - start;
    for (let b = 0; b < boundary.length; b++) place[boundary[b]] = own + b;

    for (let h = 0; h < hops.length; h++) {
      const { rate } = hops[h];
      for (let k = start; k < end; k++) {
        const cell = order[k];
        const to = targets[h][cell];
        if (to >= 0 && position[to] >= start) front[(k - start) * size + place[position[to]]] += scale * rate[cell];
        const from = sources[h][cell];
        if (from >= 0 && position[from] >= end) front[place[position[from]] * size + k - start] += scale * rate[from];
      }
    }
    for (let child = 0; child < children[node]; child++) {
      const passed = boundaries[waiting.pop()!];
      top -= passed.length ** 2;
      for (let b = 0; b < passed.length; b++) childPlace[b] = place[passed[b]];
      for (let i = 0, e = top; i < passed.length; i++) {
        const row = childPlace[i] * size;
        for (let j = 0; j < passed.length; j++, e++) front[row + childPlace[j]] += stack[e];
      }
    }
    eliminateFront(front, size, own, ownOut);

    for (let k = 0; k < own; k++) out[start + k] = ownOut[k];
    for (let i = 0, e = factorStarts[node]; i < size; i++)
      for (let k = 0; k < own; k++, e++) factors[e] = front[i * size + k];
    for (let i = own; i < size; i++) for (let j = own; j < size; j++) stack[top++] = front[i * size + j];
    waiting.push(node);
  }
  return { factors, out };
}

/** The position of the last state of the only closed class: the one state of it without a way to later states. */
function lastOfClosedClass(
  members: Int32Array | null,
  { position }: Dissection,
  out: Float64Array,
  cells: number,
): number {
  let last = -1;
  const count = members ? members.length : cells;
  for (let m = 0; m < count; m++) {
    const at = members ? position[members[m]] : m;
    if (out[at] > 0) continue;
    if (last >= 0) throw unresolved();
    last = at;
  }
  return last;
}

const unresolved = (): NumericalError =>
  new NumericalError(
    "unresolved-wells",
    "Parts of the grid are joined only by rates below 1e-300 of the largest, too small to weigh them against each " +
      "other: a barrier is some 700 times the noise. Raise the diffusion or restrict the grid to one well.",
  );
