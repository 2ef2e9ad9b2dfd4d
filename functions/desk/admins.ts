import { inferAddressKind } from "../domain/address-kind.ts";
import { maskAddress } from "../domain/mask.ts";
import { type RecipientKey, recipientKey } from "../domain/recipient.ts";
import type { Settings } from "../settings.ts";
import { type DeskRole, LADDER, nameOfAdmin, principalOf } from "../settings/desk.ts";

/** Who acts: one of the settings' admins, known by the ARN that API Gateway has checked, or by the desk's own sign-in. */
export interface Admin {
  /** For the audit: the ARN of the user or role, or the pseudonym of the admin's address. */
  readonly id: string;
  readonly role: DeskRole;
  /** What the caller calls itself, as the name of an assumed role's session: nobody checks that. */
  readonly said?: string;
  /** Where the admin's own challenges lie; nobody acts on themselves. */
  readonly recipientKey?: RecipientKey;
  /** The address that the admin asks from; where it is not known, nothing about networks is changed. */
  readonly from?: string;
}

type OfSettings = Pick<Settings, "desk">;

/** An assumed role is called with the name of its session behind it, which the caller chooses. */
const OF_SESSION = /^(arn:[a-z-]+:sts::\d{12}:assumed-role\/[\w+=,.@-]+)\/([\w+=,.@-]+)$/;

/**
 * The admin with an ARN, as API Gateway names the caller of an address that only IAM opens.
 * @returns undefined for whom the settings do not list
 */
export function adminOfArn({ desk }: OfSettings, arn: string): Admin | undefined {
  const [, assumed = arn, session] = OF_SESSION.exec(arn) ?? [];
  const id = principalOf(assumed);
  const listed = id === undefined ? undefined : desk?.admins.find((one) => nameOfAdmin(one) === id);
  if (id === undefined || !listed || !("arn" in listed)) return undefined;
  return { id, role: listed.role, ...(session !== undefined && { said: withoutAddress(session) }) };
}

/** The audit has no addresses, those of admins included. */
function withoutAddress(name: string): string {
  return name.includes("@") ? maskAddress(name) : name;
}

/** An admin who is a person with an address, as one whom somebody acts on. */
export interface AdminPerson {
  readonly role: DeskRole;
  readonly recipientKey: RecipientKey;
  readonly address: string;
}

/** Where the admins lie who have addresses. @param secret the recipient secret */
export function adminPersons({ desk }: OfSettings, secret: Uint8Array): readonly AdminPerson[] {
  return (desk?.admins ?? []).flatMap((one) => {
    if (!("recipient" in one)) return [];
    const address = one.recipient;
    return [
      {
        ...{ role: one.role, address },
        recipientKey: recipientKey(secret, { addressKind: inferAddressKind(address), address }),
      },
    ];
  });
}

/** How far up the ladder a role stands; the one beside it stands nowhere. */
export function rankOf(role: DeskRole): number {
  return LADDER.findIndex((one) => one === role);
}
