import { InputError } from "../errors.js";
import { makeGrid, refuseBadDimension } from "../grid/grid.js";
import { builtAxis } from "./build-axis.js";
import { builtDiffusion } from "./build-diffusion.js";
import { builtEntropicDrift } from "./build-entropic-drift.js";
import { builtInitial } from "./build-initial.js";
import { builtResets } from "./build-resets.js";
import { builtTime, jumpsInside, type BuiltTime } from "./build-time.js";
import { byAxis } from "./by-axis.js";
import { refuseMeanField } from "./refuse-mean-field.js";
import { evaluatedParameters, readLeaves, type Leaves } from "./leaves.js";
import { refuseBadName } from "./names.js";
import type { Problem } from "./problem.js";
import type { FieldStatement, Statement } from "./schema.js";
import { builtRegions, builtTarget } from "./build-regions.js";
import { builtParticles, builtSolver, refuseOblique } from "./build-solver.js";

/**
 * The problem a statement describes, complete and checked as far as that takes no evaluation on the grid.
 * @throws InputError for whatever cannot be meant.
 */
export function buildProblem(stated: Statement, fallbackName: string): Problem {
  refuseBadDimension(stated.axes.length);
  const names: string[] = [];
  stated.axes.forEach(({ name }, a) => {
    refuseBadName(name, "axis", `axes[${a}].name`, names);
    names.push(name);
  });
  const parameters = evaluatedParameters(stated.parameters ?? {}, names);
  const leaves = readLeaves(names, parameters);
  const axes = stated.axes.map((axis, a) => builtAxis(axis, `axes[${a}]`, leaves));
  const grid = makeGrid(axes.map(({ axis }) => axis));

  const { loss, learningRate = 1, force = {}, entropy, interaction } = stated.drift ?? {};
  const drift = {
    loss: loss === undefined ? null : leaves.field(loss, "drift.loss"),
    learningRate: leaves.fieldOfTime(learningRate, "drift.learningRate"),
    force: byAxis(force, "drift.force", leaves),
    entropy: entropy ? builtEntropicDrift(entropy, leaves) : null,
    interaction: interaction === undefined ? null : leaves.fieldOfDifferences(interaction, "drift.interaction"),
  };
  const initial = stated.initial ? builtInitial(stated.initial, leaves) : null;
  const time = stated.time ? builtTime(stated.time, leaves) : null;
  const diffusion = builtDiffusion(stated.diffusion, { ...drift, leaves, grid, times: timesToLookAt(time) });
  const jumps = (stated.jumps ?? []).map((jump, k) => leaves.number(jump, `jumps[${k}]`));
  const { scalar, diagonal, cross } = diffusion;
  const fields = [drift.loss, drift.learningRate, ...drift.force, scalar, ...diagonal, cross].filter(
    (field) => field !== null,
  );
  const observables = builtObservables(stated.observables ?? {}, leaves);
  const { solver, warnings } = builtSolver(stated.solver ?? {}, leaves);
  if (cross) refuseOblique(grid, solver.scheme);
  if (drift.interaction) refuseMeanField(grid, drift.interaction, solver.stepper);
  const reset = builtResets(stated.resets ?? [], {
    leaves,
    grid,
    time,
    hasLoss: drift.loss !== null,
    stepper: solver.stepper,
  });
  const particles = builtParticles(stated.particles ?? {}, leaves);
  const target = builtTarget(stated.target, leaves);
  const regions = builtRegions(stated.regions, leaves);
  const name = printable(stated.name ?? fallbackName, "name");
  const title = stated.title ?? name;
  const about = stated.about ?? "";
  const convention = stated.convention ?? "fick";

  const source = {
    name,
    title,
    about,
    parameters,
    axes: axes.map(({ record }) => record),
    drift: {
      ...(loss === undefined ? {} : { loss }),
      learningRate,
      force,
      ...(entropy && { entropy: { ...entropy, sign: drift.entropy!.sign } }),
      ...(interaction === undefined ? {} : { interaction }),
    },
    diffusion: stated.diffusion,
    convention,
    ...(initial && { initial: initial.record }),
    ...(time && { time: time.record }),
    observables: stated.observables ?? {},
    ...(reset.record.length > 0 && { resets: reset.record }),
    ...(target && { target: stated.target }),
    ...(regions && { regions: stated.regions }),
    solver: { ...solver, ...(solver.dt === null ? { dt: undefined } : {}) },
    particles: { ...particles, ...(particles.dt === null ? { dt: undefined } : {}) },
  };
  return {
    name,
    title,
    about,
    grid,
    drift,
    diffusion,
    convention,
    initial: initial && initial.initial,
    time: time && { start: time.start, frames: time.frames, jumps: jumpsInside(time, fields, jumps) },
    observables,
    resets: reset.resets,
    restart: reset.restart,
    target,
    regions,
    solver,
    particles,
    warnings,
    source: leaves.hasFunctions() ? null : (JSON.parse(JSON.stringify(source)) as unknown),
  };
}

const builtObservables = (
  stated: Readonly<Record<string, FieldStatement>>,
  { field }: Leaves,
): Problem["observables"] =>
  Object.entries(stated).map(([name, value]) => ({
    name: printable(name, "observables"),
    field: field(value, `observables.${name}`),
  }));

function printable(name: string, path: string): string {
  if (name.trim() !== "" && name.length <= 100 && !/[\u0000-\u001F\u007F]/.test(name)) return name;
  throw new InputError({
    code: "bad-name",
    path,
    expected: "a name of 1 to 100 printable characters",
    found: JSON.stringify(name.slice(0, 40)),
  });
}

const timesToLookAt = (time: BuiltTime | null): number[] => {
  if (!time) return [0];
  const end = time.frames[time.frames.length - 1];
  return [time.start, 0.5 * (time.start + end), end];
};
