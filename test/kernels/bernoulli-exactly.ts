/** Reals as BigInt / 2^BITS: 120 digits, so that what is measured is the error of the double and nothing else. */
const BITS = 400n;
const ONE = 1n << BITS;

/** A double as mantissa · 2^exponent. */
function parts(x: number): { mantissa: bigint; exponent: bigint } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const word = view.getBigUint64(0) & ((1n << 63n) - 1n);
  const power = word >> 52n;
  const fraction = word & ((1n << 52n) - 1n);
  const mantissa = power === 0n ? fraction : fraction | (1n << 52n);
  return { mantissa: x < 0 ? -mantissa : mantissa, exponent: (power === 0n ? 1n : power) - 1075n };
}

const shifted = (value: bigint, by: bigint): bigint => (by >= 0n ? value << by : value >> -by);

/** exp(x) − 1 by its series at x/2^20 and twenty doublings e ← e(2 + e). */
function expm1(x: bigint): bigint {
  const small = x >> 20n;
  let term = small;
  let sum = 0n;
  for (let k = 2n; term !== 0n && term !== -1n; k++) {
    sum += term;
    term = (term * small) / ONE / k;
  }
  for (let k = 0; k < 20; k++) sum = (sum * (2n * ONE + sum)) >> BITS;
  return sum;
}

/** Relative error of a double that stands for B(x) = x/(exp(x) − 1); x from 1e-60 in size, or 0. */
export function errorOfBernoulli(found: number, x: number): number {
  if (x === 0) return found - 1;
  const argument = parts(x);
  const exact = shifted(argument.mantissa, argument.exponent + BITS);
  const { mantissa, exponent } = parts(found);
  const product = shifted(mantissa * expm1(exact), exponent);
  return Number(((product - exact) << 100n) / exact) / 2 ** 100;
}
