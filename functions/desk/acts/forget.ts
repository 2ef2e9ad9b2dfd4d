import { findPerson } from "../../flows/find-person.ts";
import { forgetPerson } from "../../flows/forget-person.ts";
import type { OutboundQueue } from "../../outbound/port.ts";
import { type DeskAct, acting } from "../act.ts";
import { ofPerson } from "../inputs.ts";
import { aboutOf, keysOf } from "../shown.ts";

export type ForgetAnswer =
  | { readonly outcome: "forgotten"; readonly counts: Readonly<Record<string, number>> }
  | { readonly outcome: "not-found" | "ambiguous" };

/** Beside the table of acts: it has a function of its own, whose role alone may delete. */
export function forget(outbound: OutboundQueue): DeskAct<ForgetAnswer> {
  return acting({
    what: "Deletes all that is kept of a person, but for what guards others and names nobody",
    least: "owner",
    input: ofPerson,
    async aim(services, query) {
      const found = await findPerson(services, query);
      if (found.kind !== "found") return { outcome: found.kind };
      return {
        kind: "aimed",
        persons: keysOf(found),
        about: aboutOf(found),
        before: found.isCustomer ? "customer" : "stranger",
        run: async (): Promise<ForgetAnswer> => ({
          outcome: "forgotten",
          counts: await forgetPerson({ ...services, outbound }, found),
        }),
      };
    },
  });
}
