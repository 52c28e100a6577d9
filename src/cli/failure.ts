import type { CommanderError } from "commander";
import { InputError, NumericalError } from "../errors.js";
import { EXIT } from "./options.js";
import { printable } from "./terminal.js";

interface Circumstances {
  readonly json: boolean;
  /** The problem file asked for, to say where a fault lies. */
  readonly file?: string | undefined;
  readonly out?: string | undefined;
}

/** Says what went wrong: words on stderr, with `json` an object on stdout too. Gives the exit code. */
export function reportFailure(error: unknown, { json, file, out }: Circumstances): number {
  const { code, path, message, exit } = failureOf(error);
  const withinFile = error instanceof InputError && file && path !== file && path !== out && !path.startsWith("--");
  process.stderr.write(`error: ${printable(withinFile ? `${file}: ${message}` : message)}\n`);
  if (json) printError(code, path, message);
  return exit;
}

/** A command line that was not understood, or a request for help, which is none; commander has said so in words. */
export function reportMisuse(error: CommanderError, json: boolean): number {
  if (error.exitCode === 0) return EXIT.done;
  const code = error.code.replace(/^commander\./, "").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const message = code === "help" ? "expected a command, found none" : error.message.replace(/^error: /, "");
  if (json) printError(code, "", message);
  return EXIT.badInput;
}

/** Ctrl-C before there was anything to show. Gives the exit code. */
export function reportInterruption(words: string, json: boolean): number {
  process.stderr.write(`interrupted: ${words}\n`);
  if (json) printError("interrupted", "", words);
  return EXIT.interrupted;
}

function failureOf(error: unknown): { code: string; path: string; message: string; exit: number } {
  if (error instanceof InputError) return { ...parts(error), path: error.path, exit: EXIT.badInput };
  if (error instanceof NumericalError) return { ...parts(error), path: "", exit: EXIT.numericalFailure };
  const words = error instanceof Error ? error.message : String(error);
  const exit = EXIT.numericalFailure;
  if (error instanceof RangeError && /alloc|memory|array length/i.test(words))
    return { code: "out-of-memory", path: "", message: `out of memory (${words}): use fewer cells or frames.`, exit };
  return { code: "internal", path: "", message: `${words}. This is a fault of fokker-planck: please report it.`, exit };
}

const parts = ({ code, message }: InputError | NumericalError): { code: string; message: string } => ({
  code,
  message,
});

const printError = (code: string, path: string, message: string): void =>
  void process.stdout.write(`${JSON.stringify({ error: { code, path, message } })}\n`);
