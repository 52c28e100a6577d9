import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Set in continuous integration, where a test that skips is a test that fails. */
export const required = process.env["FOKKER_PLANCK_BROWSER"] === "required";

/** Quiet, without sandbox (which containers do not allow), and without a word to any host but ours. */
export const flags: readonly string[] = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The Chromium to use: the one named by FOKKER_PLANCK_CHROMIUM, or the first on the path; null when there is none. */
export function findChromium(): string | null {
  const named = process.env["FOKKER_PLANCK_CHROMIUM"];
  if (named) return named;
  const places = (process.env["PATH"] ?? "").split(delimiter).filter((directory) => directory !== "");
  return names.flatMap((name) => places.map((directory) => join(directory, name))).find(executable) ?? null;
}

function executable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
