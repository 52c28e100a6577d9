import { errorFunction } from "./error-function";
import { exponential, hyperbolicTangent, isFar, logarithm, sine, tangent } from "./functions";

/*
 * A tape is a list of instructions on registers: arrays of n numbers, a whole number of pairs. One instruction is five
 * addresses or numbers of 32 bits: operation, result, and up to three arguments. `src/particles/tape.ts` writes tapes
 * and knows the operations by the same numbers. No text ever becomes code.
 */

// @ts-ignore: decorator
@inline
function one(flags: v128): v128 {
  return v128.and(flags, f64x2.splat(1.0));
}

/** Nonzero; NaN is no truth. */
// @ts-ignore: decorator
@inline
function holds(x: v128): v128 {
  const zero = f64x2.splat(0);
  return v128.or(f64x2.lt(x, zero), f64x2.gt(x, zero));
}

/** −1 or 1; zeros of either sign and NaN stay. */
// @ts-ignore: decorator
@inline
function signOf(x: v128): v128 {
  const zero = f64x2.splat(0);
  return v128.bitselect(f64x2.sub(one(f64x2.gt(x, zero)), one(f64x2.lt(x, zero))), x, holds(x));
}

/** What goes by without a call or a branch, one or two arguments. */
// @ts-ignore: decorator
@inline
function result(operation: i32, x: v128, y: v128): v128 {
  if (operation == 0) return f64x2.neg(x);
  if (operation == 4) return f64x2.sqrt(x);
  if (operation == 5) return f64x2.abs(x);
  if (operation == 20) return f64x2.add(x, y);
  if (operation == 21) return f64x2.sub(x, y);
  if (operation == 22) return f64x2.mul(x, y);
  return f64x2.div(x, y);
}

/** Four pairs a turn: the loop itself takes as long as one. */
// @ts-ignore: decorator
@inline
function pass(operation: i32, out: usize, a: usize, b: usize, bytes: usize): void {
  const end = out + bytes;
  for (const most = end - min<usize>(bytes, 48); out < most; out += 64, a += 64, b += 64) {
    v128.store(out, result(operation, v128.load(a), v128.load(b)));
    v128.store(out, result(operation, v128.load(a, 16), v128.load(b, 16)), 16);
    v128.store(out, result(operation, v128.load(a, 32), v128.load(b, 32)), 32);
    v128.store(out, result(operation, v128.load(a, 48), v128.load(b, 48)), 48);
  }
  for (; out < end; out += 16, a += 16, b += 16) v128.store(out, result(operation, v128.load(a), v128.load(b)));
}

function scalar1(operation: i32, out: usize, a: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 8) {
    const x = load<f64>(a + i);
    let y: f64 = 0;
    switch (operation) {
      case 7: y = Math.sin(x); break;
      case 8: y = Math.cos(x); break;
      case 9: y = tangent(x); break;
      case 10: y = Math.sinh(x); break;
      case 11: y = Math.cosh(x); break;
      case 13: y = errorFunction(x); break;
    }
    store<f64>(out + i, y);
  }
}

/** Runs a tape of `count` instructions over n numbers. */
export function runTape(tape: usize, count: i32, n: i32): void {
  const bytes = (<usize>((n + 1) & ~1)) << 3;
  for (let k = 0; k < count; k++) {
    const operation = load<i32>(tape);
    const out = <usize>load<u32>(tape, 4);
    const a = <usize>load<u32>(tape, 8);
    const b = <usize>load<u32>(tape, 12);
    const c = <usize>load<u32>(tape, 16);
    tape += 20;
    switch (operation) {
      case 0:
        pass(0, out, a, a, bytes);
        break;
      case 1:
        for (let i: usize = 0; i < bytes; i += 16)
          v128.store(out + i, one(v128.not(holds(v128.load(a + i)))));
        break;
      case 2:
        for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, exponential(v128.load(a + i)));
        break;
      case 3:
        for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, logarithm(v128.load(a + i)));
        break;
      case 4:
        pass(4, out, a, a, bytes);
        break;
      case 5:
        pass(5, out, a, a, bytes);
        break;
      case 6:
        for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, signOf(v128.load(a + i)));
        break;
      case 7:
      case 8:
        for (let i: usize = 0; i < bytes; i += 16) {
          const x = v128.load(a + i);
          if (isFar(x)) scalar1(operation, out + i, a + i, 16);
          else v128.store(out + i, sine(x, operation - 7));
        }
        break;
      case 9:
      case 10:
      case 11:
      case 13:
        scalar1(operation, out, a, bytes);
        break;
      case 12:
        for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, hyperbolicTangent(v128.load(a + i)));
        break;
      case 14:
        memory.copy(out, a, bytes);
        break;
      case 20:
        pass(20, out, a, b, bytes);
        break;
      case 21:
        pass(21, out, a, b, bytes);
        break;
      case 22:
        pass(22, out, a, b, bytes);
        break;
      case 23:
        pass(23, out, a, b, bytes);
        break;
      case 24:
        for (let i: usize = 0; i < bytes; i += 8)
          store<f64>(out + i, Math.pow(load<f64>(a + i), load<f64>(b + i)));
        break;
      case 25:
        for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, f64x2.min(v128.load(a + i), v128.load(b + i)));
        break;
      case 26:
        for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, f64x2.max(v128.load(a + i), v128.load(b + i)));
        break;
      case 27:
        for (let i: usize = 0; i < bytes; i += 16)
          v128.store(out + i, one(v128.and(holds(v128.load(a + i)), holds(v128.load(b + i)))));
        break;
      case 28:
        for (let i: usize = 0; i < bytes; i += 16)
          v128.store(out + i, one(v128.or(holds(v128.load(a + i)), holds(v128.load(b + i)))));
        break;
      case 29:
        for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, one(f64x2.lt(v128.load(a + i), v128.load(b + i))));
        break;
      case 30:
        for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, one(f64x2.le(v128.load(a + i), v128.load(b + i))));
        break;
      case 31:
        for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, one(f64x2.gt(v128.load(a + i), v128.load(b + i))));
        break;
      case 32:
        for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, one(f64x2.ge(v128.load(a + i), v128.load(b + i))));
        break;
      case 33:
        for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, one(f64x2.eq(v128.load(a + i), v128.load(b + i))));
        break;
      case 34:
        for (let i: usize = 0; i < bytes; i += 16) {
          const x = v128.load(a + i), y = v128.load(b + i);
          v128.store(out + i, one(v128.or(f64x2.lt(x, y), f64x2.gt(x, y))));
        }
        break;
      case 40:
        for (let i: usize = 0; i < bytes; i += 16) {
          const isZero = f64x2.eq(v128.load(a + i), f64x2.splat(0));
          v128.store(out + i, v128.bitselect(v128.load(c + i), v128.load(b + i), isZero));
        }
        break;
      case 50:
        cubic(out, a, b, bytes);
        break;
      case 51:
        bicubic(out, a, b, c, bytes);
        break;
    }
  }
}

/*
 * Tables on an even lattice with one node more beyond either end, header { lower, 1/width, pieces } an axis. Between nodes: the
 * cubic through the four nearest ones, with an error of order 4. On one axis its four coefficients stand there, piece by piece;
 * on two axes the values at the nodes.
 */

/** out = the table at `table`, looked up at x; as at the ends beyond them. */
function cubic(out: usize, x: usize, table: usize, bytes: usize): void {
  const lower = v128.load64_splat(table), scale = v128.load64_splat(table, 8), most = v128.load64_splat(table, 16);
  const last = f64x2.sub(most, f64x2.splat(1)), zero = f64x2.splat(0);
  // adding it leaves a whole number in the low bits
  const whole = f64x2.splat(4503599627370496.0);
  const pieces = table + 24;
  for (let i: usize = 0; i < bytes; i += 16) {
    const place = f64x2.mul(f64x2.sub(v128.load(x + i), lower), scale);
    const bounded = f64x2.pmax(f64x2.pmin(place, most), zero);
    // what is no number stays none in s, and is in the last piece
    const piece = f64x2.pmin(last, f64x2.floor(bounded));
    const s = f64x2.sub(bounded, piece);
    const k = f64x2.add(piece, whole);
    const a: usize = pieces + (i32x4.extract_lane(k, 0) << 5);
    const b: usize = pieces + (i32x4.extract_lane(k, 2) << 5);
    const a01 = v128.load(a), a23 = v128.load(a, 16);
    const b01 = v128.load(b), b23 = v128.load(b, 16);
    const c0 = v128.shuffle<f64>(a01, b01, 0, 2), c1 = v128.shuffle<f64>(a01, b01, 1, 3);
    const c2 = v128.shuffle<f64>(a23, b23, 0, 2), c3 = v128.shuffle<f64>(a23, b23, 1, 3);
    const high = f64x2.add(c1, f64x2.mul(s, f64x2.add(c2, f64x2.mul(s, c3))));
    v128.store(out + i, f64x2.add(c0, f64x2.mul(s, high)));
  }
}

// @ts-ignore: decorator
@inline
function weightBefore(s: f64): f64 {
  return -s * (s - 1) * (s - 2) * (1.0 / 6);
}
// @ts-ignore: decorator
@inline
function weightAt(s: f64): f64 {
  return (s + 1) * (s - 1) * (s - 2) * 0.5;
}
// @ts-ignore: decorator
@inline
function weightNext(s: f64): f64 {
  return -(s + 1) * s * (s - 2) * 0.5;
}
// @ts-ignore: decorator
@inline
function weightAfter(s: f64): f64 {
  return (s + 1) * s * (s - 1) * (1.0 / 6);
}

// @ts-ignore: decorator
@inline
function bounded(place: f64, most: f64): f64 {
  return place > 0 ? (place < most ? place : most) : 0;
}

/** As `cubic`, on two axes: nodes in rows along the second one. */
function bicubic(out: usize, x: usize, y: usize, table: usize, bytes: usize): void {
  const lowerX = load<f64>(table), scaleX = load<f64>(table, 8), piecesX = load<f64>(table, 16);
  const lowerY = load<f64>(table, 24), scaleY = load<f64>(table, 32), piecesY = load<f64>(table, 40);
  const values = table + 48;
  const row = (<usize>piecesY + 3) << 3;
  for (let i: usize = 0; i < bytes; i += 8) {
    const placeX = (load<f64>(x + i) - lowerX) * scaleX;
    const placeY = (load<f64>(y + i) - lowerY) * scaleY;
    if (!(placeX == placeX && placeY == placeY)) {
      store<f64>(out + i, NaN);
      continue;
    }
    const inX = bounded(placeX, piecesX), inY = bounded(placeY, piecesY);
    const pieceX = bounded(Math.floor(inX), piecesX - 1), pieceY = bounded(Math.floor(inY), piecesY - 1);
    const s = inX - pieceX, t = inY - pieceY;
    const left = f64x2.replace_lane(f64x2.splat(weightBefore(t)), 1, weightAt(t));
    const right = f64x2.replace_lane(f64x2.splat(weightNext(t)), 1, weightAfter(t));
    const at = values + (<usize><i32>pieceX) * row + ((<usize><i32>pieceY) << 3);
    const above = f64x2.add(
      f64x2.mul(f64x2.splat(weightBefore(s)), alongRow(at, left, right)),
      f64x2.mul(f64x2.splat(weightAt(s)), alongRow(at + row, left, right)),
    );
    const below = f64x2.add(
      f64x2.mul(f64x2.splat(weightNext(s)), alongRow(at + 2 * row, left, right)),
      f64x2.mul(f64x2.splat(weightAfter(s)), alongRow(at + 3 * row, left, right)),
    );
    const sum = f64x2.add(above, below);
    store<f64>(out + i, f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
  }
}

// @ts-ignore: decorator
@inline
function alongRow(at: usize, left: v128, right: v128): v128 {
  return f64x2.add(f64x2.mul(left, v128.load(at)), f64x2.mul(right, v128.load(at, 16)));
}
