/** Runs what can be stopped by a signal, and stops it at Ctrl-C; a second one ends the process. */
export async function untilInterrupted<Result>(run: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once("SIGINT", interrupt);
  try {
    return await run(stop.signal);
  } finally {
    process.removeListener("SIGINT", interrupt);
  }
}
