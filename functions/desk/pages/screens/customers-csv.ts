import { writeCsv } from "../../../domain/csv/write-csv.ts";
import { html } from "../../../pages/html.ts";
import { notice } from "../../../pages/layout.ts";
import type { ShownCustomer } from "../../acts/customers.ts";
import type { Screen } from "../screen.ts";
import { say } from "../words.ts";

/** As an import takes them. */
const COLUMNS = ["customerId", "address", "name", "locale", "status", "note", "blockedAt"] as const;

/** All customers of a search as a file, with whole addresses. */
export const customersFile: Screen = {
  name: "customers-csv",
  title: "customers",
  least: "owner",
  unlisted: true,
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
      all.push(...found.answer.customers);
      after = found.answer.next;
    } while (after !== undefined);
    return {
      kind: "download",
      fileName: "customers.csv",
      mediaType: "text/csv; charset=utf-8",
      text: writeCsv([COLUMNS, ...all.map((one) => COLUMNS.map((column) => one[column] ?? ""))]),
    };
  },
};
