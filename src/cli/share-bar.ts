import { barMaker, PATIENCE } from "./bar.js";
import type { Terminal } from "./terminal.js";

/** A bar on stderr for work that is done in stages: what it is, percentage, time left. */
export interface ShareBar {
  update(stage: string, done: number): void;
  stop(): void;
}

export async function shareBar(terminal: Terminal): Promise<ShareBar> {
  const make = await barMaker(terminal, "{bar} {percentage}%  {stage}  {eta_formatted} left");
  const begun = performance.now();
  let bar: ReturnType<typeof make> | null = null;
  let current = "";
  const stop = (): void => {
    bar?.stop();
    bar = null;
  };
  return {
    update(stage, done) {
      if (performance.now() - begun < PATIENCE) return;
      if (stage !== current) stop();
      current = stage;
      if (bar) bar.update(done, { stage });
      else {
        bar = make();
        bar.start(1, done, { stage });
      }
    },
    stop,
  };
}
