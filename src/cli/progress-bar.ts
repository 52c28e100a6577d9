import type { Progress } from "../solve/progress.js";
import type { Terminal } from "./terminal.js";

/** A run shorter than this, in milliseconds, shows no bar. */
const PATIENCE = 300;

export interface ProgressBar {
  update(progress: Progress): void;
  stop(): void;
}

/** A bar on stderr: percentage, time reached, steps, time left. */
export async function progressBar(terminal: Terminal): Promise<ProgressBar> {
  const { default: progressLibrary } = await import("cli-progress");
  const [full, empty] = terminal.unicode ? ["\u2588", "\u2591"] : ["#", "-"];
  const bar = new progressLibrary.SingleBar({
    format: "{bar} {percentage}%  t = {time} of {end}  {steps} steps  {eta_formatted} left",
    stream: process.stderr,
    barsize: 30,
    barCompleteChar: full,
    barIncompleteChar: empty,
    clearOnComplete: true,
    gracefulExit: false,
  });
  const begun = performance.now();
  let shown = false;
  return {
    update({ time, start, end, steps }) {
      if (!shown && performance.now() - begun < PATIENCE) return;
      const payload = { time: time.toPrecision(4), end: Number(end.toPrecision(4)), steps };
      const done = end > start ? (time - start) / (end - start) : 1;
      if (shown) bar.update(done, payload);
      else bar.start(1, done, payload);
      shown = true;
    },
    stop() {
      if (shown) bar.stop();
    },
  };
}
