import type { Terminal } from "./terminal.js";

/** A run shorter than this, in milliseconds, shows no bar. */
const PATIENCE = 300;

/** A bar on stderr for work that is done in stages: what it is, percentage, time left. */
export interface ShareBar {
  update(stage: string, done: number): void;
  stop(): void;
}

export async function shareBar(terminal: Terminal): Promise<ShareBar> {
  const { default: progressLibrary } = await import("cli-progress");
  const [full, empty] = terminal.unicode ? ["\u2588", "\u2591"] : ["#", "-"];
  const make = () =>
    new progressLibrary.SingleBar({
      format: "{bar} {percentage}%  {stage}  {eta_formatted} left",
      stream: process.stderr,
      barsize: 30,
      barCompleteChar: full,
      barIncompleteChar: empty,
      clearOnComplete: true,
      gracefulExit: false,
    });
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
