import { exportedCustomers } from "../../../domain/csv/customers-csv.ts";
import { html } from "../../../pages/html.ts";
import { notice } from "../../../pages/layout.ts";
import type { ShownCustomer } from "../../acts/customers.ts";
import type { Screen } from "../screen.ts";
import { say } from "../words.ts";

/** All customers of a search as a file that can be imported again, with whole addresses. */
export const customersFile: Screen = {
  name: "customers-csv",
  title: "customers",
  least: "owner",
  unlisted: true,
  takesFactor: true,
  async show(_services, { query, ask }) {
    const { text = "", name = "" } = query;
    const all: ShownCustomer[] = [];
    let after: string | undefined;
    do {
      const found = await ask("customers-export", {
        text,
        ...(name !== "" && { name }),
        ...(after !== undefined && { after }),
      });
      if (found.kind !== "answered" || found.answer.outcome !== "found")
        return notice("bad", html`${say("customers.openMode")}`);
      // Who keeps a file takes it for all that was searched for.
      if (found.answer.tooMany) return notice("bad", html`${say("customers.tooMany")}`);
      all.push(...found.answer.customers);
      after = found.answer.next;
    } while (after !== undefined);
    return {
      kind: "download",
      fileName: "customers.csv",
      mediaType: "text/csv; charset=utf-8",
      text: exportedCustomers(all),
    };
  },
};
