import type { Kernels } from "./kernels.js";
import { moduleText } from "./module.js";

/**
 * One WebAssembly instance with all its memory, for one computation. Arrays allocated from it live as long as it does;
 * memory never grows, so views stay valid. Their byte address for the kernels is `array.byteOffset`.
 */
export interface Workspace {
  readonly kernels: Kernels;
  /**
   * An array, zeroed unless said otherwise: for what is written over as a whole before it is read. There is room for one more
   * number behind an odd length, so that kernels may work in pairs; it is 0 as well, unless they write to it.
   */
  allocate(length: number, zeroed?: boolean): Float64Array;
  /** How far the memory is used; {@link giveBack} frees what is allocated after: no array of that may be used afterwards. */
  mark(): number;
  giveBack(mark: number): void;
  /** Hands the memory on to the next workspace; no array of this one may be used afterwards. */
  release(): void;
}

/** An instance and its memory, of which the first `used` bytes have been written to. */
interface Machine {
  readonly kernels: Kernels;
  readonly memory: WebAssembly.Memory;
  used: number;
}

const PAGE = 65536;
let compiled: WebAssembly.Module | undefined;
/** The machines released last. Fresh memory costs a page fault every 4 KiB, more than a short run itself. */
let spares: readonly Machine[] = [];
/** Rates, factors and a Krylov space are in memory at once. */
const SPARES = 3;

/** A workspace with room for `numbers` doubles; pages that are never touched cost nothing. */
export function createWorkspace(numbers: number): Workspace {
  const pages = Math.ceil((numbers * 8) / PAGE) + 2;
  const machine = takeSpare(pages) ?? newMachine(pages);
  const { kernels, memory } = machine;
  // behind the static data of the module
  let next = (kernels.heapBase() + 63) & ~63;
  return {
    kernels,
    allocate(length, zeroed = true) {
      const address = next;
      next += (length + (length & 1)) * 8;
      if (zeroed && address < machine.used) new Uint8Array(memory.buffer, address, next - address).fill(0);
      // a cache line between arrays of a power-of-two size keeps them from falling on the same cache set
      next = (next + 127) & ~63;
      if (next > memory.buffer.byteLength)
        throw new RangeError("The workspace has no room for another stepper: discretize anew for each.");
      return new Float64Array(memory.buffer, address, length);
    },
    mark: () => next,
    giveBack(mark) {
      machine.used = Math.max(machine.used, next);
      next = mark;
    },
    release() {
      machine.used = Math.max(machine.used, next);
      if (!spares.includes(machine)) spares = [machine, ...spares].slice(0, SPARES);
    },
  };
}

/** The smallest spare machine that is large enough and not so large that it had better be given back. */
function takeSpare(pages: number): Machine | undefined {
  const size = ({ memory }: Machine): number => memory.buffer.byteLength / PAGE;
  const [taken] = spares
    .filter((machine) => size(machine) >= pages && size(machine) <= 8 * pages)
    .sort((a, b) => size(a) - size(b));
  if (taken) spares = spares.filter((machine) => machine !== taken);
  return taken;
}

function newMachine(pages: number): Machine {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(moduleText), (character) => character.charCodeAt(0)));
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const instance = new WebAssembly.Instance(compiled, { env: { memory } });
  return { kernels: instance.exports as unknown as Kernels, memory, used: 0 };
}
