// The rows on the spectrum and on first passage: ours, and SciPy as a long-lived process where it is installed.
import { execFileSync, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** L = (x² − 1)²/2 + y², D = 0.3 on [-3, 3]². */
const wells = (axis) => ({
  name: "wells",
  axes: [
    { name: "x", range: [-3, 3], cells: 256, ...axis },
    { name: "y", range: [-3, 3], cells: 256 },
  ],
  drift: { loss: "0.5*(x^2 - 1)^2 + y^2" },
  diffusion: 0.3,
});

/** The sides by row id. */
export function spectrumSides({ defineProblem, spectrum, firstPassage }) {
  return {
    spectrum: () => {
      const problem = defineProblem(wells({}));
      let found;
      return {
        run: () => {
          found = spectrum(problem, { modes: 6, extrapolate: false });
        },
        accuracy: () => ({ second: found.eigenvalues[1].re }),
      };
    },
    passage: () => {
      const problem = defineProblem(wells({ boundary: { lower: "reflecting", upper: "absorbing" } }));
      let found;
      return {
        run: () => {
          found = firstPassage(problem);
        },
        accuracy: () => ({ meanTime: found.fields.meanTime.get(64, 128) }),
      };
    },
  };
}

/**
 * Starts Python with SciPy on one thread.
 *
 *   ask(name)   { milliseconds, accuracy }
 *   stop()
 * @returns null where there is no SciPy
 */
export function startScipy() {
  const program = fileURLToPath(new URL("scipy-reference.py", import.meta.url));
  try {
    execFileSync("python3", ["-c", "import scipy"], { stdio: "ignore" });
  } catch {
    return null;
  }
  const child = spawn("python3", [program], { stdio: ["pipe", "pipe", "inherit"] });
  const waiting = [];
  createInterface({ input: child.stdout }).on("line", (line) => waiting.shift().resolve(JSON.parse(line)));
  child.on("exit", (code) => {
    for (const { reject } of waiting.splice(0)) reject(new Error(`SciPy ended with code ${code}`));
  });
  return {
    ask: (name) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        child.stdin.write(`${name}\n`);
      }),
    stop: () => child.stdin.end(),
  };
}
