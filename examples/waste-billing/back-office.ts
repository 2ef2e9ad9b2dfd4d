import { randomUUID } from "node:crypto";
import type { Customer } from "./customers.ts";

/** What Latchkey answers to an act. */
export interface Act {
  readonly outcome: string;
  readonly counts?: Readonly<Record<string, number>>;
  /** Lines of a file that are left out. */
  readonly left?: readonly { readonly line: number; readonly message: string }[];
  /** The part of a file that comes next. Said also where this one was done before, and its answer was lost. */
  readonly next?: number;
}

/** What happened at one time; docs/api.md has what each kind says. */
export interface Entry {
  readonly kind: string;
  readonly at: string;
}

export interface BackOffice {
  /** Registers all customers of the portal in Latchkey; who is there already is found. */
  register(customers: readonly Customer[]): Promise<Act>;
  /** What happened to a customer's codes, the newest first: why one came, or did not. */
  story(customer: string): Promise<readonly Entry[]>;
  /** Keeps a customer out, by an address, a number or the portal's id. */
  block(customer: string): Promise<Act>;
  unblock(customer: string): Promise<Act>;
}

/** Sends a request to Latchkey. In a deployed stage it signs it with AWS credentials (docs/api.md, The desk). */
export type Send = (url: string, request: RequestInit) => Promise<Response>;

/** As many times an act is sent whose answer did not come, under one name: it is done once. */
const TRIES = 3;

/**
 * What the clerks of the waste-collection company do in Latchkey, by the acts of its desk. A deployed stage names the
 * company's system in `desk.admins`: the role `customers` registers and blocks, and `operator` also reads stories.
 * @param latchkey where Latchkey is reached
 */
export function backOffice(latchkey: string, send: Send = fetch): BackOffice {
  async function act(name: string, input: object): Promise<Act & Readonly<Record<string, unknown>>> {
    const headers = { "content-type": "application/json", "idempotency-key": uuid7() };
    for (let tries = 1; ; tries += 1) {
      const request = { method: "POST", headers, body: JSON.stringify(input) };
      const response = await send(`${latchkey}/admin-api/${name}`, request).catch(() => undefined);
      if (tries < TRIES && (response === undefined || response.status >= 500)) continue;
      if (response === undefined) throw new Error(`Latchkey does not answer at ${latchkey}.`);
      const body = (await response.json()) as Act & { readonly detail?: string };
      // A problem document has no outcome; with 409 the outcome says why nothing was done.
      if (typeof body.outcome !== "string") throw new Error(body.detail ?? response.statusText);
      return body as Act & Readonly<Record<string, unknown>>;
    }
  }

  return {
    async register(customers) {
      const csv = customersCsv(customers);
      const id = uuid7();
      const counts: Record<string, number> = {};
      const left: { readonly line: number; readonly message: string }[] = [];
      for (let part: number | undefined = 0; part !== undefined;) {
        const done: Act = await act("customers-import", { csv, import: id, part });
        for (const [name, count] of Object.entries(done.counts ?? {}))
          counts[name] = (counts[name] ?? 0) + count;
        left.push(...(done.left ?? []));
        part = done.next;
      }
      return { outcome: "imported", counts, left };
    },
    async story(customer) {
      const { entries = [] } = await act("story", { customer });
      return entries as readonly Entry[];
    },
    block: (customer) => act("block", { customer }),
    unblock: (customer) => act("unblock", { customer }),
  };
}

/** The portal's customers as the file that Latchkey reads. A `'` keeps spreadsheets from computing a number. */
export function customersCsv(customers: readonly Customer[]): string {
  const cell = (text: string) => `"${text.replace(/^(?=[=+\-@])/, "'").replaceAll('"', '""')}"`;
  const lines = customers.map(({ id, name, email, phone }) => [id, name, email, phone].map(cell).join(","));
  return ["customerId,name,email,phone", ...lines, ""].join("\r\n");
}

/** A UUID of version 7, which begins with its time (RFC 9562, 5.7). */
function uuid7(): string {
  const time = Date.now().toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
