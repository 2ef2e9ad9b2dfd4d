import type { Passkey } from "../../domain/passkey.ts";

/** A passkey as its owner is shown it, in JSON. */
export function passkeyView({ id, credentialId, name, backedUp, enrolledAt, lastUsedAt }: Passkey) {
  return {
    id,
    credentialId,
    name,
    backedUp,
    enrolledAt: iso(enrolledAt),
    ...(lastUsedAt !== undefined && { lastUsedAt: iso(lastUsedAt) }),
  };
}

function iso(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString();
}
