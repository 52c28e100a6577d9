import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Circumstances {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Called with the process once it has begun, e.g. to send it a signal. */
  readonly meanwhile?: (child: ChildProcess) => void;
  readonly program?: string;
}

/** Runs the built command line as a user would. */
export function runCli(args: readonly string[], circumstances: Circumstances = {}): Promise<Outcome> {
  const { cwd = root, input = "", env = {}, meanwhile, program = main } = circumstances;
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env: { ...process.env, LC_ALL: "C.UTF-8", ...env },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  child.stdin.on("error", () => {}).end(input);
  meanwhile?.(child);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}
