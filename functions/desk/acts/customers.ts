import * as z from "zod/mini";
import { decrypt, encrypt, type Encryption } from "../../domain/encrypted.ts";
import { maskAddress } from "../../domain/mask.ts";
import { findCustomer } from "../../flows/find-customer.ts";
import { listCustomers } from "../../flows/list-customers.ts";
import type { ListedContact } from "../../storage/port/customers.ts";
import { acting, type Aimed, reading, type Seen } from "../act.ts";
import { localeTag, person, shortText } from "../inputs.ts";
import type { ReadingDesk } from "../services.ts";
import { aboutOf, isoText, keysOf, withoutAddress } from "../shown.ts";
import type { NotFound } from "./blocking.ts";

/** A contact as a list of customers shows it. */
export interface ShownCustomer {
  readonly customerId?: string;
  /** Set where the id is an address, which owners alone are shown whole. */
  readonly idIsMasked?: true;
  /** Masked, but for an owner's export. */
  readonly address?: string;
  readonly name?: string;
  readonly locale?: string;
  readonly status: string;
  readonly note?: string;
  readonly blockedAt?: string;
}

export type CustomersFindAnswer =
  | {
      readonly outcome: "found";
      readonly customers: readonly ShownCustomer[];
      /** What to ask for the next page with. */
      readonly next?: string;
      /** Set where a search by name has not seen all: give more letters of the id. */
      readonly tooMany?: true;
    }
  | { readonly outcome: "open-mode" };

export type CustomersEditAnswer =
  | { readonly outcome: "edited"; readonly counts: Readonly<Record<string, number>> }
  | { readonly outcome: NotFound | "changed-meanwhile" };

/** How many contacts a page has at most. */
const PAGE = 100;

const search = {
  /** The beginning of an id, or a whole address or number. */
  text: z._default(z.string().check(z.trim(), z.maxLength(320)), ""),
  name: z.optional(z.string().check(z.trim(), z.minLength(2), z.maxLength(200))),
  most: z._default(z.int().check(z.gte(1), z.lte(PAGE)), PAGE),
  after: z.optional(z.string().check(z.maxLength(800))),
};

/** A search, whose addresses are shown as it says. */
const searching = (spec: {
  readonly what: string;
  readonly least: "operator" | "owner";
  readonly show: (address: string) => string;
}) =>
  reading({
    ...spec,
    input: z.strictObject(search),
    async read(services, { text, name, most, after }, { role }): Promise<Seen<CustomersFindAnswer>> {
      const found = await listCustomers(services, {
        text,
        name,
        most,
        after: await readPlace(services, after),
      });
      if (found.kind === "open-mode") return { answer: { outcome: found.kind } };
      return {
        about: [`${found.contacts.length} contacts`],
        answer: {
          outcome: "found",
          customers: found.contacts.map((one) =>
            shownCustomer(one, spec.show, role === "owner" ? wholeId : withoutAddress),
          ),
          ...(found.next && { next: await writePlace(services, found.next) }),
          ...(found.tooMany && { tooMany: true }),
        },
      };
    },
  });

export const customersFind = searching({
  what: "Customers by the beginning of the id, by a whole address, or by part of a name",
  least: "operator",
  show: maskAddress,
});

export const customersExport = searching({
  what: "Customers with whole addresses, page by page, to be kept elsewhere",
  least: "owner",
  show: (address) => address,
});

export const customersEdit = acting({
  what: "Changes the name, the language or the admins' note of all contacts of a customer",
  least: "operator",
  input: z.strictObject({
    ...person,
    name: z.optional(z.nullable(shortText.check(z.minLength(1)))),
    locale: z.optional(z.nullable(localeTag)),
    note: z.optional(z.nullable(shortText.check(z.minLength(1)))),
  }),
  async aim(services, { customer, as, ...facts }): Promise<Aimed<CustomersEditAnswer> | CustomersEditAnswer> {
    const found = await findCustomer(services, { customer, as });
    if (found.kind !== "found") return { outcome: found.kind };
    return {
      kind: "aimed",
      persons: keysOf(found),
      about: await aboutOf(services, found),
      before: Object.keys(facts).join(" "),
      run: async (): Promise<CustomersEditAnswer> => {
        let edited = 0;
        for (const { recipientKey } of found.contacts)
          if (await services.storage.customers.describe(recipientKey, found.customerId, facts)) edited += 1;
        return edited === 0
          ? { outcome: "changed-meanwhile" }
          : { outcome: "edited", counts: { contacts: edited } };
      },
    };
  },
});

const wholeId = (id: string) => id;

function shownCustomer(
  { customerId, address, name, locale, status, note, blockedAt }: ListedContact,
  show: (address: string) => string,
  showId: (id: string) => string,
): ShownCustomer {
  const shownId = customerId === undefined ? undefined : showId(customerId);
  return {
    ...(shownId !== undefined && { customerId: shownId }),
    ...(shownId !== customerId && { idIsMasked: true }),
    ...(address !== undefined && { address: show(address) }),
    ...(name !== undefined && { name }),
    ...(locale !== undefined && { locale }),
    status,
    ...(note !== undefined && { note }),
    ...(blockedAt !== undefined && { blockedAt: isoText(blockedAt) }),
  };
}

interface Place {
  readonly customerId: string;
  readonly shown: number;
}

const PLACE: Encryption = { label: "desk-place|" };

/** The key has no versions: it names every recipient, and is not turned. */
const PLACE_KID = 0;

/** Where a list goes on, as callers hand it back. It has an id, which may be an address that is masked for them. */
async function writePlace(
  { keys, random }: Pick<ReadingDesk, "keys" | "random">,
  { customerId, shown }: Place,
): Promise<string> {
  const body = Buffer.from(`${shown}.${customerId}`);
  return encrypt(PLACE, body, { kid: PLACE_KID, key: await keys.recipient() }, random);
}

async function readPlace(
  { keys }: Pick<ReadingDesk, "keys">,
  text: string | undefined,
): Promise<Place | undefined> {
  const body = text === undefined ? undefined : decrypt(PLACE, text, await keys.recipient());
  const [, shown, customerId] = /^(\d{1,9})\.(.+)$/s.exec(body?.toString() ?? "") ?? [];
  return shown === undefined || customerId === undefined ? undefined : { shown: Number(shown), customerId };
}
