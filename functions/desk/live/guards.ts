import { inferAddressKind } from "../../domain/address-kind.ts";
import { isWithin } from "../../domain/network.ts";
import { usualChannel } from "../../domain/channel.ts";
import { parseRecipient, recipientKey } from "../../domain/recipient.ts";
import { type Settings, usualCountry } from "../../settings.ts";
import { nameOfAdmin, principalOf } from "../../settings/desk.ts";
import { applyChanges } from "../../settings/live/apply.ts";
import { placeText } from "../../settings/live/change.ts";
import type { LiveDifference } from "../../settings/live/compare.ts";
import { type Admin, adminPersons } from "../admins.ts";
import type { DeskServices } from "../services.ts";
import { groundOf } from "./ground.ts";

/**
 * What names no one, so that nothing would be suspended by it; and what keeps out who acts: a network that they ask from,
 * the channel or country by which they sign in, or themselves. An owner is left in this way, whatever is changed, since
 * owners alone suspend admins, and who signs in by no address is kept from closing the way of all owners.
 * @returns what is wrong, each with its place before it
 */
export async function lockoutFaults(
  { settings, keys }: Pick<DeskServices, "settings" | "keys">,
  admin: Admin,
  differences: readonly LiveDifference[],
): Promise<readonly string[]> {
  const secret = await keys.recipient();
  const admins = settings.desk?.admins ?? [];
  const persons = adminPersons(settings, secret);
  const own = persons.find((one) => one.recipientKey === admin.recipientKey);
  const owners = persons.filter((one) => one.role === "owner");
  const ownerByArn = admins.some((one) => "arn" in one && one.role === "owner");
  const wayFault = (place: LiveDifference): string | undefined => {
    if (own && closesWay(settings, place, own.address))
      return "is the way by which you sign in: ask an owner who signs in by another";
    const closesAll = owners.length > 0 && owners.every(({ address }) => closesWay(settings, place, address));
    return !ownerByArn && closesAll ? "is the way by which all owners sign in" : undefined;
  };
  const faultOf = ({ path, entry = "", after }: LiveDifference): string | undefined => {
    if (after !== true) return undefined;
    if (path === "networks.denied" || path === "networks.allowed") {
      if (admin.from === undefined) return "it is not known from where you ask";
      return isWithin(admin.from, [entry]) ? "is the network that you ask from" : undefined;
    }
    if (path === "clients.suspended")
      return settings.clients.some(({ id }) => id === entry) ? undefined : "is no app of the settings";
    if (path !== "admins.suspended") return undefined;
    if (isNamed(secret, admin, entry)) return "is you: ask another owner";
    const name = principalOf(entry) ?? entry;
    return admins.some((one) => nameOfAdmin(one) === name)
      ? undefined
      : "is no admin: the settings name them in desk.admins";
  };
  return differences.flatMap((one) => {
    const fault = faultOf(one) ?? wayFault(one);
    return fault === undefined ? [] : [`${placeText(one)}: ${fault}`];
  });
}

/** Whether a change closes the way by which the desk sends a code to an address: its channel, or the country of a number. */
function closesWay(
  settings: Settings,
  { path, entry, before, after }: LiveDifference,
  address: string,
): boolean {
  if (after !== false || before === false) return false;
  const addressKind = inferAddressKind(address);
  if (path === `channels.${usualChannel(addressKind)}.enabled`) return true;
  if (path !== "channels.sms.countries" || addressKind === "email") return false;
  const parsed = parseRecipient(address, addressKind, usualCountry(settings), "message");
  return parsed.kind === "recipient" && parsed.recipient.country === entry;
}

/** Whether what is changed names an admin: by an ARN, or by an address. */
function isNamed(secret: Uint8Array, admin: Admin, entry: string): boolean {
  if (principalOf(entry) === admin.id) return true;
  if (admin.recipientKey === undefined || principalOf(entry) !== undefined) return false;
  const own = recipientKey(secret, { addressKind: inferAddressKind(entry), address: entry });
  return own === admin.recipientKey;
}

/**
 * Whether an admin is suspended as the table says it now: what a process knows may be half a minute old, in which two
 * owners could suspend each other.
 */
export async function isSuspended(services: DeskServices, admin: Admin): Promise<boolean> {
  const { changes } = await services.storage.liveSettings.read();
  const { facts } = applyChanges(groundOf(services), changes, services.clock());
  const secret = await services.keys.recipient();
  return facts.suspendedAdmins.some((entry) => isNamed(secret, admin, entry));
}
