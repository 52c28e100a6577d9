import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.js";
import { constantOf, parseExpression, reservedNames } from "../../src/problem/expression/expression.js";
import { names, read, valueOf } from "./trees.js";

/** The error of reading `text`; anything but an InputError fails the test. */
function errorOf(text: string | number, known: Parameters<typeof parseExpression>[1] = names): InputError {
  try {
    parseExpression(text, known, "drift.loss");
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error(`no error for ${String(text).slice(0, 50)}`);
}

describe("precedence", () => {
  const x = 3;
  const y = 2;
  it.each<[string, number]>([
    ["-x^2", -9],
    ["(-x)^2", 9],
    ["2^-x", 1 / 8],
    ["2^3^2", 512],
    ["-2^-2", -0.25],
    ["2*-x", -6],
    ["-x*y", -6],
    ["x - y - 1", 0],
    ["x/y/2", 0.75],
    ["x/y*2", 3],
    ["x - -y", 5],
    ["+x", 3],
    ["----x", 3],
    ["x + y*2^2", 11],
    ["x + 1 < y * 3", 1],
    ["x < y + 1", 0],
    ["(x < 4) + (y < 4)", 2],
    ["not x < y", 1],
    ["not not not x", 0],
    ["not x == y and y > 1", 1],
    ["1 or 0 and 0", 1],
    ["(1 or 0) and 0", 0],
    ["not 0 or 1", 1],
    ["-x < -y", 1],
    ["2^x < 9 and x != y", 1],
    ["min(x, y, 1)", 1],
    ["max(x, y, 1) + pow(x, y)", 12],
    ["0x1F + 1e-3 + .5 + 2.", 33.501],
    ["a*x + b", 4.25],
    ["x\n  + y", 5],
    ["e^1 - exp(1) + pi", Math.PI],
  ])("reads %s as %d at x = 3, y = 2", (text, value) => {
    // A few roundings of numbers up to 512, all but the last two whole or dyadic.
    expect(valueOf(read(text), x, y)).toBeCloseTo(value, 13);
  });

  it("takes plain numbers, negative ones too", () => {
    expect(parseExpression(-2.5, names, "p")).toEqual({ kind: "number", value: -2.5 });
    expect(errorOf(Infinity).code).toBe("not-finite");
    expect(errorOf(NaN).code).toBe("not-finite");
  });
});

describe("errors", () => {
  it.each<[string, string, number, RegExp]>([
    ["2x", "expression-syntax", 2, /2\*x/],
    ["2 (x + 1)", "expression-syntax", 3, /2\*\(\.\.\.\)/],
    ["(x)(y)", "expression-syntax", 4, /\*/],
    ["x y", "expression-syntax", 3, /x\*y/],
    ["2e", "expression-syntax", 2, /2\*e/],
    ["1 2", "expression-syntax", 3, /an operator/],
    ["x**2", "expression-syntax", 2, /\^/],
    ["x = 2", "expression-syntax", 3, /==/],
    ["x === 2", "expression-syntax", 3, /==/],
    ["x <> y", "expression-syntax", 3, /!=/],
    ["x && y", "expression-syntax", 3, /"and"/],
    ["x || y", "expression-syntax", 3, /"or"/],
    ["!x", "expression-syntax", 1, /"not"/],
    ["x < y < 1", "expression-syntax", 7, /a < b and b < c/],
    ["x ? 1 : 2", "expression-syntax", 3, /comparisons/],
    ["x²", "expression-syntax", 2, /\^2/],
    ["x − 1", "expression-syntax", 3, /plain minus/],
    ["exp x", "expression-syntax", 5, /exp\(/],
    ["1 + exp", "expression-syntax", 8, /exp\(/],
    ["x(2)", "expression-syntax", 2, /x\*/],
    ["a(2)", "expression-syntax", 2, /a\*/],
    ["1 + not x", "expression-syntax", 5, /brackets/],
    ["1,5", "expression-syntax", 2, /0\.5/],
    ["1.2.3", "expression-syntax", 4, /an operator/],
    ["0xyz", "expression-syntax", 2, /hexadecimal/],
    ["1e999", "expression-syntax", 1, /below 1.8e308/],
    ["", "expression-syntax", 1, /an expression, found the end/],
    [" \n ", "expression-syntax", 4, /an expression, found the end/],
    ["x +", "expression-syntax", 4, /missing after "\+"/],
    ["x + * y", "expression-syntax", 5, /"\*"/],
    ["sin((x)", "expression-syntax", 8, /closing bracket for the one at character 4/],
    ["x)", "expression-syntax", 2, /no opening/],
    ["()", "expression-syntax", 2, /empty/],
    ["min(x,)", "expression-syntax", 7, /a number, a name/],
    ["and", "expression-syntax", 1, /an expression/],
    ["min(x)", "wrong-arguments", 1, /two or more arguments for min, found 1/],
    ["y + pow(x)", "wrong-arguments", 5, /two arguments for pow, found 1/],
    ["exp(x, y)", "wrong-arguments", 1, /one argument for exp, found 2/],
    ["sin()", "wrong-arguments", 1, /found 0/],
    ["x + z", "unknown-name", 5, /x, y, t, a, b, pi, e/],
    ["pie*x", "unknown-name", 1, /Did you mean pi\?/],
    ["T", "unknown-name", 1, /T/],
    ["dx", "unknown-name", 1, /interaction/],
    ["1 + esp(x)", "unknown-function", 5, /Did you mean exp\?/],
    ["ln(x)", "unknown-function", 1, /Did you mean log\?/],
    ["Sin(x)", "unknown-function", 1, /Did you mean sin\?/],
    ["1 + log10(x)", "unknown-function", 5, /a function \(.*log, .*\), .*Write log\(x\)\/log\(10\)\./s],
    ["atan(x)", "unknown-function", 1, /a function \(.*\), found "atan".*cannot be written with these/s],
  ])("points at the place and says what to do in %j", (text, code, character, message) => {
    const error = errorOf(text);
    expect(error.code).toBe(code);
    expect(error.path).toBe("drift.loss");
    expect(error.found).toContain(`at character ${character}`);
    expect(error.message).toMatch(message);
    const [shown, caret] = error.message.split("\n").slice(-2);
    if (text.trim() !== "") {
      expect(shown).toBe(`    ${text}`);
      expect(caret!.indexOf("^")).toBe(4 + character - 1);
    }
  });

  it("knows t and displacements only where they are allowed", () => {
    const still = { axes: ["x"], parameters: {} };
    expect(errorOf("x + t", still).message).toMatch(/cannot depend on time/);
    expect(parseExpression("dx^2", { ...still, displacements: true }, "p").kind).toBe("binary");
    expect(errorOf("dy", { ...still, displacements: true }).code).toBe("unknown-name");
  });

  it("shows only the neighbourhood of a fault in a long expression, and the caret under it", () => {
    const text = `${"x + ".repeat(300)}zz + ${"y + ".repeat(300)}1`;
    const error = errorOf(text);
    const [shown, caret] = error.message.split("\n").slice(-2);
    expect(error.found).toContain("at character 1201");
    expect(shown!.length).toBeLessThan(90);
    expect(shown!.slice(caret!.indexOf("^")).startsWith("zz")).toBe(true);
  });
});

describe("hostile text", () => {
  it.each([
    "constructor",
    "__proto__",
    "toString",
    "hasOwnProperty",
    "constructor(x)",
    "__proto__(x)",
    "valueOf()",
    "import('node:fs')",
    "import(x)",
    "require(x)",
    "constructor.constructor('return process')()",
    "x.constructor",
    "x['constructor']",
    "this",
    "globalThis",
    "process.exit(1)",
    "eval(x)",
    "Function(x)",
    "new x",
    "`${x}`",
    "x; y",
    "x => x",
    "() => 1",
    "{}",
    "/*x*/",
    "// x",
    "\u0000",
    "\u001b[31mx",
    "\u202Ex",
    "\uD800",
    "NaN",
    "Infinity",
    "undefined",
  ])("refuses %j with an error that names the place", (text) => {
    const error = errorOf(text);
    expect(["expression-syntax", "unknown-name", "unknown-function"]).toContain(error.code);
    expect(error.message).toMatch(/at character \d+/);
    // Nothing that could steer a terminal gets through to it.

    expect(error.message.replaceAll("\n", "")).not.toMatch(/[\u0000-\u001f\u202e]/);
  });

  it("takes names of parameters as names and nothing else", () => {
    const odd = { axes: ["x"], parameters: JSON.parse('{"__proto__": 2, "constructor": 3}') as Record<string, number> };
    expect(valueOf(parseExpression("__proto__ + constructor*x", odd, "p"), 1)).toBe(5);
  });

  it.each<[string, string, string]>([
    ["1e5 brackets", "(".repeat(1e5), "expression-too-long"],
    ["9000 brackets", "(".repeat(9000), "expression-too-deep"],
    ["closed brackets", `${"(".repeat(4000)}x${")".repeat(4000)}`, "expression-too-deep"],
    ["calls", `${"exp(".repeat(1900)}x${")".repeat(1900)}`, "expression-too-deep"],
    ["signs", `${"-".repeat(9000)}x`, "expression-too-deep"],
    ["negations", `${"not ".repeat(2000)}x`, "expression-too-deep"],
    ["powers", `${"2^".repeat(4000)}x`, "expression-too-deep"],
    ["brackets and sums", `${"(1+".repeat(2000)}x${")".repeat(2000)}`, "expression-too-deep"],
    ["a million characters", "x+".repeat(5e5), "expression-too-long"],
  ])("refuses %s by a limit, not by a stack overflow", (_what, text, code) => {
    const error = errorOf(text);
    expect(error.code).toBe(code);
    expect(error.message.length).toBeLessThan(500);
  });

  it("reads 190 brackets around every kind of operand", () => {
    expect(valueOf(read(`${"(1+".repeat(190)}x${")".repeat(190)}`), 1)).toBe(191);
    expect(valueOf(read(`${"-".repeat(190)}x`), 1)).toBe(1);
  });
});

describe("constants", () => {
  it("computes numeric entries from parameters", () => {
    expect(constantOf("2*pi", {}, "p")).toBe(2 * Math.PI);
    expect(constantOf("-eta/2", { eta: 3 }, "p")).toBe(-1.5);
    expect(constantOf(4, {}, "p")).toBe(4);
  });

  it.each(["1/0", "0/0", "log(0)", "eta/0", "sqrt(-1)"])("refuses %s, which is not finite", (text) => {
    expect(() => constantOf(text, { eta: 1 }, "axes[0].range[1]")).toThrow(
      expect.objectContaining({ code: "not-finite", path: "axes[0].range[1]" }),
    );
  });

  it("knows neither axes nor time", () => {
    expect(() => constantOf("x", {}, "p")).toThrow(expect.objectContaining({ code: "unknown-name" }));
    expect(() => constantOf("t", {}, "p")).toThrow(expect.objectContaining({ code: "unknown-name" }));
  });

  it("reserves the names that mean something", () => {
    for (const name of ["t", "pi", "e", "dx", "dy", "exp", "min", "and", "not"])
      expect(reservedNames.has(name)).toBe(true);
    expect(reservedNames.has("x")).toBe(false);
  });
});
