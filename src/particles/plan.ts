import type { ParticleSchemeName } from "../problem/problem.js";
import type { Stream } from "./noise.js";
import type { Due, Pace } from "./schedule.js";
import type { Scheme } from "./scheme.js";

/** What may differ from the `particles` of a problem. */
export interface SimulationOptions {
  /** How many particles. */
  readonly count?: number;
  /** Time step; steps are shortened to land on frames. By default chosen from the problem. */
  readonly dt?: number;
  readonly scheme?: ParticleSchemeName;
  /** 0 to 2^53 − 1. */
  readonly seed?: number;
  /** `fast` (default) or `philox`, the reference. */
  readonly stream?: Stream;
  /** Particles worked upon together; any number gives the same bits. */
  readonly batch?: number;
  /** Of so many particles, the first ones, the position at every frame is kept. */
  readonly trajectories?: number;
  /** When resets happen; needed where detectors decide, which watch the density. Given times by default. */
  readonly resets?: readonly Due[];
  /** false leaves out the crossings of absorbing ends within a step: an error of order √dt, for comparisons. */
  readonly bridge?: boolean;
  /**
   * Particles that act on each other do so within so many groups of equal size, each a sample of its own: what groups differ
   * by shows how far the mean field fluctuates. 1, all of them, by default.
   */
  readonly groups?: number;
  /** 2: steps of twice dt on the same Brownian paths, which shows the error of the step. */
  readonly merged?: 1 | 2;
}

/** A simulation with all its choices made. */
export interface Plan extends Pace {
  readonly count: number;
  readonly scheme: Scheme;
  readonly seed: number;
  readonly stream: Stream;
  readonly batch: number;
  readonly trajectories: number;
  readonly bridge: boolean;
  readonly groups: number;
  /** Whether steps are cut where few particles meet a drift that dt is too long for. */
  readonly cut: boolean;
  /** What a stated step that does not follow what changes in time may shift moments by, in their spread; 0 where it does. */
  readonly unfollowed: number;
  /** Where steps do not follow the law, in words; null where they do. */
  readonly blurred: string | null;
  readonly warnings: readonly string[];
}
