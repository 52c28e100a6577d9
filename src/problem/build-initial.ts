import { InputError } from "../errors.js";
import type { Leaves } from "./leaves.js";
import type { Gaussian, Initial } from "./problem.js";
import type { GaussianStatement, Statement } from "./schema.js";

type InitialStatement = NonNullable<Statement["initial"]>;
export interface BuiltInitial {
  readonly initial: Initial;
  readonly record: object;
}

/**
 * The initial density as stated.
 * @throws InputError unless exactly one form is given, and for covariances that are not symmetric and positive definite.
 */
export function builtInitial(stated: InitialStatement, leaves: Leaves): BuiltInitial {
  const forms = (["gaussian", "mixture", "uniform", "point", "density"] as const).filter(
    (form) => stated[form] !== undefined,
  );
  if (forms.length !== 1)
    throw new InputError({
      code: forms.length === 0 ? "missing-key" : "contradiction",
      path: "initial",
      expected: "one of gaussian, mixture, uniform, point, density",
      found: forms.join(" and ") || "none of them",
    });
  const { gaussian, mixture, point, density } = stated;
  if (gaussian) {
    const built = builtGaussian(gaussian, "initial.gaussian", leaves);
    return { initial: { kind: "mixture", parts: [{ weight: 1, gaussian: built }] }, record: { gaussian: built } };
  }
  if (mixture) {
    const parts = builtMixture(mixture, leaves);
    return { initial: { kind: "mixture", parts }, record: { mixture: parts } };
  }
  if (point !== undefined) {
    const at = leaves.perAxis(point, "initial.point");
    return { initial: { kind: "point", at }, record: { point: at } };
  }
  if (density !== undefined) {
    const field = leaves.field(density, "initial.density", false);
    return { initial: { kind: "density", density: field }, record: { density } };
  }
  return { initial: { kind: "uniform" }, record: { uniform: true } };
}

function builtMixture(mixture: NonNullable<InitialStatement["mixture"]>, leaves: Leaves) {
  if (mixture.length === 0)
    throw new InputError({
      code: "empty-mixture",
      path: "initial.mixture",
      expected: "at least one { weight, gaussian }",
      found: "an empty list",
    });
  return mixture.map(({ weight, gaussian }, k) => {
    const path = `initial.mixture[${k}]`;
    const value = leaves.number(weight, `${path}.weight`);
    if (!(value > 0))
      throw new InputError({
        code: "bad-weight",
        path: `${path}.weight`,
        expected: "a weight above 0",
        found: String(value),
      });
    return { weight: value, gaussian: builtGaussian(gaussian, `${path}.gaussian`, leaves) };
  });
}

function builtGaussian(stated: GaussianStatement, path: string, leaves: Leaves): Gaussian {
  const mean = leaves.perAxis(stated.mean, `${path}.mean`);
  const { variance, covariance } = stated;
  if ((variance === undefined) === (covariance === undefined))
    throw new InputError({
      code: variance === undefined ? "missing-key" : "contradiction",
      path,
      expected: "a variance or a covariance",
      found: variance === undefined ? "neither" : "both",
    });
  if (covariance) return { mean, covariance: positiveDefinite(covariance, `${path}.covariance`, leaves) };
  const variances = leaves.perAxis(variance!, `${path}.variance`, true);
  variances.forEach((value, a) => {
    if (!(value > 0))
      throw new InputError({
        code: "bad-variance",
        path: Array.isArray(variance) ? `${path}.variance[${a}]` : `${path}.variance`,
        expected: "a variance above 0",
        found: String(value),
        remedy: value === 0 ? "For all mass at one point, use initial: { point: ... }." : undefined,
      });
  });
  return { mean, covariance: variances.map((value, a) => variances.map((_, b) => (a === b ? value : 0))) };
}

function positiveDefinite(
  stated: NonNullable<GaussianStatement["covariance"]>,
  path: string,
  leaves: Leaves,
): number[][] {
  const dimension = leaves.axes.length;
  if (stated.length !== dimension || stated.some((row) => row.length !== dimension))
    throw new InputError({
      code: "bad-length",
      path,
      expected: `a ${dimension} x ${dimension} matrix, one row an axis`,
      found: `rows of ${stated.map((row) => row.length).join(", ") || "nothing"}`,
    });
  const matrix = stated.map((row, a) => row.map((value, b) => leaves.number(value, `${path}[${a}][${b}]`)));
  const [first, second] = matrix as [number[], number[] | undefined];
  const refuse = (expected: string): never => {
    throw new InputError({ code: "bad-covariance", path, expected, found: JSON.stringify(matrix) });
  };
  if (second && first[1] !== second[0]) refuse("a symmetric matrix");
  // Below one part in 1e12 the determinant is rounding, and the Gaussian a line.
  const determinant = second ? first[0] * second[1] - first[1] * first[1] : first[0];
  if (!(first[0] > 0) || !(determinant > (second ? 1e-12 * first[0] * second[1] : 0)))
    refuse("a positive definite matrix");
  return matrix;
}
