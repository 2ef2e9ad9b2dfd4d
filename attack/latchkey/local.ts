import type { Addresses } from "../addresses.ts";
import { type Bounds, clientOf } from "../client.ts";
import { localInbox } from "../mailbox.ts";
import type { Target } from "../target.ts";
import { localPeople } from "./people.ts";
import { latchkeyTarget } from "./target.ts";

/**
 * The service of `npm start`, with its inbox and its clock.
 * @param isRegistered whether only customers are sent codes
 */
export function localTarget(
  url: string,
  bounds: Bounds,
  isRegistered = false,
): { readonly target: Target; readonly addresses: Addresses } {
  const client = clientOf(url, bounds);
  const { addresses, ...others } = localPeople(client, isRegistered);
  const target = latchkeyTarget({
    ...{ url, bounds, ...others },
    mailbox: localInbox(client),
    manyAddresses: true,
    configuration: {},
    isLocal: true,
    movesClock: true,
  });
  return { target, addresses };
}
