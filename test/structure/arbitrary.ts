import fc from "fast-check";
import type { AxisDefinition, ProblemDefinition } from "../../src/problem/define.js";
import { WALLS, type Ends } from "./walls.js";

/** A number from -reach to reach in hundredths, so that counterexamples are short. */
export const within = (reach: number): fc.Arbitrary<number> =>
  fc.integer({ min: -100, max: 100 }).map((n) => (n / 100) * reach);

const closed = WALLS.filter(({ lower, upper }) => lower !== "absorbing" && upper !== "absorbing");

export const anyWall: fc.Arbitrary<Ends> = fc.constantFrom(...WALLS);
export const closedWall: fc.Arbitrary<Ends> = fc.constantFrom(...closed);

const LENGTH = 4;

/** An axis on [-2, 2], uniform or stretched. */
export const anyAxis = (name: string, wall: fc.Arbitrary<Ends>, most = 40): fc.Arbitrary<AxisDefinition> =>
  fc
    .record({
      boundary: wall,
      cells: fc.integer({ min: 2, max: most }),
      around: within(2),
      strength: fc.integer({ min: 0, max: 5 }),
    })
    .map(({ boundary, cells, around, strength }) => ({
      name,
      range: [-LENGTH / 2, LENGTH / 2],
      cells,
      boundary,
      stretch: { around, strength },
    }));

/** A polynomial of degree 4 and a wave along one axis, or waves of the axis alone when it is a ring. */
function alongAxis(name: string, ring: boolean): fc.Arbitrary<string> {
  const wave = fc
    .tuple(within(3), fc.integer({ min: 1, max: 4 }), within(3))
    .map(([height, waves, phase]) => `(${height})*sin(pi/2*${waves}*${name} + (${phase}))`);
  if (ring) return wave;
  return fc
    .tuple(within(2), within(2), within(2), within(1), wave)
    .map(([a, b, c, d, w]) => `(${a})*${name} + (${b})*${name}^2 + (${c})*${name}^3 + (${d})*${name}^4 + ${w}`);
}

const isRing = ({ boundary }: AxisDefinition): boolean =>
  typeof boundary === "object" && "upper" in boundary && boundary.upper === "periodic";

const positiveD = (names: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.integer({ min: 1, max: 100 }), within(0.9), fc.integer({ min: 1, max: 3 }), fc.constantFrom(...names))
    .map(([size, depth, waves, name]) => `${size / 50}*(1 + (${depth})*sin(pi/2*${waves}*${name}))`);

export interface Shape {
  readonly dimension: 1 | 2;
  readonly wall?: fc.Arbitrary<Ends>;
  /** A gradient drift and a constant D, so that exp(−L/D) is stationary. */
  readonly gradient?: boolean;
  readonly most?: number;
}

/** A problem with random axes, drift, D > 0 and start, to a random end. */
export function anyProblem(shape: Shape): fc.Arbitrary<ProblemDefinition> {
  const { dimension, wall = anyWall, gradient = false, most = dimension === 1 ? 40 : 14 } = shape;
  const names = dimension === 1 ? ["x"] : ["x", "y"];
  return fc.tuple(...names.map((name) => anyAxis(name, wall, most))).chain((axes) => {
    const parts = fc.tuple(...axes.map((axis) => alongAxis(axis.name, isRing(axis))));
    const pushes = fc.tuple(
      ...names.map((name, a) =>
        fc
          .tuple(within(4), alongAxis(name, true), alongAxis(names[names.length - 1 - a], true))
          .map(([constant, own, other]) => `${constant} + ${own} + ${other}`),
      ),
    );
    return fc
      .record({
        parts,
        pushes,
        coupling: within(1),
        varying: fc.tuple(...names.map(() => positiveD(names))),
        constant: fc.integer({ min: 10, max: 100 }),
        at: fc.tuple(...names.map(() => within(1.9))),
        start: fc.constantFrom("point", "uniform", "density"),
        end: fc.integer({ min: 1, max: 100 }),
      })
      .map(({ parts, pushes, coupling, varying, constant, at, start, end }) => {
        const product = names.map((name) => `sin(pi/2*${name})`).join("*");
        const byName = (values: readonly string[]) => Object.fromEntries(names.map((name, a) => [name, values[a]]));
        return {
          axes,
          drift: {
            loss: `${parts.join(" + ")} + (${coupling})*${product}`,
            ...(gradient ? {} : { force: byName(pushes) }),
          },
          diffusion: gradient ? constant / 50 : byName(varying),
          initial:
            start === "point"
              ? { point: at }
              : start === "uniform"
                ? { uniform: true }
                : { density: `2 + ${names.map((name) => `sin(${name})`).join("*")}` },
          time: { end: end / 100, frames: 3 },
        };
      });
  });
}
