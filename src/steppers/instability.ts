import type { Discretization } from "../generator/discretize.js";
import { cellCenters } from "../grid/grid.js";
import { spectralRadius } from "../linear/spectral-radius.js";
import { explicitKernel, type Stepper } from "./stepper.js";

/** How small departures from the state of a stepper go on in its mean field; the state is put back where it was. */
export interface GrowthFinder {
  /** How fast the field of a departure alone moves the state, relative to the departure, in L1. */
  coupling(time: number): number;
  /**
   * λ: the largest real part of the spectrum, so that departures grow as e^(λt); below 0 they die out.
   * @param longest what is slower than this time does not matter
   */
  rate(time: number, coupling: number, longest: number, search?: GrowthSearch): number;
}

/** How well a rate of growth is looked for. */
export interface GrowthSearch {
  /** Departures that are left out. */
  readonly without: readonly Float64Array[];
  /** τ as a share of the time in which the field of a departure acts: λ is as exact as one step over that. */
  readonly share: number;
  /** How exactly e^(λτ) is asked for, and how many steps may be spent on it. */
  readonly settled: number;
  readonly most: number;
}

/** L1 size of a departure that is tried: its square is as small against it as rounding is. */
const DEPARTURE = 1e-6;
/** A trial departure may be this share of a mass at most, so that nothing turns negative. */
const LARGEST_SHARE = 0.5;
/** Enough to see that something grows, and how fast to a few per cent. */
const AT_A_GLANCE: GrowthSearch = { without: [], share: 0.5, settled: 0.02, most: 24 };
/** How often the field of a departure is made to act to see how strongly it does. */
const ACTIONS = 5;

/**
 * Finds how departures δ from a state ρ go on,
 *
 *   ∂δ/∂t = A[ρ]δ + (d/ds) A[ρ + sδ]ρ:
 *
 * λ as ln|μ|/τ from the largest eigenvalue μ of the map δ → [Φ(ρ + sδ) − Φ(ρ)]/s without mass, Φ a step of the method
 * itself over τ (a predictor and a corrector). Departures that leave a state stationary have μ = 1 exactly.
 */
export function growthFinder(discretization: Discretization, inner: Stepper): GrowthFinder {
  const { grid, workspace } = discretization;
  const meanField = discretization.meanField!;
  const apply = explicitKernel(discretization);
  const [rest, moved] = [workspace.allocate(grid.size), workspace.allocate(grid.size)];
  const start = sawteeth(discretization);
  return {
    coupling(time) {
      const potential = fieldOf(inner.state);
      ratesIn(time, potential);
      apply(inner.state, rest, 0, 1);
      let departure = departureFrom(inner.state, start);
      let largest = 0;
      for (let k = 0; k < ACTIONS; k++) {
        const before = sum(departure);
        if (!(before > 0)) break;
        const size = DEPARTURE / before;
        const field = fieldOf(departure);
        ratesIn(
          time,
          field.map((value, c) => potential[c] + size * value),
        );
        apply(inner.state, moved, 0, 1);
        departure = moved.map((value, c) => (value - rest[c]) / size);
        // the first departure is none that a field makes
        if (k > 0) largest = Math.max(largest, sum(departure) / before);
      }
      follow(time);
      return largest;
    },
    rate(time, coupling, longest, search = AT_A_GLANCE) {
      const tau = Math.min(search.share / coupling, longest);
      if (!(tau > 0 && tau < Infinity)) return 0;
      const state = inner.state.slice();
      const outside = complementOf(search.without);
      const base = stepped(state, time, tau);
      const image = (departure: Float64Array): Float64Array => {
        const { changed, size } = departed(state, departure);
        const out = stepped(changed, time, tau);
        for (let c = 0; c < out.length; c++) out[c] = (out[c] - base[c]) / size;
        return outside(massless(out, state));
      };
      const radius = spectralRadius(image, outside(departureFrom(state, start)), search);
      inner.state.set(state);
      follow(time);
      return Math.log(radius) / tau;
    },
  };

  function fieldOf(masses: Float64Array): Float64Array {
    const potential = new Float64Array(grid.size);
    meanField.potentialInto(masses, potential);
    return potential;
  }

  function ratesIn(time: number, potential: Float64Array): void {
    meanField.interpolate([{ time, potential }]);
    discretization.rebuild(time);
  }

  function follow(time: number): void {
    meanField.follow(() => inner.state);
    discretization.rebuild(time);
  }

  function stepped(from: Float64Array, time: number, tau: number): Float64Array {
    inner.state.set(from);
    const now = { time, potential: fieldOf(from) };
    meanField.interpolate([now]);
    inner.attempt(time, tau);
    meanField.interpolate([now, { time: time + tau, potential: fieldOf(inner.trial) }]);
    inner.attempt(time, tau);
    return inner.trial.slice();
  }
}

/** A state with a small departure added, which leaves nothing negative, and how much of it was. */
function departed(state: Float64Array, departure: Float64Array): { changed: Float64Array; size: number } {
  const size = DEPARTURE / sum(departure);
  const changed = state.map((mass, c) => {
    const most = LARGEST_SHARE * mass;
    return mass + Math.min(Math.max(size * departure[c], -most), most);
  });
  return { changed, size };
}

/** Log departures with a part along every wave and no symmetry: products of rising teeth, as many as there are axes. */
function sawteeth({ grid }: Discretization): Float64Array {
  const out = new Float64Array(grid.size).fill(1);
  cellCenters(grid).forEach((z, a) => {
    const { faces } = grid.axes[a];
    const length = faces[faces.length - 1] - faces[0];
    // shares that lie at no symmetric place, and no mean that would drop the waves along one axis
    const [shift, lift] = [
      [0.618034, -0.37],
      [0.754878, 0.23],
    ][a];
    for (let c = 0; c < out.length; c++) out[c] *= (((z[c] - faces[0]) / length + shift) % 1) + lift - 0.5;
  });
  return out;
}

/** ρu with no mass. */
const departureFrom = (state: Float64Array, logDeparture: Float64Array): Float64Array =>
  massless(
    state.map((part, c) => part * logDeparture[c]),
    state,
  );

/** Takes the mass of a departure out of it, in proportion to the state: it would be one that lasts for ever. */
function massless(departure: Float64Array, state: Float64Array): Float64Array {
  let [mass, own] = [0, 0];
  for (let c = 0; c < state.length; c++) {
    mass += state[c];
    own += departure[c];
  }
  for (let c = 0; c < state.length; c++) departure[c] -= (own / mass) * state[c];
  return departure;
}

/** Takes out the parts along some vectors. */
function complementOf(vectors: readonly Float64Array[]): (vector: Float64Array) => Float64Array {
  const known: Float64Array[] = [];
  const complement = (vector: Float64Array): Float64Array => {
    for (const other of known) {
      const share = dot(vector, other) / dot(other, other);
      for (let c = 0; c < vector.length; c++) vector[c] -= share * other[c];
    }
    return vector;
  };
  for (const vector of vectors) {
    const rest = complement(vector.slice());
    if (dot(rest, rest) > 1e-12 * dot(vector, vector)) known.push(rest);
  }
  return complement;
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let c = 0; c < one.length; c++) sum += one[c] * other[c];
  return sum;
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + Math.abs(value), 0);
