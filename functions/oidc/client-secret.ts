import { createHash, timingSafeEqual } from "node:crypto";
import type { LiveFacts } from "../settings/live/facts.ts";
import type { Client } from "./authorization-request.ts";

/** How an app says who it is at the token endpoint. */
export interface ShownClient {
  readonly id: string;
  /** None from an app that cannot keep one. */
  readonly secret: string | undefined;
  /** The same before it was form-decoded: many libraries never encode it. */
  readonly secretAsSent?: string;
}

/** What says which apps are suspended. */
export interface Suspending {
  readonly live: Pick<LiveFacts, "suspendedApps">;
}

/** The apps that are given something: one that an admin has suspended is as unknown, until it is let in again. */
export function givenClients<Of extends { readonly id: string }>({
  settings,
  live,
}: Suspending & { readonly settings: { readonly clients: readonly Of[] } }): readonly Of[] {
  return settings.clients.filter(({ id }) => !live.suspendedApps.includes(id));
}

/** The client that this is. One with a secret has to show it, and one without must not show anything. */
export function knownClient(clients: readonly Client[], shown: ShownClient): Client | undefined {
  const client = clients.find(({ id }) => id === shown.id);
  if (!client) return undefined;
  if (client.secretSha256 === undefined) return shown.secret === undefined ? client : undefined;
  const kept = Buffer.from(client.secretSha256, "hex");
  const { secret = "", secretAsSent = secret } = shown;
  const fits = [secret, secretAsSent].map((one) =>
    timingSafeEqual(createHash("sha256").update(one).digest(), kept),
  );
  return fits.includes(true) ? client : undefined;
}
