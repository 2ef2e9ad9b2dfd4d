import { inferAddressKind } from "../../domain/address-kind.ts";
import { usualChannel } from "../../domain/channel.ts";
import { parseRecipient } from "../../domain/recipient.ts";
import { noticeWay } from "../../flows/notice-way.ts";
import { type Settings, usualCountry } from "../../settings.ts";
import { nameOfAdmin, principalOf } from "../../settings/desk.ts";
import type { Effective } from "../../settings/live/facts.ts";
import type { LiveDifference } from "../../settings/live/compare.ts";

/** What holds before a list of changes, what would after it, and what is deployed. */
export interface Ways {
  readonly before: Effective;
  readonly after: Effective;
  readonly deployed: Settings;
}

const CEILING = "channels.sms.spend.dailyUsd";

/** Whether all changes together take away the way by which the desk sends codes to an address. */
export function closesFor({ before, after }: Ways, address: string): boolean {
  return (
    noticeWay(before.settings, address) !== undefined && noticeWay(after.settings, address) === undefined
  );
}

/** Whether some owner could sign in before all changes together, and none could after them. One who is suspended cannot. */
export function closesForAll({ before, after }: Ways): boolean {
  return waysOfOwners(before).length > 0 && waysOfOwners(after).length === 0;
}

/**
 * Whether no owner could sign in but by SMS, and these were kept from being paid: the day's ceiling is below the deployed one,
 * and it or the last other way goes by these very changes. So much an owner may do, and nobody else.
 */
export function closesPayment({ before, after, deployed }: Ways): boolean {
  const isFree = (at: Effective) => waysOfOwners(at).some((way) => way !== "sms");
  const ceiling = ({ channels }: Settings) => channels.sms.spend.dailyUsd;
  return (
    !isFree(after) &&
    ceiling(after.settings) < ceiling(deployed) &&
    (isFree(before) || ceiling(after.settings) < ceiling(before.settings))
  );
}

/** How owners sign in, as it would hold. */
function waysOfOwners({ settings, facts }: Effective): readonly ("arn" | "email" | "sms")[] {
  const suspended = new Set(facts.suspendedAdmins.map((entry) => principalOf(entry) ?? entry));
  return (settings.desk?.admins ?? []).flatMap((one) => {
    if (one.role !== "owner" || suspended.has(nameOfAdmin(one))) return [];
    return "arn" in one ? ["arn"] : (noticeWay(settings, one.recipient)?.channel ?? []);
  });
}

/**
 * Of all changes, those that close the way of one of these addresses, each by itself; where none does, those that may have a
 * part in it.
 */
export function closing(
  settings: Settings,
  differences: readonly LiveDifference[],
  addresses: readonly string[],
): readonly LiveDifference[] {
  const alone = differences.filter((one) => addresses.some((address) => closesAlone(settings, one, address)));
  const first = alone.length > 0 ? alone : differences.filter(({ path }) => path === "admins.suspended");
  return first.length > 0 ? first : differences;
}

/** Of all changes, that of the day's ceiling; where it is none of them, those that close another way. */
export function closingPayment(
  settings: Settings,
  differences: readonly LiveDifference[],
  addresses: readonly string[],
): readonly LiveDifference[] {
  const ceiling = differences.filter(({ path }) => path === CEILING);
  return ceiling.length > 0 ? ceiling : closing(settings, differences, addresses);
}

function closesAlone(
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
