/**
 * Uniform numbers in [0, 1) from a seed, the same everywhere: SplitMix of 32 bits with the finaliser of MurmurHash3
 * (Steele, Lea and Flood 2014). For draws by the thousand, not for particles.
 */
export function uniforms(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return ((z ^ (z >>> 16)) >>> 0) / 2 ** 32;
  };
}
