import type { Axis } from "../grid/axis.js";

/**
 * W₂² of two densities on one axis, (∫₀¹ (Q₀(u) − Q₁(u))² du) with Q the quantile functions: the least mean square of
 * distances over which one is moved into the other (Villani 2003, section 2.2). Masses count as spread evenly over their
 * cells, so that quantiles are straight lines between the merged levels u, integrated exactly; order 2 in the cell width.
 * @param from cell masses, likewise `to`; each is normalised
 */
export function transportDistanceSquared({ faces }: Axis, from: Float64Array, to: Float64Array): number {
  const [one, other] = [from, to].map((mass) => levels(mass));
  let [i, j, u, sum] = [0, 0, 0, 0];
  while (u < 1 && i < from.length && j < to.length) {
    const next = Math.min(one[i + 1], other[j + 1], 1);
    if (next > u) {
      const a = quantile(faces, one, i, u) - quantile(faces, other, j, u);
      const b = quantile(faces, one, i, next) - quantile(faces, other, j, next);
      sum += ((next - u) * (a * a + a * b + b * b)) / 3;
      u = next;
    }
    if (one[i + 1] <= u) i++;
    if (other[j + 1] <= u) j++;
  }
  return sum;
}

/** The distribution function at the faces. */
function levels(mass: Float64Array): Float64Array {
  const total = mass.reduce((sum, p) => sum + p, 0);
  const out = new Float64Array(mass.length + 1);
  for (let c = 0; c < mass.length; c++) out[c + 1] = out[c] + mass[c] / total;
  out[mass.length] = 1;
  return out;
}

function quantile(faces: Float64Array, level: Float64Array, cell: number, u: number): number {
  const share = (u - level[cell]) / (level[cell + 1] - level[cell]);
  return faces[cell] + Math.min(1, Math.max(0, share)) * (faces[cell + 1] - faces[cell]);
}
