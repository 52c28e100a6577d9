// Our side of the rows on mean fields: the convolution that a step takes, against the line solves of one look ahead.

const CELLS = 256;
/** By end of the axes; W as a user would state it. */
const meanFields = {
  reflecting: { range: [-4, 4], interaction: "0.5*(dx^2 + dy^2)", loss: "0.25*(x^2 - 1)^2 + 0.5*y^2" },
  periodic: { range: [0, 2 * Math.PI], interaction: "-cos(dx) - cos(dy)", loss: "0.1*cos(x)" },
};

const definition = (boundary) => {
  const { range, interaction, loss } = meanFields[boundary];
  return {
    name: `mean-field-${boundary}`,
    axes: ["x", "y"].map((name) => ({ name, range, cells: CELLS, boundary })),
    drift: { loss, interaction },
    diffusion: 0.4,
    initial: { gaussian: { mean: [1, 1], variance: 0.2 } },
    time: { end: 1, frames: 2 },
  };
};

/** The sides by row id: one convolution, and what it is compared with. */
export function convolutionSides({ defineProblem, discretize, initialMasses }, { panelLayout, panelSolver }) {
  const ready = (boundary) => {
    const problem = defineProblem(definition(boundary));
    return { discretization: discretize(problem), mass: initialMasses(problem).mass };
  };
  const convolution = (boundary) => () => {
    const { discretization, mass } = ready(boundary);
    const out = new Float64Array(mass.length);
    return { run: () => discretization.meanField.potentialInto(mass, out), accuracy: () => ({}) };
  };
  // an attempt of extrapolated Strang has 1 + 2 + 3 substeps, and one more for the errors made before; a step in a mean
  // field takes two attempts and one convolution
  const sweeps = (boundary) => () => {
    const { discretization, mass } = ready(boundary);
    const layout = panelLayout(discretization.workspace, [CELLS, CELLS]);
    const [x, y] = [0, 1].map((axis) => panelSolver(discretization, layout, axis, 1));
    const [field, turned] = [layout.size, layout.size].map((size) => discretization.workspace.allocate(size));
    layout.pack(mass, field);
    for (const solver of [x, y]) solver.factor(0, 1e-3);
    return {
      run: () => {
        for (let substep = 0; substep < 7; substep++) {
          x.sweep(field, 0, 2, 1);
          layout.turn(field, turned);
          y.sweep(turned, 0, 2, 2);
          layout.turnBack(turned, field);
          x.sweep(field, 0, 2, 1);
        }
      },
      accuracy: () => ({}),
    };
  };
  return Object.fromEntries(
    Object.keys(meanFields).flatMap((boundary) => [
      [`convolution-${boundary}`, convolution(boundary)],
      [`convolution-${boundary}-sweeps`, sweeps(boundary)],
    ]),
  );
}
