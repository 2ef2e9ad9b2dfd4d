import type { Challenge, Session } from "../domain/challenge.ts";
import type { RecipientKey } from "../domain/recipient.ts";
import { type GoingOn, goingOn } from "../flows/going-on.ts";
import type { Settings } from "../settings.ts";
import type { Stores } from "../storage/port.ts";

export interface EndOthersDependencies {
  readonly storage: Stores<{
    challenges: "list" | "cancel" | "end";
    customers: "listContacts" | "isContactOf";
    grants: "listOpen" | "end";
  }>;
  readonly settings: Pick<Settings, "registration">;
}

/**
 * Ends whatever else a subject has, once its factors are others: challenges that are open, sessions but the one in which
 * they were changed, and what apps were granted of those. A session that was opened before might be a thief's.
 * @throws the first fault, once all is done that can be
 */
export async function endOthers(
  { storage, settings }: EndOthersDependencies,
  own: Challenge | Session,
  now: number,
): Promise<void> {
  const on = goingOn();
  const { subject } = own;
  const contacts =
    settings.registration === "registered"
      ? await on.step(() => storage.customers.listContacts(subject))
      : [];
  await endIn(storage, own.recipientKey, own, now, on);
  for (const { recipientKey } of contacts ?? []) {
    if (recipientKey === own.recipientKey) continue;
    // The index may name one that is another customer's by now.
    if ((await on.step(() => storage.customers.isContactOf(recipientKey, subject))) === false) continue;
    await endIn(storage, recipientKey, own, now, on);
  }
  on.tell();
}

/** The same for who answers all the same: the change is made by then. @returns what went wrong, if anything did */
export async function faultOfEnding(
  deps: EndOthersDependencies,
  own: Challenge | Session,
  now: number,
): Promise<{ readonly fault?: unknown }> {
  try {
    await endOthers(deps, own, now);
    return {};
  } catch (fault) {
    return { fault };
  }
}

async function endIn(
  { challenges, grants }: EndOthersDependencies["storage"],
  recipientKey: RecipientKey,
  own: Challenge | Session,
  now: number,
  on: GoingOn,
): Promise<void> {
  const listed = await on.step(() => challenges.list(recipientKey));
  on.note(listed?.damaged ?? []);
  for (const one of listed?.challenges ?? []) {
    if (one.nonce === own.nonce) continue;
    const { status, decoy } = one;
    if ((status === "pending" || status === "proved") && !decoy)
      await on.step(() => challenges.cancel(one, now, "factors"));
    else if (status === "approved") await on.step(() => challenges.end(one, now, "factors"));
  }
  // At once, and not by the stream: also those whose session has ended plainly before.
  for await (const page of grants.listOpen(recipientKey, now)) {
    on.note(page.damaged);
    for (const grant of page.grants)
      if (grant.status !== "ended" && grant.sessionNonce !== own.nonce)
        await on.step(() => grants.end(grant, now));
  }
}
