import { blockCustomer, type SetContact, unblockCustomer } from "../../flows/block-customer.ts";
import type { EndedOfRecipient } from "../../flows/end-recipient.ts";
import { findCustomer, type FindCustomerOutcome, type FoundCustomer } from "../../flows/find-customer.ts";
import { acting, type Aimed, type ActAnswer, type Doing } from "../act.ts";
import { ofPerson } from "../inputs.ts";
import type { DeskServices } from "../services.ts";
import { aboutOf, authorOf, keysOf, type ShownContact, shownContact } from "../shown.ts";

/** Why no customer was found. */
export type NotFound = Exclude<FindCustomerOutcome, FoundCustomer>["kind"];

export type BlockAnswer =
  | {
      readonly outcome: "blocked";
      readonly contacts: readonly ShownContact[];
      readonly ended: EndedOfRecipient;
      readonly counts: Readonly<Record<string, number>>;
    }
  | { readonly outcome: NotFound };

export type UnblockAnswer =
  | {
      readonly outcome: "unblocked";
      readonly contacts: readonly ShownContact[];
      readonly counts: Readonly<Record<string, number>>;
    }
  | { readonly outcome: NotFound };

/** A block or its end, once the customer is found. */
async function aimAt<Given extends ActAnswer>(
  services: DeskServices,
  query: Parameters<typeof findCustomer>[1],
  run: (doing: Doing) => Promise<Given>,
): Promise<Aimed<Given> | { readonly outcome: NotFound }> {
  const found = await findCustomer(services, query);
  if (found.kind !== "found") return { outcome: found.kind };
  return {
    kind: "aimed",
    persons: keysOf(found),
    about: await aboutOf(services, found),
    before: found.contacts.map(({ status }) => status).join(" "),
    run,
  };
}

const changed = (contacts: readonly SetContact[]) => contacts.filter((one) => one.changed).length;

export const block = acting({
  what: "Keeps a customer out, and ends all that the customer has",
  least: "operator",
  customersToo: true,
  input: ofPerson,
  aim: (services, query) =>
    aimAt<BlockAnswer>(services, query, async (doing) => {
      const outcome = await blockCustomer(services, query, authorOf(doing));
      if (outcome.kind !== "blocked") return { outcome: outcome.kind };
      const { contacts, ended } = outcome;
      return {
        outcome: "blocked",
        contacts: contacts.map(shownContact),
        ended,
        counts: { changed: changed(contacts), ...ended },
      };
    }),
});

export const unblock = acting({
  what: "Lets a customer in again",
  least: "operator",
  customersToo: true,
  input: ofPerson,
  aim: (services, query) =>
    aimAt<UnblockAnswer>(services, query, async (doing) => {
      const outcome = await unblockCustomer(services, query, authorOf(doing));
      if (outcome.kind !== "unblocked") return { outcome: outcome.kind };
      const { contacts } = outcome;
      return {
        outcome: "unblocked",
        contacts: contacts.map(shownContact),
        counts: { changed: changed(contacts) },
      };
    }),
});
