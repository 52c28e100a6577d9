import type { Generator } from "../generator/generator.js";
import { forEachWayOut } from "../ledger/faces.js";
import type { Hop, LatticeRates } from "../linear/lattice.js";

/** The hops of a generator on two axes, or on one as a lattice of one row; restarts and ways out are no hops. */
export function latticeOf(generator: Generator): LatticeRates {
  const { grid, axes } = generator;
  const wraps = grid.axes.map(({ boundary }) => boundary.upper === "periodic");
  if (axes.length === 1)
    return {
      shape: [1, grid.size],
      periodic: [false, wraps[0]],
      hops: [
        { offset: [0, 1], rate: axes[0].forward },
        { offset: [0, -1], rate: axes[0].backward },
      ],
    };
  const [first, second] = axes;
  return {
    shape: [grid.shape[0], grid.shape[1]],
    periodic: [wraps[0], wraps[1]],
    hops: [
      { offset: [1, 0], rate: first.forward },
      { offset: [-1, 0], rate: first.backward },
      { offset: [0, 1], rate: second.forward },
      { offset: [0, -1], rate: second.backward },
      ...obliqueHops(generator),
    ],
  };
}

/** The rate at which each cell loses its mass through absorbing ends, all of them together. */
export function killingRates(generator: Generator): Float64Array {
  const killing = new Float64Array(generator.grid.size);
  forEachWayOut(generator, (cell, rate) => {
    killing[cell] += rate;
  });
  return killing;
}

function obliqueHops({ grid, oblique }: Generator): Hop[] {
  if (!oblique) return [];
  const { directions, first, lower, upper, forward, backward } = oblique;
  return directions.flatMap(([a, b], k) => {
    const up = new Float64Array(grid.size);
    const down = new Float64Array(grid.size);
    for (let f = first[k]; f < first[k + 1]; f++) {
      up[lower[f]] = forward[f];
      down[upper[f]] = backward[f];
    }
    return [
      { offset: [a, b], rate: up },
      { offset: [-a, -b], rate: down },
    ] as const;
  });
}
