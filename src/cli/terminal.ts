import type { WriteStream } from "node:tty";

/** What the place where text appears can show. */
export interface Terminal {
  /** Characters beyond ASCII. */
  readonly unicode: boolean;
  /** The 256 colours of xterm. */
  readonly colours: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What a stream can show, by the customs of the environment (LC_ALL, LC_CTYPE, LANG, TERM, NO_COLOR). */
export function terminalOf(stream: Partial<WriteStream>, environment: Environment = process.env): Terminal {
  const dumb = environment["TERM"] === "dumb";
  const locale = environment["LC_ALL"] || environment["LC_CTYPE"] || environment["LANG"];
  // No locale at all is common in containers, whose terminals nevertheless show UTF-8.
  const unicode = !dumb && (locale === undefined || locale === "" || /utf-?8/i.test(locale));
  const colours =
    !dumb &&
    !environment["NO_COLOR"] &&
    stream.isTTY === true &&
    (stream.getColorDepth?.({ ...environment }) ?? 1) >= 8;
  return { unicode, colours };
}

/** Text from a file with its control characters shown, so that it cannot steer the terminal. */
export const printable = (text: string): string =>
  text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, (character) =>
    character === "\t" ? " " : `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
