// The C++ reference: builds it when g++ is there, and speaks to it over a pipe.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const place = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Compiler flags of the two reference programs: all the machine has, and what WebAssembly SIMD has too. */
export const VARIANTS = { native: ["-O3", "-march=native"], portable: ["-O3"] };

/** First line of `g++ --version`, or null where there is none. */
export function compilerVersion() {
  try {
    return execFileSync("g++", ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).split("\n")[0];
  } catch {
    return null;
  }
}

/**
 * Builds one variant and starts it.
 *
 *   run(name, parameters)   { milliseconds: { median, min, max, setup }, accuracy }
 *   time(name, parameters)  the same without the accuracy, which takes longer than some cases
 *   stop()
 */
export function startNative(variant) {
  mkdirSync(place("native/build"), { recursive: true });
  const program = place(`native/build/${variant}`);
  execFileSync("g++", ["-std=c++17", ...VARIANTS[variant], place("native/main.cpp"), "-o", program], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const child = spawn(program, [place("../test/reference")], { stdio: ["pipe", "pipe", "inherit"] });
  const waiting = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    const { resolve, reject } = waiting.shift();
    const answer = JSON.parse(line);
    if (answer.error) reject(new Error(`the C++ reference: ${answer.error}`));
    else resolve(answer);
  });
  child.on("exit", (code) => {
    for (const { reject } of waiting.splice(0)) reject(new Error(`the C++ reference ended with code ${code}`));
  });
  const ask = (verb, name, parameters, repetitions) =>
    new Promise((resolve, reject) => {
      const settings = Object.entries(parameters).map(([key, value]) => ` ${key}=${value}`);
      waiting.push({ resolve, reject });
      child.stdin.write(`${verb} ${name} ${repetitions}${settings.join("")}\n`);
    });
  return {
    run: (name, parameters = {}, repetitions = 1) => ask("run", name, parameters, repetitions),
    time: (name, parameters = {}, repetitions = 1) => ask("time", name, parameters, repetitions),
    stop: () => child.stdin.end(),
  };
}
