/** What went wrong, in parts, so that a caller can act on each of them. */
export interface Fault {
  /** Short, stable, kebab-case: what a program would switch on, e.g. `unknown-key`. */
  readonly code: string;
  /** Place in the problem, e.g. `diffusion.x` or `axes[0].cells`; empty when there is none. */
  readonly path: string;
  /** What would have been right. */
  readonly expected: string;
  /** What was there instead. */
  readonly found: string;
  /** How to mend it. */
  readonly remedy?: string | undefined;
}

const sentence = ({ path, expected, found, remedy }: Fault): string =>
  `${path ? `${path}: ` : ""}expected ${expected}, found ${found}.${remedy ? ` ${remedy}` : ""}`;

/** Thrown when what was asked cannot be solved as stated: bad input, nothing was computed. */
export class InputError extends Error implements Fault {
  override readonly name = "InputError";
  readonly code: string;
  readonly path: string;
  readonly expected: string;
  readonly found: string;
  readonly remedy: string | undefined;
  /** @param cause the error behind it, if there is one */
  constructor(fault: Fault, cause?: unknown) {
    super(sentence(fault), cause === undefined ? undefined : { cause });
    this.code = fault.code;
    this.path = fault.path;
    this.expected = fault.expected;
    this.found = fault.found;
    this.remedy = fault.remedy;
  }
}

/** Thrown when a well-posed question could not be answered: the numbers failed, not the input. */
export class NumericalError extends Error {
  override readonly name = "NumericalError";
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
