import { addressesLike, type Addresses } from "../addresses.ts";
import { type Bounds, clientOf } from "../client.ts";
import { localInbox } from "../mailbox.ts";
import type { Target } from "../target.ts";
import { latchkeyTarget } from "./target.ts";

/** The service of `npm start`, with its inbox and its clock. */
export function localTarget(
  url: string,
  bounds: Bounds,
): { readonly target: Target; readonly addresses: Addresses } {
  const target = latchkeyTarget({
    url,
    bounds,
    mailbox: localInbox(clientOf(url, bounds)),
    manyAddresses: true,
    configuration: {},
    isLocal: true,
    movesClock: true,
  });
  return { target, addresses: addressesLike("attack-*@example.com") };
}
