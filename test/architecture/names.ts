import { files, source } from "./sources.ts";

/** The client's package speaks to its users in the API's words, and knows none of our files. */
const MIRROR = "what the API calls it, in the client's public types";

/** Names that several files may export, and why. */
export const SHARED: Readonly<Record<string, string>> = {
  Account: `${MIRROR}; the preflight's is one of AWS`,
  BegunTotp: MIRROR,
  Challenge: MIRROR,
  ChallengeReference: MIRROR,
  ChallengeStatus: MIRROR,
  Channel: MIRROR,
  Client: "what `createClient` of the client's package makes; ours is an app of OpenID Connect",
  DeliveryState: MIRROR,
  FactorRequired: MIRROR,
  Passkey: MIRROR,
  PasskeyPurpose: MIRROR,
  Problem: MIRROR,
  Puzzle: MIRROR,
  Session: MIRROR,
  TokenClaims: MIRROR,
  TurnstilePuzzle: MIRROR,
  Transaction: MIRROR,
  create: "each handler makes itself of its services",
  handler: "what Lambda calls in each entry's file",
  route: "each route's handler with its parts, for the function that it shares",
  requireToken: "the same check for each framework, from an entry of its own",
};

/** Every name that files of the product export, and where. */
export function exportedNames(): ReadonlyMap<string, readonly string[]> {
  const found = files
    .filter((file) => /^(functions|lib|client\/src|bin)\//.test(file))
    .flatMap((file) =>
      [...source(file).matchAll(/^export (?:async )?(?:interface|type|class|function|const) (\w+)/gm)].map(
        ([, name = ""]) => ({ name, file }),
      ),
    );
  const byName = Map.groupBy(found, ({ name }) => name);
  return new Map([...byName].map(([name, all]) => [name, all.map(({ file }) => file)]));
}
