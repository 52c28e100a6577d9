import fc from "fast-check";
import { all, create } from "mathjs";

/** The oracle: `predictable` keeps it to real numbers, the smallest tolerance makes its comparisons (nearly) exact. */
export const oracle = create(all, { predictable: true, relTol: 2e-16, absTol: 1e-300 });

/** The oracle takes real odd roots of negative numbers for some powers; a real power is meant to be NaN there. */
const realPower = (base: number | boolean, exponent: number): number => Math.pow(Number(base), exponent);
oracle.import({ realPower });

/** An expression in our language and the same in the oracle's, where precedence and logic differ. */
export interface Spelled {
  readonly ours: string;
  readonly theirs: string;
}

const same = (text: string): Spelled => ({ ours: text, theirs: text });
const leaf = fc.oneof(
  fc.constantFrom("x", "y", "t", "a", "b", "pi", "e").map(same),
  fc.constantFrom("0.5", "1", "2", "3", "1e-1", ".75", "7").map(same),
);

const both = (a: Spelled, b: Spelled, spell: (a: string, b: string) => string): Spelled => ({
  ours: spell(a.ours, b.ours),
  theirs: spell(a.theirs, b.theirs),
});

/** Random expressions of every operation but `!=`, which treats NaN otherwise than the oracle does. */
export const anyExpression: fc.Arbitrary<Spelled> = fc.letrec<{ value: Spelled; truth: Spelled }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, depthIdentifier: "expression" },
    leaf,
    fc
      .tuple(fc.constantFrom("+", "-", "*", "/"), tie("value"), tie("value"))
      .map(([sign, a, b]) => both(a, b, (l, r) => `((${l})${sign}(${r}))`)),
    fc.tuple(fc.constantFrom(2, 3, 4), tie("value")).map(([power, a]) => ({
      ours: `(${a.ours})^${power}`,
      // As we compute them, so that rounding is the same and cancellation cannot magnify a difference.
      theirs: power === 4 ? `(((${a.theirs})*(${a.theirs}))^2)` : `(${Array(power).fill(`(${a.theirs})`).join("*")})`,
    })),
    fc
      .tuple(
        fc.constantFrom("exp", "log", "sqrt", "abs", "sign", "sin", "cos", "tan", "sinh", "cosh", "tanh", "erf", "-"),
        tie("value"),
      )
      .map(([name, a]) => both(a, a, (l) => `(${name}(${l}))`)),
    fc
      .tuple(fc.constantFrom("min", "max"), tie("value"), tie("value"))
      .map(([name, a, b]) => both(a, b, (l, r) => `${name}(${l}, ${r})`)),
    fc.tuple(fc.constantFrom("^", "pow"), tie("value"), tie("value")).map(([spelling, a, b]) => ({
      ours: spelling === "^" ? `((${a.ours})^(${b.ours}))` : `pow(${a.ours}, ${b.ours})`,
      theirs: `realPower(${a.theirs}, ${b.theirs})`,
    })),
    tie("truth").map(({ ours, theirs }) => ({ ours: `(${ours})`, theirs: `number(${theirs})` })),
  ),
  truth: fc.oneof(
    { maxDepth: 6, depthIdentifier: "expression" },
    fc
      .tuple(fc.constantFrom("<", "<=", ">", ">=", "=="), tie("value"), tie("value"))
      .map(([sign, a, b]) => both(a, b, (l, r) => `(${l}) ${sign} (${r})`)),
    fc
      .tuple(fc.constantFrom("and", "or"), tie("truth"), tie("truth"))
      .map(([word, a, b]) => both(a, b, (l, r) => `(${l}) ${word} (${r})`)),
    tie("truth").map((a) => both(a, a, (l) => `(not (${l}))`)),
  ),
})).value;

/** Random smooth expressions that neither overflow nor come near a pole for x and y in [−1, 1]. */
export const smoothExpression: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthIdentifier: "smooth" },
    fc.constantFrom("x", "y", "(x+2*y)", "(x*y)", "(0.5*x)", "2", "0.3"),
    fc.tuple(fc.constantFrom("+", "-", "*"), tie("value"), tie("value")).map(([s, l, r]) => `(${l} ${s} ${r})`),
    fc.tuple(tie("value"), tie("value")).map(([l, r]) => `(${l})/(2 + sin(${r}))`),
    fc.tuple(fc.constantFrom("sin", "cos", "tanh"), tie("value")).map(([name, u]) => `${name}(${u})`),
    fc.tuple(fc.constantFrom("exp", "sinh", "cosh", "tan"), tie("value")).map(([name, u]) => `${name}(sin(${u}))`),
    fc.tuple(fc.constantFrom("log", "sqrt"), tie("value")).map(([name, u]) => `${name}(1.5 + cos(${u}))`),
    fc.tuple(tie("value"), fc.constantFrom("2", "3", "5")).map(([u, n]) => `(sin(${u}))^${n}`),
    fc.tuple(tie("value"), fc.constantFrom("0.5", "-1", "-2.5", "sin(x)")).map(([u, n]) => `(2 + cos(${u}))^(${n})`),
    tie("value").map((u) => `2^(sin(${u}))`),
  ),
})).value;

export const coordinate = fc.double({ min: -1, max: 1, noNaN: true }).map((z) => Math.round(z * 1000) / 1000);
