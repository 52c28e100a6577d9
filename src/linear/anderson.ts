/** Remembered pairs of points and steps; more of them fit noise. */
const MEMORY = 5;
/** Directions that are this close to those before them are left out of the fit. */
const INDEPENDENT = 1e-10;

/**
 * Anderson acceleration of a fixed-point iteration x ← x + f(x): the next point is where the f of a combination of the
 * last points, with weights that sum to 1, would be smallest in the 2-norm (Anderson 1965; Walker and Ni 2011).
 */
export interface Anderson {
  /** The next point from x and f(x), which are not changed. */
  next(x: Float64Array, f: Float64Array): Float64Array;
  /** Forgets all points. */
  restart(): void;
}

export function anderson(): Anderson {
  let points: { readonly x: Float64Array; readonly f: Float64Array }[] = [];
  return {
    restart() {
      points = [];
    },
    next(x, f) {
      const basis: { readonly step: Float64Array; readonly moved: Float64Array }[] = [];
      for (const point of [...points].reverse()) {
        const step = f.map((value, c) => value - point.f[c]);
        const moved = x.map((value, c) => value + f[c] - point.x[c] - point.f[c]);
        const size = Math.sqrt(dot(step, step));
        for (const known of basis) {
          const share = dot(step, known.step);
          for (let c = 0; c < step.length; c++) {
            step[c] -= share * known.step[c];
            moved[c] -= share * known.moved[c];
          }
        }
        const left = Math.sqrt(dot(step, step));
        if (!(left > INDEPENDENT * size)) continue;
        for (let c = 0; c < step.length; c++) {
          step[c] /= left;
          moved[c] /= left;
        }
        basis.push({ step, moved });
      }
      const out = x.map((value, c) => value + f[c]);
      for (const { step, moved } of basis) {
        const share = dot(f, step);
        for (let c = 0; c < out.length; c++) out[c] -= share * moved[c];
      }
      points = [...points, { x: x.slice(), f: f.slice() }].slice(-MEMORY);
      return out;
    },
  };
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let c = 0; c < one.length; c++) sum += one[c] * other[c];
  return sum;
}
