import type { CoefficientsInTime, Tracks } from "./coefficients-in-time.js";
import type { Spell } from "./schedule.js";
import { scalesInTime, type ScalesInTime } from "./scales-in-time.js";
import { timePanels, type Panel, type Rule } from "./time-panels.js";

/** What steps have to do. */
export interface Accuracy {
  /** The longest step. */
  readonly dt: number;
  /** How many particles there are. */
  readonly count: number;
  /** The error may be this share of the sampling noise. */
  readonly share: number;
  /** For how long particles remember what happened to them. */
  readonly memory: number;
  /** When they are looked at. */
  readonly frames: readonly number[];
  readonly rule: Rule;
  /** Order of the error with which a scheme averages coefficients over time, and its size beside that of its rule. */
  readonly order: 1 | 2;
  readonly size: number;
  /** Errors of opposite sign cancel: what a scheme takes is linear in drift and D. */
  readonly cancels: boolean;
}

/** Steps that coefficients ask for by changing in time. */
export interface TimeSteps {
  readonly spells: readonly Spell[];
  /** Where the shortest step is needed, and how long it may be there. */
  readonly shortest: Spell | null;
  /** A time where coefficients change faster than can be followed; null is none. */
  readonly unresolved: number | null;
}

/** Between the ends of a step coefficients are to be straight within this share of their size. */
const RESOLVED = 0.03;
/** What is off by less than this part of all that is allowed need not be resolved. */
const NEGLIGIBLE = 0.01;
/** A memory is not shorter than this part of the run. */
const MEMORY = 1 / 512;

/**
 * Steps with which the averages of drift and D over time are right to a share of the sampling noise.
 *
 * The errors of a scheme's rule add up for as long as particles remember: in ∫D dt they are to be share·√(2/N) of it, in
 * ∫a dt share/√N of the distance that noise moves particles in that time. Steps resolve what they average: between their
 * ends coefficients are straight within 3 %. Of a few particles all but one count: what single ones meet, such as a front
 * that passes by, averages out.
 */
export function timeSteps(coefficients: CoefficientsInTime, tracks: Tracks, accuracy: Accuracy): TimeSteps {
  const { dt, count, share, rule, order, size, cancels } = accuracy;
  const { particles, functions, edges } = coefficients;
  const span = edges[edges.length - 1] - edges[0];
  const memory = Math.max(Math.min(accuracy.memory, span), MEMORY * span);
  const axes = tracks.variances[0].length;
  const tolerance = (f: number): number => share * Math.sqrt((f < axes ? 1 : 2) / count);
  /** The second largest over particles, of the worst function. */
  const worst = (value: (f: number, k: number) => number): number => {
    let most = 0;
    for (let f = 0; f < functions; f++) {
      let [first, second] = [0, 0];
      for (let p = 0; p < particles; p++) {
        const own = value(f, f * particles + p);
        if (own > first) [first, second] = [own, first];
        else if (own > second) second = own;
      }
      most = Math.max(most, second);
    }
    return most;
  };
  let scalesAt: ScalesInTime = () => [];
  /** The longest step that resolves what happens in a panel: what is off grows as its square. */
  const resolving = ({ start, end, bent }: Panel): number => {
    const scales = scalesAt(0.5 * (start + end));
    const width = end - start;
    return (
      width /
      worst((f, k) => {
        const negligible = NEGLIGIBLE * tolerance(f) * scales[f].total;
        return Math.min(Math.sqrt(bent[k] / (RESOLVED * scales[f].size)), Math.cbrt((bent[k] * width) / negligible));
      })
    );
  };
  /** What is passed over in a panel as negligible, in a share of what is allowed in all of the memory. */
  const passedOver = ({ start, end, bent }: Panel): number => {
    const scales = scalesAt(0.5 * (start + end));
    return worst((f, k) =>
      bent[k] > RESOLVED * scales[f].size ? (bent[k] * (end - start)) / (tolerance(f) * scales[f].total) : 0,
    );
  };
  const found = timePanels(coefficients, rule, (first) => {
    scalesAt = scalesInTime(first, tracks, accuracy.frames, particles, memory);
    return (panel) => !(resolving(panel) < panel.end - panel.start);
  });

  const { panels } = found;
  const steps = panels.map((panel) => Math.min(dt, resolving(panel)));
  // errors of the averages in these steps, as shares of what is allowed in all of the memory
  const shares = panels.map(({ start, end, error }, i) => {
    const scales = scalesAt(0.5 * (start + end));
    const scale = size * (end - start) * (steps[i] / (end - start)) ** order;
    return error.map((own, k) => {
      const f = Math.floor(k / particles);
      const part = (scale * own) / (tolerance(f) * scales[f].total);
      return Number.isFinite(part) ? (cancels ? part : Math.abs(part)) : 0;
    });
  });
  let { unresolved } = found;
  const rough = panels.map(passedOver);
  const excess = new Float64Array(panels.length).fill(1);
  for (let from = 0, to = 0; to < panels.length;) {
    const origin = panels[from].start;
    while (to < panels.length && panels[to].start < origin + memory) to++;
    const ranges = rangesOfSums(shares, from, to);
    const ratio = worst((_, k) => ranges[k]);
    let all = 0;
    for (let i = from; i < to; i++) {
      excess[i] = Math.max(excess[i], ratio);
      all += rough[i];
    }
    if (all > 1) unresolved ??= origin;
    while (from < to - 1 && panels[from].start < origin + 0.5 * memory) from++;
  }
  const needed = panels.map(({ start, end }, i) => {
    // no shorter than would be right if all errors had one sign
    const alone = (worst((_, k) => Math.abs(shares[i][k])) * memory) / (end - start);
    return steps[i] / Math.max(1, Math.min(excess[i], alone)) ** (1 / order);
  });
  const least = needed.reduce((best, step, i) => (step < needed[best] ? i : best), 0);
  const { start, end } = panels[least];
  return {
    spells: spellsOf(panels, needed, dt),
    shortest: needed[least] < dt ? { start, end, dt: needed[least] } : null,
    unresolved,
  };
}

/** Of each entry the largest less the smallest of its partial sums, 0 among them. */
function rangesOfSums(terms: readonly Float64Array[], from: number, to: number): Float64Array {
  const sum = new Float64Array(terms[from].length);
  const [low, high] = [sum.slice(), sum.slice()];
  for (let i = from; i < to; i++)
    for (let k = 0; k < sum.length; k++) {
      sum[k] += terms[i][k];
      if (sum[k] < low[k]) low[k] = sum[k];
      if (sum[k] > high[k]) high[k] = sum[k];
    }
  return high.map((value, k) => value - low[k]);
}

/** Where joining takes no more steps than this, what lies beside short steps has short steps too. */
const JOINED = 64;

/** Parts with steps of dt/2, dt/4, … */
function spellsOf(panels: readonly Panel[], needed: readonly number[], dt: number): Spell[] {
  const parts: { start: number; end: number; level: number }[] = [];
  panels.forEach(({ start, end }, i) => {
    // a level more for less than 7 % is none
    const level = Math.max(0, Math.ceil(Math.log2(dt / needed[i]) - 0.1));
    const last = parts[parts.length - 1];
    if (last?.level === level) last.end = end;
    else parts.push({ start, end, level });
  });
  const joined: typeof parts = [];
  parts.forEach((part, k) => {
    const last = joined[joined.length - 1];
    const beside = Math.max(last?.level ?? 0, parts[k + 1]?.level ?? 0);
    const short = ((part.end - part.start) * 2 ** beside) / dt < JOINED;
    const level = short ? Math.max(part.level, beside) : part.level;
    if (last?.level === level) last.end = part.end;
    else joined.push({ ...part, level });
  });
  return joined.filter(({ level }) => level > 0).map(({ start, end, level }) => ({ start, end, dt: dt / 2 ** level }));
}
