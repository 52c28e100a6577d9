import type { Request } from "./certificate.js";
import { productionRequests } from "./documented-production.js";
import { stationaryRequests } from "./documented-stationary.js";
import { transitionRequests } from "./documented-transitions.js";

/** The documented set: what is examined, and what is known to come out. */
export const documentedSet = (): Request[] => [
  ...stationaryRequests(),
  ...productionRequests(),
  ...transitionRequests(),
];
