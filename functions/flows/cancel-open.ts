import type { RecipientKey } from "../domain/recipient.ts";
import type { Stores } from "../storage/port.ts";
import { goingOn } from "./going-on.ts";

/**
 * Cancels the challenges of some contacts that wait for their code or for a second factor. A decoy stays: to cancel it would
 * tell who asked for it that there is a customer here.
 * @returns how many were canceled
 * @throws the first fault, once all is done that can be
 */
export async function cancelOpen(
  { storage }: { readonly storage: Stores<{ challenges: "list" | "cancel" }> },
  contacts: readonly { readonly recipientKey: RecipientKey }[],
  now: number,
): Promise<number> {
  const on = goingOn();
  let canceled = 0;
  for (const { recipientKey } of contacts) {
    const listed = await on.step(() => storage.challenges.list(recipientKey));
    on.note(listed?.damaged ?? []);
    const open = (listed?.challenges ?? []).filter(
      ({ status, decoy, expiresAt }) =>
        (status === "pending" || status === "proved") && !decoy && expiresAt > now,
    );
    for (const challenge of open)
      await on.step(async () => {
        const { kind } = await storage.challenges.cancel(challenge, now, "everywhere");
        if (kind === "done") canceled += 1;
      });
  }
  on.tell();
  return canceled;
}
