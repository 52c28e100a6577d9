import { NumericalError } from "../errors.js";
import { strideOf, type FactorMemory } from "./factor-memory.js";
import type { FrontPlan } from "./front-plan.js";
import type { Jumps } from "./lattice-jumps.js";
import type { Dissection } from "./nested-dissection.js";

/**
 * The numeric phase with rates of being killed: assembles, eliminates and passes on, children before parents.
 * @throws NumericalError `never-killed`
 */
export function eliminateKilled(
  jumps: readonly Jumps[],
  killing: Float64Array,
  scale: number,
  { order, position, starts, children }: Dissection,
  { boundaries }: FrontPlan,
  { workspace, factors, factorStarts, out, front, stack, packed, places }: FactorMemory,
): void {
  const { kernels } = workspace;
  const cells = killing.length;
  const place = new Int32Array(order.length);
  const waiting: number[] = [];
  let top = 0;
  for (let node = 0; node < children.length; node++) {
    const start = starts[node];
    const end = starts[node + 1];
    const own = end - start;
    const boundary = boundaries[node];
    const size = own + boundary.length;
    const stride = strideOf(size);
    kernels.clear(front.byteOffset, stride * (size + 4));
    for (let k = start; k < end; k++) place[k] = k - start;
    for (let b = 0; b < boundary.length; b++) place[boundary[b]] = own + b;

    for (let k = start; k < end; k++)
      if (order[k] < cells) front[(k - start) * stride + size] = scale * killing[order[k]];
    for (const { rate, to, from } of jumps)
      for (let k = start; k < end; k++) {
        const state = order[k];
        const target = to[state] < 0 ? -1 : position[to[state]];
        if (target >= start) front[(k - start) * stride + place[target]] += scale * rate[state];
        const source = from[state] < 0 ? -1 : position[from[state]];
        if (source >= end) front[place[source] * stride + k - start] += scale * rate[from[state]];
      }
    for (let child = 0; child < children[node]; child++) {
      const passed = boundaries[waiting.pop()!];
      top -= passed.length * (passed.length + 1);
      for (let b = 0; b < passed.length; b++) places[b] = place[passed[b]];
      kernels.extendAdd(stack.byteOffset + 8 * top, passed.length, places.byteOffset, front.byteOffset, stride, size);
    }
    kernels.eliminateFront(front.byteOffset, stride, size, own, out.byteOffset + 8 * start, packed.byteOffset);
    for (let k = start; k < end; k++) if (!(out[k] > 0)) throw neverKilled();
    kernels.keepFactors(front.byteOffset, stride, size, own, factors.byteOffset + 8 * factorStarts[node]);
    kernels.keepRest(front.byteOffset, stride, size, own, stack.byteOffset + 8 * top);
    top += boundary.length * (boundary.length + 1);
    waiting.push(node);
  }
}

const neverKilled = (): NumericalError =>
  new NumericalError(
    "never-killed",
    "Some cells are never left, or only at rates too small for double precision: a barrier is some 700 times the noise, " +
      "or D vanishes around them. Raise the diffusion or restrict the grid.",
  );
