import { Fault } from "../../domain/errors.ts";
import { importDigest } from "../../domain/import-mark.ts";
import { hasFactor } from "../../domain/factors.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import { subjectKey } from "../../domain/subject.ts";
import { atOnce } from "../../flows/at-once.ts";
import { pastDamage } from "../../flows/past-damage.ts";
import { removeContact } from "../../flows/remove-contact.ts";
import type { Forbidden } from "../perform-act.ts";
import type { DeskServices } from "../services.ts";
import type { Guard } from "./guard.ts";

/** Why a contact is left, that an import has registered. */
export type KeptReason =
  | Forbidden
  /** It was changed, moved or blocked since, or registered otherwise. */
  | "changed-since"
  /** The customer has enrolled something since. */
  | "enrolled-since"
  /** It was removed or forgotten since. */
  | "gone"
  | "damaged";

/** What an undo does with one contact. */
export interface UndoneContact {
  /** Where it stands in the file that was imported. */
  readonly line: number;
  readonly key: RecipientKey;
  /** Whose it is. Absent where it is left. */
  readonly customerId?: string;
  readonly reason?: KeptReason;
}

/** As many contacts are removed at the same time. */
const AT_ONCE = 10;

/** The contacts of a part of an import, as its audit names them. */
export function contactsOf(about: readonly string[]): readonly Pick<UndoneContact, "line" | "key">[] {
  return about.flatMap((one) => {
    const [, line, key] = /^(\d+) ([\w-]{22})$/.exec(one) ?? [];
    return line === undefined ? [] : [{ line: Number(line), key: key as RecipientKey }];
  });
}

/** Looks up which contacts are as the import left them. */
export async function planUndo(
  services: DeskServices,
  importId: string,
  guard: Guard,
  contacts: readonly Pick<UndoneContact, "line" | "key">[],
): Promise<readonly UndoneContact[]> {
  const { customers, factors } = services.storage;
  const secret = await services.keys.recipient();
  return Promise.all(
    contacts.map(async ({ line, key }): Promise<UndoneContact> => {
      const found = await customers.readImported(key).catch(damagedOnly);
      if (!found) return { line, key, reason: "damaged" };
      const { contact, imported } = found;
      if (!contact) {
        // What an undo has removed, and has not finished yet.
        const removed = imported?.in === importId ? await customers.readRemoved(key) : undefined;
        return removed ? { line, key, customerId: removed.customerId } : { line, key, reason: "gone" };
      }
      const { customerId } = contact;
      const isAsLeft = imported?.in === importId && imported.as === importDigest(contact);
      if (!isAsLeft || customerId === undefined) return { line, key, reason: "changed-since" };
      const forbidden = guard(key, [customerId]);
      if (forbidden) return { line, key, reason: forbidden };
      const enrolled = await factors.read(
        contact.factorsOf ?? subjectKey(secret, customerId),
        services.clock(),
      );
      if (enrolled && hasFactor(enrolled)) return { line, key, reason: "enrolled-since" };
      return { line, key, customerId };
    }),
  );
}

/**
 * Takes back what was planned. What fails of one keeps no other back; a repetition meets only what is left.
 * @throws the first fault that another try may mend, once all is done that can be
 */
export async function runUndo(
  services: DeskServices,
  contacts: readonly UndoneContact[],
): Promise<readonly UndoneContact[]> {
  const late = new Map<RecipientKey, UndoneContact>();
  const { thrown } = await atOnce(contacts, AT_ONCE, async ({ line, key, customerId }) => {
    if (customerId === undefined) return;
    // Of one that is damaged all is taken back that can be; it is told, and keeps no repetition from ending.
    const isWhole = await pastDamage(async () => {
      const { kind } = await removeContact(services, key, customerId);
      if (kind !== "removed") late.set(key, { line, key, reason: "changed-since" });
    });
    if (!isWhole) late.set(key, { line, key, reason: "damaged" });
  });
  if (thrown.length > 0) throw thrown[0];
  return contacts.map((one) => late.get(one.key) ?? one);
}

function damagedOnly(error: unknown): undefined {
  if (error instanceof Fault && error.code === "damaged-item") return undefined;
  throw error;
}
