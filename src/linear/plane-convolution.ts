import { createWorkspace, type Workspace } from "../kernels/workspace.js";
import { differenceCount, type Convolution, type ConvolutionAxis } from "./convolution-axis.js";

/**
 * One direction of sums Σ K(i − j)·x_j over n places as circular convolutions over N ≥ n places, a power of two: each a
 * product modulo t^N − e^(iφ), which puts e^(iφ)·K(d) in for K(d − N). With x and K twisted by e^(iφd/N) it is a circular one.
 */
interface Way {
  /** φ/N. */
  readonly twist: number;
  /** What makes the twisted K of each d: entries 2d and 2d + 1 for K at d and at d − N, its index in the kernel or −1. */
  readonly index: Int32Array;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

interface Direction {
  readonly count: number;
  /** Rounded up to a multiple of eight. */
  readonly depth: number;
  /** N. */
  readonly length: number;
  /** cos and sin of 2πk/N. */
  readonly table: Float64Array;
  readonly ways: readonly Way[];
}

/**
 * Convolution with a real kernel on a plane by Fourier transforms of eight lines at a time, without padding: what a ring of
 * another length than a power of two, or an open line, needs is had from transforms of the next power of two.
 *
 * Real lines along the last axis take one: modulo t^N − i the real part of the product is the sum over j ≤ i and over j > i
 * alike, the imaginary part what wraps. Complex lines along the first take two, modulo t^N − 1 and t^N + 1, whose mean has
 * nothing that wraps (Nussbaumer 1982, negacyclic convolution).
 */
export function planeConvolution(
  [across, along]: readonly [ConvolutionAxis, ConvolutionAxis],
  kernel: Float64Array,
): Convolution {
  const cells = across.count * along.count;
  const workspace = createWorkspace(roomFor(across, along));
  const x = directionOf(workspace, across, 0);
  const y = directionOf(workspace, along, 1);
  const { kernels, allocate } = workspace;
  const waves = kernelWaves(workspace, x, y, kernel, differenceCount(along));
  const natural = allocate(cells);
  const [real, turned] = [allocate(x.depth * y.depth), allocate(x.depth * y.depth)];
  const [re, im] = [allocate(x.depth * y.length), allocate(x.depth * y.length)];
  const [acrossRe, acrossIm] = [allocate(x.depth * y.length), allocate(x.depth * y.length)];
  const scratch = [0, 1, 2, 3].map(() => allocate(8 * x.length).byteOffset);
  const twists = allocate(2 * x.length * x.ways.length);
  x.ways.forEach(({ twist }, way) => twists.set(anglesInto(new Float64Array(2 * x.length), twist), 2 * x.length * way));
  const twist = anglesInto(allocate(2 * y.length), y.ways[0].twist).byteOffset;
  const [rowPanels, wavePanels] = [x.depth / 8, y.length / 8];
  const place = (array: Float64Array): number => array.byteOffset;

  return (values, out) => {
    natural.set(values);
    kernels.pack(place(natural), place(real), x.count, y.count, x.depth);
    kernels.turn(place(real), place(turned), x.depth, y.depth);
    kernels.twistPanels(place(turned), place(re), place(im), twist, y.count, y.depth, y.length, rowPanels);
    kernels.transformPanels(place(re), place(im), place(y.table), y.length, rowPanels, 0);
    kernels.turn(place(re), place(acrossRe), y.length, x.depth);
    kernels.turn(place(im), place(acrossIm), y.length, x.depth);
    kernels.convolvePanels(
      ...([place(acrossRe), place(acrossIm), place(waves.re), place(waves.im)] as const),
      ...(scratch as unknown as readonly [number, number, number, number]),
      place(twists),
      place(x.table),
      x.count,
      x.depth,
      x.length,
      wavePanels,
      x.ways.length,
    );
    kernels.turn(place(acrossRe), place(re), x.depth, y.length);
    kernels.turn(place(acrossIm), place(im), x.depth, y.length);
    kernels.transformPanels(place(re), place(im), place(y.table), y.length, rowPanels, 1);
    kernels.untwistPanels(place(re), place(im), place(turned), twist, y.count, y.depth, y.length, rowPanels);
    kernels.turn(place(turned), place(real), y.depth, x.depth);
    kernels.unpack(place(real), place(natural), x.count, y.count, x.depth);
    out.set(natural);
  };
}

/** The waves of the kernel over the number of places: panels of eight waves along y, in each way by way along x. */
function kernelWaves(
  { kernels, allocate, mark, giveBack }: Workspace,
  x: Direction,
  y: Direction,
  kernel: Float64Array,
  wide: number,
): { re: Float64Array; im: Float64Array } {
  const size = x.length * y.length;
  const [re, im] = [allocate(size * x.ways.length), allocate(size * x.ways.length)];
  const before = mark();
  const [rowRe, rowIm, waveRe, waveIm] = [0, 1, 2, 3].map(() => allocate(size));
  const scale = 1 / (size * x.ways.length);
  x.ways.forEach((own, way) => {
    rowRe.fill(0);
    rowIm.fill(0);
    for (let k = 0; k < 2 * x.length; k++)
      if (own.index[k] >= 0) {
        const row = kernel.subarray(own.index[k] * wide, (own.index[k] + 1) * wide);
        addRow(row, y, scale * own.re[k], scale * own.im[k], k >> 1, rowRe, rowIm);
      }
    const [a, b, c, d] = [rowRe, rowIm, waveRe, waveIm].map((array) => array.byteOffset);
    kernels.transformPanels(a, b, y.table.byteOffset, y.length, x.length / 8, 0);
    kernels.turn(a, c, y.length, x.length);
    kernels.turn(b, d, y.length, x.length);
    kernels.transformPanels(c, d, x.table.byteOffset, x.length, y.length / 8, 0);
    const panel = 8 * x.length;
    for (let p = 0; p < y.length / 8; p++) {
      re.set(waveRe.subarray(p * panel, (p + 1) * panel), (p * x.ways.length + way) * panel);
      im.set(waveIm.subarray(p * panel, (p + 1) * panel), (p * x.ways.length + way) * panel);
    }
  });
  giveBack(before);
  return { re, im };
}

/** Adds a row of the kernel, twisted along y, to the panels of eight rows each, times a complex factor. */
function addRow(
  row: Float64Array,
  { length, ways: [{ index, re, im }] }: Direction,
  a: number,
  b: number,
  d: number,
  rowRe: Float64Array,
  rowIm: Float64Array,
): void {
  const first = 8 * (d >> 3) * length + (d & 7);
  for (let k = 0; k < 2 * length; k++) {
    if (index[k] < 0) continue;
    const value = row[index[k]];
    const to = first + 8 * (k >> 1);
    rowRe[to] += value * (a * re[k] - b * im[k]);
    rowIm[to] += value * (a * im[k] + b * re[k]);
  }
}

/** Where a difference stands in a kernel; −1 where there is none such. */
function differenceIndex(d: number, { count, periodic }: ConvolutionAxis): number {
  if (Math.abs(d) >= count) return -1;
  return periodic ? (d + count) % count : d + count - 1;
}

const roundedUp = (count: number): number => 8 * Math.ceil(count / 8);
const placesFor = ({ count }: ConvolutionAxis): number => Math.max(8, 2 ** Math.ceil(Math.log2(count)));

/** Numbers that {@link planeConvolution} keeps, and cache lines between them. */
function roomFor(across: ConvolutionAxis, along: ConvolutionAxis): number {
  const [tall, wide] = [placesFor(across), placesFor(along)];
  return 16 * tall * wide + 64 * (tall + wide) + 4096;
}

function directionOf({ allocate }: Workspace, axis: ConvolutionAxis, which: 0 | 1): Direction {
  const { count, periodic } = axis;
  const length = placesFor(axis);
  const table = anglesInto(allocate(2 * length), (2 * Math.PI) / length);
  const circular = periodic && count === length;
  const way = (phase: number): Way => {
    const [index, re, im] = [new Int32Array(2 * length), new Float64Array(2 * length), new Float64Array(2 * length)];
    for (let d = 0; d < length; d++) {
      const angle = (phase * d) / length;
      // modulo t^N = e^(iφ), t^(d − N) is e^(−iφ)·t^d
      [angle, angle - phase].forEach((turn, k) => {
        index[2 * d + k] = circular && k === 1 ? -1 : differenceIndex(d - k * length, axis);
        re[2 * d + k] = Math.cos(turn);
        im[2 * d + k] = Math.sin(turn);
      });
    }
    return { twist: phase / length, index, re, im };
  };
  const ways = circular ? [way(0)] : which === 1 ? [way(Math.PI / 2)] : [way(0), way(Math.PI)];
  return { count, depth: roundedUp(count), length, table, ways };
}

/** cos and sin of the multiples of an angle. */
function anglesInto(out: Float64Array, angle: number): Float64Array {
  for (let k = 0; 2 * k < out.length; k++) {
    out[2 * k] = Math.cos(angle * k);
    out[2 * k + 1] = Math.sin(angle * k);
  }
  return out;
}
