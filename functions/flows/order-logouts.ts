import { sessionOfGrant } from "../domain/grant.ts";
import { sessionId } from "../domain/session.ts";
import type { EndedSession } from "../domain/logout-token.ts";
import type { OutboundQueue } from "../outbound/port.ts";
import type { Settings } from "../settings.ts";
import type { OpenGrant } from "../storage/port/grants.ts";

export interface OrderLogoutsDependencies {
  readonly outbound: OutboundQueue;
  readonly settings: Pick<Settings, "clients">;
}

/**
 * Has the apps of these grants told that their sessions are over, each of each session once.
 * @param ordered what was ordered before of the same session, to which this adds
 * @returns the grants whose apps are told by now
 */
export async function orderLogouts(
  { outbound, settings }: OrderLogoutsDependencies,
  grants: readonly OpenGrant[],
  ordered: Set<string>,
): Promise<readonly OpenGrant[]> {
  const called = new Set(
    settings.clients.flatMap(({ id, backchannelLogoutUri }) =>
      backchannelLogoutUri === undefined ? [] : [id],
    ),
  );
  // Who has exchanged no code knows of no session.
  const knowing = grants.filter(({ status, clientId }) => status !== "code" && called.has(clientId));
  const orders = new Map<string, EndedSession>();
  for (const grant of knowing) {
    const { clientId, subject } = grant;
    const sid = sessionId(sessionOfGrant(grant));
    const order = `${clientId} ${sid}`;
    if (!ordered.has(order)) orders.set(order, { clientId, sid, subject });
  }
  if (orders.size > 0) await outbound.order([...orders.values()]);
  for (const order of orders.keys()) ordered.add(order);
  return knowing;
}
