import type { Axis } from "../grid/axis.js";

/** The place on a periodic axis that stands for z. */
export function wrappedInto(axis: Axis, z: number): number {
  const lower = axis.faces[0];
  const length = axis.faces[axis.faces.length - 1] - lower;
  const turned = lower + (((((z - lower) % length) + length) % length) + 0);
  return turned < lower + length ? turned : lower;
}

/**
 * Unit mass at z shared between the two nearest centres so that its mean is z; across the wrap on a periodic axis.
 * Within half a cell of a wall there is one centre only, and it takes all.
 */
export function sharedPoint(axis: Axis, z: number): { readonly cell: number; readonly share: number }[] {
  const { centers, faces, boundary } = axis;
  const last = centers.length - 1;
  const periodic = boundary.lower === "periodic";
  const at = periodic ? wrappedInto(axis, z) : z;
  if (!periodic && at <= centers[0]) return [{ cell: 0, share: 1 }];
  if (!periodic && at >= centers[last]) return [{ cell: last, share: 1 }];
  const length = faces[last + 1] - faces[0];
  const next = centers.findIndex((center) => center > at);
  const [lower, upper] = next > 0 ? [next - 1, next] : [last, 0];
  const below = centers[lower] - (next === 0 ? length : 0);
  const above = centers[upper] + (next === -1 ? length : 0);
  const share = (at - below) / (above - below);
  return [
    { cell: lower, share: 1 - share },
    { cell: upper, share },
  ];
}
