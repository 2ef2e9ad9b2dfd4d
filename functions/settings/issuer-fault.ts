import type { Client } from "./clients.ts";

/**
 * What would make an app's token pass for one of the owner's own API: an app without an `audience` gets tokens for the
 * issuer. @param issuer where the service is reached, which settings do not say
 */
export function issuerFault(
  {
    clients: all,
    session,
  }: { readonly clients: readonly Client[]; readonly session: { readonly audience: string } },
  issuer: string,
): string | undefined {
  if (all.length === 0 || session.audience !== issuer) return undefined;
  return "must not be the service's own address where there are clients: an app's tokens are for that, and would open your own API";
}
