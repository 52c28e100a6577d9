import type { Workspace } from "../kernels/workspace.js";

/** `fast`: a keyed hash of SplitMix64; `philox`: Philox4x32-10, the reference. */
export type Stream = "fast" | "philox";

/**
 * Draws as pure functions of (seed, particle, step, lane): whatever computes them, in whatever order, finds the same bits.
 *
 * `particles` holds one 64-bit word for each particle of a block, written by `nameInto`; it moves with the particle.
 */
export interface Noise {
  /** Writes the words of particles first … first + n − 1. */
  nameInto(particles: BigUint64Array, first: number, n: number): void;
  /** out[k] ~ N(0, 1) for the first n particles. */
  normalsInto(out: Float64Array, particles: BigUint64Array, step: number, lane: number, n: number): void;
  /** out[k] uniform in [0, 1). */
  uniformsInto(out: Float64Array, particles: BigUint64Array, step: number, lane: number, n: number): void;
}

/** Lanes below this many belong to one step. */
export const LANES = 64;

/**
 * Noise of a seed from 0 to 2^53 − 1, for particles below 2^48, steps below 2^55 and lanes below 64.
 *
 * The fast stream hashes the exclusive or of two hashes, of (seed, particle) and of (seed, step, lane), with the finaliser
 * of SplitMix64 (Steele, Lea and Flood 2014); the reference is Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011). Normal
 * numbers come from a ziggurat of 256 layers (Marsaglia and Tsang 2000).
 */
export function createNoise({ kernels, allocate }: Workspace, seed: number, stream: Stream = "fast"): Noise {
  const high = Math.floor(seed / 2 ** 32);
  const low = seed % 2 ** 32;
  const tables = allocate(768).byteOffset;
  kernels.zigguratTables(tables);
  if (stream === "philox")
    return {
      nameInto: (particles, first, n) => kernels.particleNumbers(particles.byteOffset, first, n),
      normalsInto: (out, particles, step, lane, n) =>
        kernels.philoxNormals(out.byteOffset, particles.byteOffset, tables, high, low, step, lane, n),
      uniformsInto: (out, particles, step, lane, n) =>
        kernels.philoxUniforms(out.byteOffset, particles.byteOffset, high, low, step, lane, n),
    };
  return {
    nameInto: (particles, first, n) => kernels.particleKeys(particles.byteOffset, high, low, first, n),
    normalsInto: (out, particles, step, lane, n) =>
      kernels.normals(out.byteOffset, particles.byteOffset, tables, high, low, step, lane, n),
    uniformsInto: (out, particles, step, lane, n) =>
      kernels.uniforms(out.byteOffset, particles.byteOffset, high, low, step, lane, n),
  };
}
