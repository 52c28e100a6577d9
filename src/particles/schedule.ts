import type { Problem } from "../problem/problem.js";
import type { Reset } from "../problem/reset.js";

/** Something that is done at a time of the run. */
export interface Due {
  readonly time: number;
  readonly reset: Reset;
}

/** A part of the run with shorter steps than the rest. */
export interface Spell {
  readonly start: number;
  readonly end: number;
  readonly dt: number;
}

/** What the steps of a run are made of. */
export interface Pace {
  readonly problem: Problem;
  /** Steps are so long or shorter, */
  readonly dt: number;
  /** and shorter still where coefficients change fast in time; in their order. */
  readonly spells: readonly Spell[];
  readonly due: readonly Due[];
  /** 2 for the run with steps twice as long. */
  readonly merged: 1 | 2;
}

/** Equal steps from one time to the next at which something happens. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly steps: number;
  /** Number of the first step; those of a run are counted from 1. */
  readonly firstStep: number;
  /** What is done at the start, before the first step. */
  readonly resets: readonly Reset[];
  /** The frame that is taken at the end, or −1. */
  readonly frame: number;
}

/** Parts with the shorter of the steps that either list asks for. */
export function shortestOf(some: readonly Spell[], others: readonly Spell[]): Spell[] {
  if (some.length === 0 || others.length === 0) return [...some, ...others];
  const edges = [...some, ...others].flatMap(({ start, end }) => [start, end]).sort((a, b) => a - b);
  return edges.slice(1).flatMap((end, k) => {
    const start = edges[k];
    const middle = 0.5 * (start + end);
    const met = [...some, ...others].filter((spell) => spell.start < middle && middle < spell.end);
    return end > start && met.length > 0 ? [{ start, end, dt: Math.min(...met.map(({ dt }) => dt)) }] : [];
  });
}

/** Within this part of the run two times are one. */
const SAME = 1e-12;

/**
 * The run cut at frames, jumps, resets and where spells begin and end; a reset at the time of a frame comes after the frame.
 * Each stretch has an even number of steps, so that the same run with steps twice as long can share the noise.
 */
export function stretches({ problem, dt, spells, due, merged }: Pace): Stretch[] {
  const { start, frames, jumps } = problem.time!;
  const end = frames[frames.length - 1];
  const near = SAME * (end - start);
  const edges = spells.flatMap((spell) => [spell.start, spell.end]);
  const stops = [...frames, ...jumps, ...due.map(({ time }) => time), ...edges]
    .filter((time) => time > start + near && time <= end)
    .sort((a, b) => a - b)
    .filter((time, k, all) => k === 0 || time - all[k - 1] > near);
  const found: Stretch[] = [];
  let from = start;
  let firstStep = 1;
  let spell = 0;
  for (const stop of stops) {
    const middle = 0.5 * (from + stop);
    while (spell < spells.length && spells[spell].end < middle) spell++;
    const longest = spell < spells.length && spells[spell].start < middle ? Math.min(dt, spells[spell].dt) : dt;
    const pairs = Math.max(1, Math.ceil((stop - from) / (2 * longest) - 1e-9));
    const steps = merged === 2 ? pairs : 2 * pairs;
    const resets = due.filter(({ time }) => Math.abs(time - from) <= near).map(({ reset }) => reset);
    const frame = frames.findIndex((time) => Math.abs(time - stop) <= near);
    found.push({ start: from, end: stop, steps, firstStep, resets, frame });
    firstStep += steps;
    from = stop;
  }
  return found;
}
