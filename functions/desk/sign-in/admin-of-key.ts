import { provable, type SubjectFactors } from "../../domain/factors.ts";
import { maskAddress } from "../../domain/mask.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import { deskSubject } from "../../domain/subject.ts";
import type { KnownHere } from "../../flows/request-code.ts";
import type { Keys } from "../../keys/port.ts";
import type { LiveFacts } from "../../settings/live/facts.ts";
import type { Settings } from "../../settings.ts";
import { takesPasskeys } from "../../settings/passkey-party.ts";
import type { Stores } from "../../storage/port.ts";
import { type Admin, adminPersons } from "../admins.ts";

/** An admin who signs in by an address. */
export interface PagesAdmin extends Admin {
  readonly recipientKey: RecipientKey;
  readonly address: string;
}

export interface AdminsHere {
  readonly settings: Settings;
  readonly live: Pick<LiveFacts, "suspendedAdmins">;
  readonly keys: Pick<Keys, "recipient">;
  readonly publicUrl: string;
}

/**
 * The admin with this recipient's key, as the settings and what is changed live say it now: who is listed no longer, or
 * suspended, is none. Never by a `sub`: an owner's id of a customer may be anyone's.
 */
export async function adminOfKey(
  { settings: { desk }, live, keys }: Omit<AdminsHere, "publicUrl">,
  key: RecipientKey,
): Promise<PagesAdmin | undefined> {
  const found = adminPersons({ desk }, await keys.recipient()).find((one) => one.recipientKey === key);
  if (!found || live.suspendedAdmins.includes(found.address)) return undefined;
  const { role, address } = found;
  return { id: key, role, recipientKey: key, address };
}

/** What a page calls an admin. */
export function shownAdmin({ address }: Pick<PagesAdmin, "address">): string {
  return maskAddress(address);
}

/**
 * Whether sign-ins take two factors: always, but for the service on a laptop, where a newcomer may look around. What is
 * reached over TLS is no laptop, whatever its settings say.
 */
export function takesTwo({ settings, publicUrl }: Pick<AdminsHere, "settings" | "publicUrl">): boolean {
  return !(publicUrl.startsWith("http:") && settings.desk?.secondFactor === false);
}

/** What an admin can prove beside the code. */
export function provableHere(
  { settings, publicUrl }: Pick<AdminsHere, "settings" | "publicUrl">,
  factors: SubjectFactors | undefined,
) {
  return provable(factors, takesPasskeys({ settings, publicUrl }));
}

/** What a new challenge takes from whom it is for: the same reads for everyone, so that the time tells nothing. */
export async function knownAtDesk(
  services: AdminsHere & { readonly storage: Stores<{ factors: "read" }> },
  key: RecipientKey,
  now: number,
): Promise<KnownHere> {
  const admin = await adminOfKey(services, key);
  const subjectKey = deskSubject(await services.keys.recipient(), key);
  const factors = takesTwo(services) ? await services.storage.factors.read(subjectKey, now) : undefined;
  const secondFactor = provableHere(services, factors);
  return {
    known: admin !== undefined,
    terms: takesTwo(services) ? { subjectKey, secondFactor } : {},
  };
}
