import { isWithin } from "../domain/network.ts";
import { type Network, networksOf } from "../domain/origin.ts";
import type { LiveFacts } from "../settings/live/facts.ts";

/**
 * The networks that an address counts for. One that an admin allows asks for as many sends as it wants in an hour: those
 * that have a price, wrong guesses, and its share of each recipient count on.
 */
export function askingNetworks(
  secret: Uint8Array,
  address: string | undefined,
  { allowedNetworks }: Pick<LiveFacts, "allowedNetworks">,
): readonly Network[] {
  if (address === undefined) return [];
  const networks = networksOf(secret, address);
  return isWithin(address, allowedNetworks)
    ? networks.map((network) => ({ ...network, unlimited: true as const }))
    : networks;
}
