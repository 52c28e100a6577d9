import { InputError } from "../errors.js";
import type { Request } from "./certificate.js";

/** What certificates of a proposition can be made on, and what their protocols may state there. */
const KEYS: Readonly<Record<Request["proposition"], Readonly<Partial<Record<Request["on"], readonly string[]>>>>> = {
  "stationary-distribution": { density: ["diffusionFactors", "box"], particles: [] },
  "entropy-production": { density: ["nodes", "transportAttained"] },
  "transition-criterion": { density: [], landscapes: ["seed", "training", "test"], "mean-field": ["diffusionFactors"] },
};

/** Nodes, landscapes and temperatures beyond these take hours. */
const NODES = 1024;
const LANDSCAPES = 10000;
const FACTORS = 64;
const SEEDS = 2 ** 32;

/**
 * Refuses a request whose protocol no measurement could follow.
 * @throws InputError `bad-protocol` with the place
 */
export function requireProtocol({ proposition, on, protocol, problem }: Request): void {
  const places = Object.keys(KEYS[proposition]);
  if (!places.includes(on)) throw refused("on", `${places.join(" or ")} for ${proposition}`, on);
  const unknown = Object.keys(protocol).find((key) => !KEYS[proposition][on]!.includes(key));
  if (unknown !== undefined)
    throw refused(`protocol.${unknown}`, KEYS[proposition][on]!.join(", ") || "nothing in the protocol", unknown);
  const { nodes, diffusionFactors: factors, box, transportAttained } = protocol;
  if (nodes !== undefined && !(isWhole(nodes, 4, NODES) && nodes % 4 === 0))
    throw refused("protocol.nodes", `a multiple of 4 from 4 to ${NODES}`, nodes);
  if (box !== undefined && box !== 2) throw refused("protocol.box", "2: twice as wide", box);
  if (transportAttained !== undefined && transportAttained !== 0 && transportAttained !== 1)
    throw refused("protocol.transportAttained", "0 or 1", transportAttained);
  if (factors !== undefined) {
    const list = typeof factors === "number" ? [factors] : factors;
    const least = on === "mean-field" ? 2 : 1;
    if (new Set(list).size < least || list.length > FACTORS || !list.every((each) => each > 0 && Number.isFinite(each)))
      throw refused(
        "protocol.diffusionFactors",
        `${least === 2 ? "two different positive numbers or more" : "positive numbers"}, ${FACTORS} at most`,
        factors,
      );
  }
  if (on !== "landscapes") return;
  const { seed, training, test } = protocol;
  if (!isWhole(seed, 0, SEEDS - 1)) throw refused("protocol.seed", `a whole number from 0 to ${SEEDS - 1}`, seed);
  for (const [name, count] of [
    ["training", training],
    ["test", test],
  ] as const)
    if (!isWhole(count, 1, LANDSCAPES))
      throw refused(`protocol.${name}`, `a whole number from 1 to ${LANDSCAPES}`, count);
  const drawn = Object.entries(problem["parameters"] ?? {}).filter(([name]) => /^[ap]\d+$|^D$/.test(name));
  if (drawn.length === 0)
    throw refused("problem.parameters", "amplitudes a1, a2, ..., phases p1, p2, ... or D, which are drawn", "none");
}

const isWhole = (value: unknown, least: number, most: number): value is number =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most;

const refused = (path: string, expected: string, found: unknown): InputError =>
  new InputError({
    code: "bad-protocol",
    path,
    expected,
    found: found === undefined ? "nothing" : typeof found === "string" ? found : JSON.stringify(found),
  });
