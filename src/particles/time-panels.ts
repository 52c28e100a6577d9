import type { CoefficientsInTime } from "./coefficients-in-time.js";

/** A short part of the run, and what coefficients do in it; arrays are functions × particles. */
export interface Panel {
  readonly start: number;
  readonly end: number;
  /** Their means, by Boole's rule. */
  readonly means: Float64Array;
  /** What a scheme takes for the mean less the mean. */
  readonly error: Float64Array;
  /** How far they are off a straight line at most. */
  readonly bent: Float64Array;
}

/** Equal parts of a run, cut at jumps; five looks at each make about 10000. */
const PARTS = 2048;
const FEWEST = 4;
/** Ends of parts are moved by up to this share of their length, so that no oscillation is met in the same phase by all. */
const JITTER = 0.3;
const GOLDEN = 0.618033988749895;
/** Parts of parts, at most: then coefficients change faster than particles can follow. */
const MOST = 2 ** 17;
/** Part of the run: what is not resolved then jumps. */
const SHORTEST = 1e-9;

/** How a scheme averages coefficients over a step in time. */
export type Rule = "start" | "ends";

/** A panel with the values it is made of, at its start, quarter, middle, three quarters and end. */
interface Looked extends Panel {
  readonly values: readonly Float64Array[];
}

/**
 * The run in panels so short that coefficients are resolved in each: panels are halved until that is so.
 * @param rule what a scheme takes for the mean over a step: the value at its start, or the mean of those at its ends
 * @param resolved gets the panels as they are at first, and says of one whether it is
 * @returns the panels in their order, and a time where even the shortest do not resolve them, or null
 */
export function timePanels(
  coefficients: CoefficientsInTime,
  rule: Rule,
  resolved: (first: readonly Panel[]) => (panel: Panel) => boolean,
): { readonly panels: readonly Panel[]; readonly unresolved: number | null } {
  const { edges } = coefficients;
  const span = edges[edges.length - 1] - edges[0];
  const first: { readonly panel: Looked; readonly from: number; readonly to: number }[] = [];
  for (let e = 1; e < edges.length; e++) {
    const [from, to] = [edges[e - 1], edges[e]];
    const count = Math.max(FEWEST, Math.ceil((PARTS * (to - from)) / span));
    const cut = (k: number): number => {
      const shift = k === 0 || k === count ? 0 : JITTER * (((k * GOLDEN) % 1) - 0.5);
      return from + ((k + shift) * (to - from)) / count;
    };
    for (let k = 0; k < count; k++) {
      const [start, end] = [cut(k), k === count - 1 ? to : cut(k + 1)];
      coefficients.settle(from, to, 0.5 * (start + end));
      const at = (part: number): Float64Array => coefficients.at(start + part * (end - start));
      first.push({ panel: looked(rule, start, end, [at(0), at(0.25), at(0.5), at(0.75), at(1)]), from, to });
    }
  }
  const isResolved = resolved(first.map(({ panel }) => panel));
  const panels: Panel[] = [];
  let unresolved: number | null = null;
  for (const { panel, from, to } of first) {
    if (isResolved(panel)) {
      panels.push(withoutValues(panel));
      continue;
    }
    coefficients.settle(from, to, 0.5 * (panel.start + panel.end));
    const left = [panel];
    for (let own = left.pop(); own; own = left.pop()) {
      const short = own.end - own.start < SHORTEST * span;
      const full = panels.length + left.length >= MOST;
      if (full) unresolved ??= own.start;
      if (short || full || isResolved(own)) panels.push(withoutValues(own));
      else left.push(...halves(coefficients, rule, own).reverse());
    }
  }
  return { panels, unresolved };
}

const withoutValues = ({ start, end, means, error, bent }: Looked): Panel => ({ start, end, means, error, bent });

function halves(coefficients: CoefficientsInTime, rule: Rule, { start, end, values }: Looked): Looked[] {
  const middle = 0.5 * (start + end);
  const at = (part: number): Float64Array => coefficients.at(start + part * (end - start));
  return [
    looked(rule, start, middle, [values[0], at(0.125), values[1], at(0.375), values[2]]),
    looked(rule, middle, end, [values[2], at(0.625), values[3], at(0.875), values[4]]),
  ];
}

function looked(rule: Rule, start: number, end: number, values: readonly Float64Array[]): Looked {
  const [f0, f1, f2, f3, f4] = values;
  const means = f0.map((_, k) => (7 * (f0[k] + f4[k]) + 32 * (f1[k] + f3[k]) + 12 * f2[k]) / 90);
  return {
    start,
    end,
    values,
    means,
    error: means.map((mean, k) => (rule === "start" ? f0[k] : 0.5 * (f0[k] + f4[k])) - mean),
    bent: means.map((_, k) =>
      Math.max(
        Math.abs(f1[k] - 0.75 * f0[k] - 0.25 * f4[k]),
        Math.abs(f2[k] - 0.5 * f0[k] - 0.5 * f4[k]),
        Math.abs(f3[k] - 0.25 * f0[k] - 0.75 * f4[k]),
      ),
    ),
  };
}
