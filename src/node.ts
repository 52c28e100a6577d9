export { loadProblem } from "./store/load-problem.js";
export { writeRun, type RunResult } from "./store/run-directory.js";
export type { WritingOptions } from "./store/output-place.js";
export { simulateOnThreads } from "./threads/simulate-on-threads.js";
export type { ThreadedRun, ThreadOptions } from "./threads/run-on-threads.js";
