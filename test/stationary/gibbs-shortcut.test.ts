import { describe, expect, it } from "vitest";
import { discretize, type Discretization } from "../../src/generator/discretize.js";
import { faceAffinities } from "../../src/ledger/affinity.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { stationaryState } from "../../src/solve/stationary.js";

const axis = (name: string, cells: number, more = {}) => ({ name, range: [-2, 2] as [number, number], cells, ...more });
const wells = "3*(x^2 - 1)^2 + 0.4*x";

/** The same generator for which one property is another. */
const but = (generator: Discretization, name: "freeEnergy" | "fitted", value: unknown): Discretization =>
  Object.create(generator, { [name]: { value } }) as Discretization;

const cases: readonly (readonly [string, ProblemDefinition, boolean])[] = [
  ["a line", { axes: [axis("x", 60)], drift: { loss: wells }, diffusion: 0.1 }, true],
  [
    "a stretched line",
    {
      axes: [{ name: "x", faces: Array.from({ length: 61 }, (_, i) => Math.sinh((i - 30) / 15) / 2) }],
      drift: { loss: wells },
      diffusion: 0.1,
    },
    true,
  ],
  ["deep wells", { axes: [axis("x", 60)], drift: { loss: `300*${wells}` }, diffusion: 0.1 }, true],
  [
    "a plane with a learning rate",
    {
      axes: [axis("x", 20), axis("y", 16)],
      drift: { loss: `${wells} + x*y + y^2`, learningRate: 0.3 },
      diffusion: 0.2,
    },
    true,
  ],
  [
    "upwind rates",
    { axes: [axis("x", 60)], drift: { loss: wells }, diffusion: 0.1, solver: { scheme: "upwind" } },
    false,
  ],
  ["a ring", { axes: [axis("x", 60, { boundary: "periodic" })], drift: { loss: "cos(pi*x)" }, diffusion: 0.1 }, false],
  [
    "restarts besides",
    { axes: [axis("x", 60)], drift: { loss: wells }, diffusion: 0.1, resets: [{ restart: { rate: 0.5, to: 0.3 } }] },
    false,
  ],
  ["a force besides", { axes: [axis("x", 60)], drift: { loss: wells, force: { x: "0.3" } }, diffusion: 0.1 }, false],
];

describe("the Gibbs state straight from the loss", () => {
  it.each(cases)("%s: what the rates say face by face", (_, definition, straight) => {
    const generator = discretize(defineProblem(definition));
    expect(generator.freeEnergy?.gibbs).toBe(straight);
    const [one, other] = [generator, but(generator, "freeEnergy", null)].map((own) => stationaryState(own));
    expect(one.method).toBe(other.method);
    const largest = Math.max(...one.logMass.map(Math.abs));
    // sums of differences keep a few roundings of the largest
    one.logMass.forEach((log, c) => expect(Math.abs(log - other.logMass[c])).toBeLessThan(1e-13 * (1 + largest)));
    expect(one.residual).toBeLessThan(1e-13);
  });
});

describe("affinities of fitted rates", () => {
  it.each(cases)("%s: Pe is the logarithm of the quotient of both rates", (_, definition) => {
    const generator = discretize(defineProblem(definition));
    expect(generator.fitted).toBe(definition.solver?.scheme !== "upwind");
    const [pe, logs] = [generator, but(generator, "fitted", false)].map((own) => faceAffinities(own).affinity);
    // of a quotient of rates that are right to some 1e-16
    pe.forEach((affinity, f) => expect(Math.abs(affinity - logs[f])).toBeLessThan(1e-13 * (1 + Math.abs(affinity))));
  });
});
