// Reference densities, and the L1 distance to them.
import { readFileSync } from "node:fs";
import { erf } from "mathjs";

/** A float64 .npy file in C order under test/reference. */
export function loadReference(name) {
  const bytes = readFileSync(new URL(`../test/reference/${name}`, import.meta.url));
  const start = 10 + bytes.readUInt16LE(8);
  const header = bytes.toString("latin1", 10, start);
  if (!header.includes("'<f8'") || !header.includes("'fortran_order': False"))
    throw new Error(`${name} is not float64 in C order`);
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length));
}

/** ∑ |ρ − reference|·volume over equal cells. */
export const l1Distance = (density, reference, volume) =>
  density.reduce((sum, value, c) => sum + Math.abs(value - reference[c]), 0) * volume;

/** P1 at t = 1 in closed form, N(2/e, 0.1/e² + 0.5 (1 − 1/e²)), averaged over 512 cells of [-6, 6]. */
export function ornsteinUhlenbeckAverages() {
  const decay = Math.exp(-1);
  const scale = Math.sqrt(2 * (0.1 * decay ** 2 + 0.5 * (1 - decay ** 2)));
  const h = 12 / 512;
  const below = (face) => erf((-6 + face * h - 2 * decay) / scale);
  return Float64Array.from({ length: 512 }, (_, i) => (below(i + 1) - below(i)) / (2 * h));
}

/** Averages over 2x2 cells of a square field. */
export function halved(fine, cells) {
  const coarse = new Float64Array(fine.length / 4);
  fine.forEach((value, c) => (coarse[(Math.floor(c / cells) >> 1) * (cells / 2) + ((c % cells) >> 1)] += value / 4));
  return coarse;
}
