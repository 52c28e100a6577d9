/** Uniform numbers in [0, 1) from a seed (Marsaglia's xorshift32): the same on every machine. */
export function numbersFrom(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Masses between 1 and 2 parts, summing to 1. */
export function roughMasses(size: number, seed: number): Float64Array {
  const next = numbersFrom(seed);
  const mass = Float64Array.from({ length: size }, () => 1 + next());
  const sum = mass.reduce((total, part) => total + part, 0);
  return mass.map((part) => part / sum);
}
