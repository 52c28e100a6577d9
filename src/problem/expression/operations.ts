import { erf } from "./erf.js";
import type { BinaryOperation, UnaryOperation } from "./tree.js";

/**
 * Loops may run on to the next multiple of four: arrays must be that long. Arithmetic does four entries a turn, which
 * makes it twice as fast.
 */
export const stride = 4;

/** out[k] = op(a[k]) for k < n. */
export type UnaryLoop = (out: Float64Array, a: Float64Array, n: number) => void;

/**
 * out[k] = op(a[k & am], b[k & bm]) for k < n: a mask of −1 reads an array along, a mask of 0 repeats its first entry.
 * One loop an operation, written out, because a loop that calls a function passed to it runs many times slower.
 */
export type BinaryLoop = (
  out: Float64Array,
  a: Float64Array,
  am: number,
  b: Float64Array,
  bm: number,
  n: number,
) => void;

/** Nonzero, as `and`, `or`, `not` see it; NaN is no truth, as NaN ≠ 0 is none. */
const holds = (a: number): boolean => a < 0 || a > 0;

/** a^b; small whole exponents by multiplication, so that x^2 is x*x to the last bit. */
function power(a: number, b: number): number {
  if (b === 2) return a * a;
  if (b === 3) return a * a * a;
  if (b === 4) return a * a * (a * a);
  return Math.pow(a, b);
}

export const unaryLoops: Readonly<Record<UnaryOperation, UnaryLoop>> = {
  negate: (out, a, n) => {
    for (let k = 0; k < n; k++) out[k] = -a[k];
  },
  not: (out, a, n) => {
    for (let k = 0; k < n; k++) out[k] = holds(a[k]) ? 0 : 1;
  },
  exp: (out, a, n) => {
    for (let k = 0; k < n; k++) out[k] = Math.exp(a[k]);
  },
  log: (out, a, n) => {
    for (let k = 0; k < n; k++) out[k] = Math.log(a[k]);
  },
  sqrt: (out, a, n) => {
    for (let k = 0; k < n; k++) out[k] = Math.sqrt(a[k]);
  },
  abs: (out, a, n) => {
    for (let k = 0; k < n; k++) out[k] = Math.abs(a[k]);
  },
  sign: (out, a, n) => {
    for (let k = 0; k < n; k++) out[k] = Math.sign(a[k]);
  },
  sin: (out, a, n) => {
    for (let k = 0; k < n; k++) out[k] = Math.sin(a[k]);
  },
  cos: (out, a, n) => {
    for (let k = 0; k < n; k++) out[k] = Math.cos(a[k]);
  },
  tan: (out, a, n) => {
    for (let k = 0; k < n; k++) out[k] = Math.tan(a[k]);
  },
  sinh: (out, a, n) => {
    for (let k = 0; k < n; k++) out[k] = Math.sinh(a[k]);
  },
  cosh: (out, a, n) => {
    for (let k = 0; k < n; k++) out[k] = Math.cosh(a[k]);
  },
  tanh: (out, a, n) => {
    for (let k = 0; k < n; k++) out[k] = Math.tanh(a[k]);
  },
  erf: (out, a, n) => {
    for (let k = 0; k < n; k++) out[k] = erf(a[k]);
  },
};

export const binaryLoops: Readonly<Record<BinaryOperation, BinaryLoop>> = {
  "+": (out, a, am, b, bm, n) => {
    for (let k = 0; k < n; k += stride) {
      out[k] = a[k & am] + b[k & bm];
      out[k + 1] = a[(k + 1) & am] + b[(k + 1) & bm];
      out[k + 2] = a[(k + 2) & am] + b[(k + 2) & bm];
      out[k + 3] = a[(k + 3) & am] + b[(k + 3) & bm];
    }
  },
  "-": (out, a, am, b, bm, n) => {
    for (let k = 0; k < n; k += stride) {
      out[k] = a[k & am] - b[k & bm];
      out[k + 1] = a[(k + 1) & am] - b[(k + 1) & bm];
      out[k + 2] = a[(k + 2) & am] - b[(k + 2) & bm];
      out[k + 3] = a[(k + 3) & am] - b[(k + 3) & bm];
    }
  },
  "*": (out, a, am, b, bm, n) => {
    for (let k = 0; k < n; k += stride) {
      out[k] = a[k & am] * b[k & bm];
      out[k + 1] = a[(k + 1) & am] * b[(k + 1) & bm];
      out[k + 2] = a[(k + 2) & am] * b[(k + 2) & bm];
      out[k + 3] = a[(k + 3) & am] * b[(k + 3) & bm];
    }
  },
  "/": (out, a, am, b, bm, n) => {
    for (let k = 0; k < n; k += stride) {
      out[k] = a[k & am] / b[k & bm];
      out[k + 1] = a[(k + 1) & am] / b[(k + 1) & bm];
      out[k + 2] = a[(k + 2) & am] / b[(k + 2) & bm];
      out[k + 3] = a[(k + 3) & am] / b[(k + 3) & bm];
    }
  },
  "^": (out, a, am, b, bm, n) => {
    if (bm === 0 && b[0] === 2) binaryLoops["*"](out, a, am, a, am, n);
    else for (let k = 0; k < n; k++) out[k] = power(a[k & am], b[k & bm]);
  },
  min: (out, a, am, b, bm, n) => {
    for (let k = 0; k < n; k++) out[k] = Math.min(a[k & am], b[k & bm]);
  },
  max: (out, a, am, b, bm, n) => {
    for (let k = 0; k < n; k++) out[k] = Math.max(a[k & am], b[k & bm]);
  },
  and: (out, a, am, b, bm, n) => {
    for (let k = 0; k < n; k++) out[k] = holds(a[k & am]) && holds(b[k & bm]) ? 1 : 0;
  },
  or: (out, a, am, b, bm, n) => {
    for (let k = 0; k < n; k++) out[k] = holds(a[k & am]) || holds(b[k & bm]) ? 1 : 0;
  },
  "<": (out, a, am, b, bm, n) => {
    for (let k = 0; k < n; k++) out[k] = a[k & am] < b[k & bm] ? 1 : 0;
  },
  "<=": (out, a, am, b, bm, n) => {
    for (let k = 0; k < n; k++) out[k] = a[k & am] <= b[k & bm] ? 1 : 0;
  },
  ">": (out, a, am, b, bm, n) => {
    for (let k = 0; k < n; k++) out[k] = a[k & am] > b[k & bm] ? 1 : 0;
  },
  ">=": (out, a, am, b, bm, n) => {
    for (let k = 0; k < n; k++) out[k] = a[k & am] >= b[k & bm] ? 1 : 0;
  },
  "==": (out, a, am, b, bm, n) => {
    for (let k = 0; k < n; k++) out[k] = a[k & am] === b[k & bm] ? 1 : 0;
  },
  // Not the opposite of ==: a comparison with NaN is false, this one too.
  "!=": (out, a, am, b, bm, n) => {
    for (let k = 0; k < n; k++) out[k] = a[k & am] < b[k & bm] || a[k & am] > b[k & bm] ? 1 : 0;
  },
};

/** out[k] = otherwise[k] where test[k] is 0, else then[k]; masks as in {@link BinaryLoop}. */
export function selectLoop(
  out: Float64Array,
  test: Float64Array,
  testMask: number,
  then: Float64Array,
  thenMask: number,
  otherwise: Float64Array,
  otherwiseMask: number,
  n: number,
): void {
  for (let k = 0; k < n; k++) out[k] = test[k & testMask] === 0 ? otherwise[k & otherwiseMask] : then[k & thenMask];
}

const result = new Float64Array(stride);
const first = new Float64Array(stride);
const second = new Float64Array(stride);

/** The value of one operation on numbers, by the same loop that serves arrays, so that folding changes no bit. */
export function applyUnary(operation: UnaryOperation, a: number): number {
  first[0] = a;
  unaryLoops[operation](result, first, 1);
  return result[0];
}

/** As {@link applyUnary}, for two arguments. */
export function applyBinary(operation: BinaryOperation, a: number, b: number): number {
  first[0] = a;
  second[0] = b;
  binaryLoops[operation](result, first, 0, second, 0, 1);
  return result[0];
}
