import { endContacts } from "../../flows/end-contacts.ts";
import type { EndedOfRecipient } from "../../flows/end-recipient.ts";
import { cancelOpen } from "../../flows/cancel-open.ts";
import { clearLanes } from "../../flows/clear-lanes.ts";
import { findPerson, type FoundPerson } from "../../flows/find-person.ts";
import { goingOn } from "../../flows/going-on.ts";
import { acting, type Aimed, type ActAnswer } from "../act.ts";
import { ofPerson } from "../inputs.ts";
import type { DeskServices } from "../services.ts";
import { aboutOf, keysOf } from "../shown.ts";

type NotFound = "not-found" | "ambiguous";

interface Counted<Outcome extends string> {
  readonly outcome: Outcome;
  readonly counts: Readonly<Record<string, number>>;
}

type Ended<Outcome extends string> = Counted<Outcome> | { readonly outcome: NotFound };

export type SessionsEndAnswer =
  (Counted<"sessions-ended"> & { readonly ended: EndedOfRecipient }) | { readonly outcome: NotFound };
export type CancelAnswer = Ended<"canceled">;
export type LanesClearAnswer = Ended<"cleared">;
export type LiftAnswer = Ended<"lifted">;

/** An act on a person, whether or not it is a customer. */
async function aimAt<Given extends ActAnswer>(
  services: DeskServices,
  query: Parameters<typeof findPerson>[1],
  run: (found: FoundPerson) => Promise<Given>,
): Promise<Aimed<Given> | { readonly outcome: NotFound }> {
  const found = await findPerson(services, query);
  if (found.kind !== "found") return { outcome: found.kind };
  return {
    kind: "aimed",
    persons: keysOf(found),
    about: await aboutOf(services, found),
    run: () => run(found),
  };
}

export const sessionsEnd = acting({
  what: "Ends a person's sessions, open codes and what apps were granted",
  least: "operator",
  onLastOwnerToo: true,
  input: ofPerson,
  aim: (services, query) =>
    aimAt<SessionsEndAnswer>(services, query, async ({ contacts }) => {
      const ended = await endContacts(services, contacts, services.clock());
      return { outcome: "sessions-ended", ended, counts: { ...ended } };
    }),
});

export const cancel = acting({
  what: "Cancels the codes of a person that wait to be typed",
  least: "operator",
  onLastOwnerToo: true,
  input: ofPerson,
  aim: (services, query) =>
    aimAt<CancelAnswer>(services, query, async ({ contacts }) => ({
      outcome: "canceled",
      counts: { challenges: await cancelOpen(services, contacts, services.clock()) },
    })),
});

export const lanesClear = acting({
  what: "Has a person's sends count no more, so that the next code is sent at once; wrong guesses count on",
  least: "operator",
  onLastOwnerToo: true,
  input: ofPerson,
  aim: (services, query) =>
    aimAt<LanesClearAnswer>(services, query, async ({ contacts }) => ({
      outcome: "cleared",
      counts: { ledgers: await clearLanes(services, contacts) },
    })),
});

export const lift = acting({
  what: "Has messages go again to an address that took none",
  least: "operator",
  onLastOwnerToo: true,
  input: ofPerson,
  aim: (services, query) =>
    aimAt<LiftAnswer>(services, query, async ({ contacts }) => {
      const on = goingOn();
      let lifted = 0;
      for (const { recipientKey } of contacts)
        await on.step(async () => {
          if (await services.storage.suppressions.lift(recipientKey, services.clock())) lifted += 1;
        });
      on.tell();
      return { outcome: "lifted", counts: { lifted } };
    }),
});
