import type { Progress } from "../solve/progress.js";
import { barMaker, PATIENCE } from "./bar.js";
import type { Terminal } from "./terminal.js";

export interface ProgressBar {
  update(progress: Progress): void;
  stop(): void;
}

/** A bar on stderr: percentage, time reached, steps, time left. */
export async function progressBar(terminal: Terminal): Promise<ProgressBar> {
  const format = "{bar} {percentage}%  t = {time} of {end}  {steps} steps  {eta_formatted} left";
  const bar = (await barMaker(terminal, format))();
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
