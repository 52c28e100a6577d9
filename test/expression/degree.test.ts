import { describe, expect, it } from "vitest";
import { degreeOf } from "../../src/problem/expression/degree.js";
import { parseExpression } from "../../src/problem/expression/parse.js";

const degree = (text: string): number =>
  degreeOf(parseExpression(text, { axes: ["x", "y"], parameters: { a: 2 }, time: true }, "test"));

describe("the degree of an expression as a polynomial in the coordinates", () => {
  it.each([
    ["3", 0],
    ["exp(-t)*a", 0],
    ["-x + 2*y - 1", 1],
    ["sin(t)*x/(1 + t^2)", 1],
    ["x*y", 2],
    ["(x - y)^2*x", 3],
    ["x^3 - x^2*y^2 + y", 4],
    ["(t < 1)*x", 1],
  ])("of %s is %i", (text, expected) => expect(degree(text)).toBe(expected));

  // a sign, a kink or a root is no polynomial, although its derivative may be one, or 0
  it.each(["sign(x)", "abs(y)", "(x > 0)", "min(x, 1)", "sin(x)", "1/x", "x^0.5", "x^(-1)", "2^x", "x^y", "sqrt(x^2)"])(
    "of %s does not exist",
    (text) => expect(degree(text)).toBe(Infinity),
  );
});
