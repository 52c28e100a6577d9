import { stands, type Convergence } from "../particles/fitted-order.js";
import type { DiscretizationStudy } from "../particles/study.js";
import type { Problem } from "../problem/problem.js";
import { printable } from "./terminal.js";
import { figure, textTable, type Row } from "./text-table.js";

const noises: Readonly<Record<DiscretizationStudy["noise"], string>> = {
  additive: "additive: D depends on time alone",
  diagonal: "diagonal: D along each axis varies along that axis",
  general: "does not commute: D varies across the axes or is a full tensor that depends on position",
};

/** Errors against the step, one block for the strong error and one for each mean, one line a scheme. */
export function studyTable(study: DiscretizationStudy, { name, title, time }: Problem): string {
  const end = figure(time!.frames[time!.frames.length - 1]);
  const { reference, schemes } = study;
  return textTable([
    [title === "" || title === name ? name : `${printable(title)} (${name})`],
    [""],
    ["noise", noises[study.noise]],
    ["paths", `${study.count}, seed ${study.seed}; all schemes and steps on the same ones`],
    ["reference", `${reference.scheme} in steps of ${figure(reference.dt)}`],
    ...block(`strong error E|X - X_ref| at t = ${end}`, study, ({ strong, expected }) => [strong, expected.strong]),
    ...schemes[0].weak.flatMap(({ name: quantity }, k) =>
      block(`weak error of E[${printable(quantity)}]`, study, ({ weak, expected }) => [weak[k], expected.weak]),
    ),
    [""],
    ["in brackets: below 4 standard errors of sampling, and left out of the order; stated: the order of the scheme"],
    ...study.warnings.map((warning): Row => [`warning: ${printable(warning)}`]),
  ]);
}

function block(
  title: string,
  { dt, schemes }: DiscretizationStudy,
  of: (scheme: DiscretizationStudy["schemes"][number]) => readonly [Convergence, number],
): Row[] {
  if (!schemes.some((own) => of(own)[0].errors.some(stands)))
    return [[""], [`${title}: lost in the noise of sampling with every scheme at every step`]];
  return [
    [""],
    [title],
    ["  dt", ...dt.map((step) => String(Number(step.toPrecision(3)))), "order", "stated"],
    ...schemes.map((own): Row => {
      const [{ errors, order }, stated] = of(own);
      const cells = errors.map((error) => {
        const digits = error.value === 0 ? "0" : error.value.toExponential(1);
        return stands(error) ? digits : `(${digits})`;
      });
      return [`  ${own.scheme}`, ...cells, order ? withError(order) : "-", String(stated)];
    }),
  ];
}

const withError = ({ value, standardError }: NonNullable<Convergence["order"]>): string =>
  `${value.toFixed(2)}${standardError === null ? "" : ` +- ${Math.max(standardError, 0.01).toFixed(2)}`}`;
