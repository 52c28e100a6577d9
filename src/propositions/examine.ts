import { InputError } from "../errors.js";
import { problemFromData } from "../problem/file.js";
import { certificateOf, type Certificate, type Finding, type Request } from "./certificate.js";
import { entropyProduction } from "./entropy-production.js";
import { instruments, type Instruments } from "./instruments.js";
import { meanFieldOnset } from "./mean-field-onset.js";
import { transitionOfProblem } from "./own-transition.js";
import { requireProtocol } from "./protocol.js";
import { requireRequest } from "./require-request.js";
import { statements } from "./statements.js";
import { stationaryDensity } from "./stationary-distribution.js";
import { stationaryParticles } from "./stationary-particles.js";
import { transitionOnLandscapes } from "./transition-criterion.js";

export interface ExamineOptions {
  /** Versions to be written into the certificate. */
  readonly versions?: Readonly<Record<string, string>>;
  readonly instruments?: Instruments;
}

/**
 * Examines one proposition on one problem. The same request gives the same figures.
 * @throws InputError where the request is none (`not-a-request`), the problem is none or the protocol cannot be followed (`bad-protocol`); NumericalError of `evolve`, `steady`, `spectrum` and `simulate`
 */
export function examine(
  request: Request,
  { versions = {}, instruments: tools = instruments }: ExamineOptions = {},
): Certificate {
  // what is no problem or protocol is an error; what cannot be asked of one is a reason
  requireRequest(request);
  problemFromData(request.problem);
  requireProtocol(request);
  return certificateOf(request, statements[request.proposition][request.form], found(), versions);

  function found(): Finding {
    try {
      return findingOf(request, tools);
    } catch (fault) {
      if (!(fault instanceof InputError)) throw fault;
      return { checks: [], reason: fault.message };
    }
  }
}

function findingOf(request: Request, tools: Instruments): Finding {
  switch (request.proposition) {
    case "stationary-distribution":
      return request.on === "particles" ? stationaryParticles(request, tools) : stationaryDensity(request, tools);
    case "entropy-production":
      return entropyProduction(request, tools);
    case "transition-criterion":
      if (request.on === "mean-field") return meanFieldOnset(request, tools);
      return request.on === "landscapes" ? transitionOnLandscapes(request, tools) : transitionOfProblem(request, tools);
  }
}
