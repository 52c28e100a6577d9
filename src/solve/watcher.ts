import { ledger } from "../ledger/ledger.js";
import type { Problem } from "../problem/problem.js";
import type { Watched } from "../reset/detect.js";
import { lossWatch } from "../reset/watch.js";
import type { Phase } from "./phase.js";

/** What the detectors of a problem see of a phase at a time; what none of them needs is null. */
export function watcher(problem: Problem): (phase: Phase, time: number) => Watched {
  const kinds = problem.resets.map(({ trigger }) => trigger.kind);
  const ratio = kinds.includes("consolidation-drop") || kinds.includes("consolidation-below");
  const ofLoss = kinds.includes("plateau") || kinds.includes("gradient-collapse") ? lossWatch(problem) : null;
  return ({ engine }, time) => {
    const { discretization, stepper } = engine;
    if (discretization.timeDependent) discretization.rebuild(time);
    return {
      time,
      ...(ofLoss ? ofLoss(stepper.state, time) : { loss: null, gradient: null }),
      // the same whether a ledger is kept or not
      consolidation: ratio ? ledger(stepper.state, discretization, null).consolidationRatio : null,
    };
  };
}
