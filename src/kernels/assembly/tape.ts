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
 * Tables: header { lower, 1/width, pieces } an axis, then values at the nodes of an even lattice with one node more
 * beyond either end. Between nodes: the cubic through the four nearest ones, with an error of order 4.
 */

// @ts-ignore: decorator
@inline
function weightBefore(s: f64): f64 {
  return (-s * (s - 1) * (s - 2)) / 6;
}
// @ts-ignore: decorator
@inline
function weightAt(s: f64): f64 {
  return ((s + 1) * (s - 1) * (s - 2)) / 2;
}
// @ts-ignore: decorator
@inline
function weightNext(s: f64): f64 {
  return (-(s + 1) * s * (s - 2)) / 2;
}
// @ts-ignore: decorator
@inline
function weightAfter(s: f64): f64 {
  return ((s + 1) * s * (s - 1)) / 6;
}

// @ts-ignore: decorator
@inline
function pieceOf(place: f64, pieces: f64): f64 {
  return max<f64>(0, min<f64>(Math.floor(place), pieces - 1));
}

/** out = the table at `table`, looked up at x. */
function cubic(out: usize, x: usize, table: usize, bytes: usize): void {
  const lower = load<f64>(table), scale = load<f64>(table, 8), pieces = load<f64>(table, 16);
  const values = table + 24;
  for (let i: usize = 0; i < bytes; i += 8) {
    const place = (load<f64>(x + i) - lower) * scale;
    if (!(place == place)) {
      store<f64>(out + i, NaN);
      continue;
    }
    const piece = pieceOf(place, pieces);
    const s = max<f64>(0, min<f64>(place - piece, 1));
    const at = values + ((<usize>piece) << 3);
    store<f64>(
      out + i,
      weightBefore(s) * load<f64>(at) +
        weightAt(s) * load<f64>(at, 8) +
        weightNext(s) * load<f64>(at, 16) +
        weightAfter(s) * load<f64>(at, 24),
    );
  }
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
    const pieceX = pieceOf(placeX, piecesX);
    const pieceY = pieceOf(placeY, piecesY);
    const s = max<f64>(0, min<f64>(placeX - pieceX, 1));
    const t = max<f64>(0, min<f64>(placeY - pieceY, 1));
    const t0 = weightBefore(t), t1 = weightAt(t), t2 = weightNext(t), t3 = weightAfter(t);
    let at = values + (<usize>pieceX) * row + ((<usize>pieceY) << 3);
    let sum: f64 = 0;
    for (let k = 0; k < 4; k++) {
      const w = k == 0 ? weightBefore(s) : k == 1 ? weightAt(s) : k == 2 ? weightNext(s) : weightAfter(s);
      sum += w * (t0 * load<f64>(at) + t1 * load<f64>(at, 8) + t2 * load<f64>(at, 16) + t3 * load<f64>(at, 24));
      at += row;
    }
    store<f64>(out + i, sum);
  }
}
