import { describe, expect, it } from "vitest";
import type { Certificate, Request } from "../../src/propositions/certificate.js";
import { documentedSet } from "../../src/propositions/documented-set.js";
import { examine } from "../../src/propositions/examine.js";
import { instruments, type Instruments } from "../../src/propositions/instruments.js";
import { scaledDiffusion } from "../../src/propositions/scaled-diffusion.js";
import { axisFromFaces } from "../../src/grid/axis.js";
import { makeGrid } from "../../src/grid/grid.js";
import { scaledField } from "../../src/problem/combined-field.js";
import type { Problem } from "../../src/problem/problem.js";

/*
 * A certificate is worth what it notices. Each fault is put into what certificates measure with; the bound they measure
 * against comes from the statement of the problem, or from another instrument.
 */

const requests = documentedSet();

function documented(proposition: Request["proposition"], name: string): Request {
  const found = requests.find(
    (request) => request.proposition === proposition && request.form === "amended" && request.case === name,
  );
  if (!found) throw new Error(`no case ${name}`);
  return found;
}

const verdictWith = (request: Request, faulty: Partial<Instruments>): Certificate["verdict"] =>
  examine(request, { instruments: { ...instruments, ...faulty } }).verdict;

const off = (problem: Problem, percent = 1): Problem => scaledDiffusion(problem, 1 + percent / 100);

/** The drift along one axis with the wrong sign. */
const turned = (problem: Problem, axis: number): Problem => ({
  ...problem,
  drift: {
    ...problem.drift,
    force: problem.drift.force.map((field, a) => (a === axis && field ? scaledField(field, -1) : field)),
  },
});

const uphill = (problem: Problem): Problem => ({
  ...problem,
  drift: { ...problem.drift, learningRate: scaledField(problem.drift.learningRate, -1) },
});

describe("the certificate of the stationary distribution notices", () => {
  const { steady, endDensities, simulate } = instruments;
  const doubleWell = documented("stationary-distribution", "double well");
  const pressed = documented("stationary-distribution", "pressed against a wall");
  const sampled = documented("stationary-distribution", "particles in a double well");

  it("nothing wrong with a sound solver", () => {
    for (const request of [doubleWell, pressed]) expect(verdictWith(request, {})).toBe("holds");
  });

  it("a D that is off by 1 %", () => {
    for (const request of [doubleWell, pressed])
      expect(verdictWith(request, { steady: (problem) => steady(off(problem)) })).toBe("fails");
  });

  it("a drift that climbs the loss", () => {
    expect(verdictWith(pressed, { steady: (problem) => steady(uphill(problem)) })).toBe("fails");
  });

  it("a dropped boundary term", () => {
    const dropped: Instruments["endDensities"] = (grid, density) =>
      endDensities(grid, density).map((end) => ({ ...end, density: end.density.map(() => 0) }));
    expect(verdictWith(pressed, { endDensities: dropped })).toBe("fails");
  });

  it("particles with a D that is off by 10 %: the sampling noise of so few allows for some 6 %", () => {
    const fewer = {
      ...sampled,
      problem: {
        ...sampled.problem,
        time: { end: 6, frames: 2 },
        particles: { ...(sampled.problem["particles"] as object), count: 50000 },
      },
    };
    const hot: Instruments["simulate"] = (problem, options) => simulate(off(problem, 10), options);
    expect(verdictWith(fewer, {})).toBe("holds");
    expect(verdictWith(fewer, { simulate: hot })).toBe("fails");
  });
});

describe("the certificate of entropy production notices", () => {
  const { evolve } = instruments;
  const withEvolve = (change: (problem: Problem) => Problem): Partial<Instruments> => ({
    evolve: (problem, options) => evolve(change(problem), options),
  });
  const coarse = (request: Request, cells: number): Request => ({
    ...request,
    problem: {
      ...request.problem,
      axes: (request.problem["axes"] as object[]).map((axis) => ({ ...axis, cells })),
    },
    protocol: { ...request.protocol, nodes: 32 },
  });
  const narrow = coarse(documented("entropy-production", "narrow start"), 160);
  const ring = coarse(documented("entropy-production", "tilted ring"), 96);
  const rotating = coarse(documented("entropy-production", "rotating tensor OU"), 40);
  const trap = coarse(documented("entropy-production", "moving trap"), 160);

  it("nothing wrong with a sound solver", () => {
    for (const request of [narrow, ring, rotating, trap]) expect(verdictWith(request, {})).toBe("holds");
  });

  it("a D that is off by 1 %", () => {
    for (const request of [narrow, ring, trap]) expect(verdictWith(request, withEvolve(off))).toBe("fails");
  });

  it("the wrong sign of the drift in the flux along one axis", () => {
    expect(
      verdictWith(
        rotating,
        withEvolve((problem) => turned(problem, 1)),
      ),
    ).toBe("fails");
    expect(verdictWith(narrow, withEvolve(uphill))).toBe("fails");
  });

  it("a dropped face: the one where the ring closes", () => {
    const opened = (problem: Problem): Problem => {
      const [{ name, faces }] = problem.grid.axes as [Problem["grid"]["axes"][number]];
      return { ...problem, grid: makeGrid([axisFromFaces(name, faces, "reflecting")]) };
    };
    expect(verdictWith(ring, withEvolve(opened))).toBe("fails");
  });

  it("housekeeping taken for excess", () => {
    const mistaken: Instruments["evolve"] = (problem, options) => {
      const solution = evolve(problem, options);
      const frames = solution.frames.map((frame) => {
        const { housekeeping, excess } = frame.ledger;
        return { ...frame, ledger: { ...frame.ledger, housekeeping: excess, excess: housekeeping } };
      });
      return { ...solution, frames };
    };
    for (const request of [narrow, ring, rotating]) expect(verdictWith(request, { evolve: mistaken })).toBe("fails");
  });
});

describe("the certificate of the transition criterion notices", () => {
  const { spectrum, evolve } = instruments;
  const few = (name: string): Request => {
    const request = documented("transition-criterion", name);
    return { ...request, protocol: { ...request.protocol, training: 10, test: 10 } };
  };
  const line = few("random landscapes on a line");
  const plane = few("random landscapes in the plane");
  const onset = documented("transition-criterion", "onset of order among noisy oscillators");

  /** What does not need hundreds of landscapes: that the spectrum is that of the landscape, in whatever units. */
  const failing = (request: Request, faulty: Partial<Instruments>): string[] =>
    examine(request, { instruments: { ...instruments, ...faulty } })
      .checks.filter(({ holds, quantity }) => !holds && /first mode|change of/.test(quantity))
      .map(({ quantity }) => quantity);

  it("nothing wrong with a sound solver", () => {
    expect(failing(line, {})).toEqual([]);
    expect(failing(plane, {})).toEqual([]);
    expect(verdictWith(onset, {})).toBe("holds");
  });

  it("a D that is off by 1 %", () => {
    const hot: Instruments["spectrum"] = (problem, options) => spectrum(off(problem), options);
    expect(failing(line, { spectrum: hot })).toHaveLength(1);
    expect(failing(plane, { spectrum: hot })).toHaveLength(1);
    expect(verdictWith(onset, { evolve: (problem, options) => evolve(off(problem), options) })).toBe("fails");
  });

  it("a drift that climbs the loss", () => {
    const wrong: Instruments["spectrum"] = (problem, options) => spectrum(uphill(problem), options);
    expect(failing(line, { spectrum: wrong }).length).toBeGreaterThan(0);
  });

  it("a solver that knows one unit of length only", () => {
    const shortSighted: Instruments["spectrum"] = (problem, options) =>
      spectrum(problem.grid.axes[0]!.faces[0]! < -4 ? off(problem) : problem, options);
    expect(failing(line, { spectrum: shortSighted })).toHaveLength(1);
  });

  it("a mean field that repels", () => {
    const repelling = (problem: Problem): Problem => ({
      ...problem,
      drift: { ...problem.drift, interaction: scaledField(problem.drift.interaction!, -1) },
    });
    expect(verdictWith(onset, { evolve: (problem, options) => evolve(repelling(problem), options) })).toBe("fails");
  });
});
