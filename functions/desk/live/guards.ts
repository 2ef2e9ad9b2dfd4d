import { inferAddressKind } from "../../domain/address-kind.ts";
import { isWithin } from "../../domain/network.ts";
import { recipientKey } from "../../domain/recipient.ts";
import { nameOfAdmin, principalOf } from "../../settings/desk.ts";
import { applyChanges } from "../../settings/live/apply.ts";
import { placeText } from "../../settings/live/change.ts";
import type { LiveDifference } from "../../settings/live/compare.ts";
import { type Admin, adminPersons } from "../admins.ts";
import type { ReadingDesk } from "../services.ts";
import { groundOf } from "./ground.ts";
import { closesFor, closesForAll, closesPayment, closing, closingPayment, type Ways } from "./ways.ts";

/**
 * What names no one, so that nothing would be suspended by it; and what keeps out who acts: a network that they ask from,
 * the channel or country by which they sign in, or themselves. Whether the way of somebody is closed is asked of all changes
 * together, so that an owner is left who can sign in, whatever is changed.
 * @param wanted what would be kept, and how that differs from what is
 * @returns what is wrong, each with its place before it
 */
export async function lockoutFaults(
  services: ReadingDesk,
  admin: Admin,
  { differences, changes }: Wanted,
): Promise<readonly string[]> {
  const { settings } = services;
  const secret = await services.keys.recipient();
  const admins = settings.desk?.admins ?? [];
  const wayFault = changes && (await wayFaults(services, admin, { differences, changes }));
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
    const fault = faultOf(one) ?? wayFault?.(one);
    return fault === undefined ? [] : [`${placeText(one)}: ${fault}`];
  });
}

export interface Wanted {
  readonly differences: readonly LiveDifference[];
  /** All changes, as they would be kept; undefined where they are kept already. */
  readonly changes?: readonly unknown[] | undefined;
}

/** What is wrong with the ways that all changes together close, at each place that has a part in it. */
async function wayFaults(
  services: ReadingDesk,
  admin: Admin,
  { differences, changes }: Required<Wanted> & { readonly changes: readonly unknown[] },
): Promise<(place: LiveDifference) => string | undefined> {
  if (differences.length === 0) return () => undefined;
  const { settings } = services;
  const ground = groundOf(services);
  const now = services.clock();
  // As the table says it now: what a process knows may be half a minute old.
  const { changes: kept } = await services.storage.liveSettings.read();
  const ways: Ways = {
    before: applyChanges(ground, kept, now),
    after: applyChanges(ground, changes, now),
    deployed: ground.deployed,
  };
  const persons = adminPersons(settings, await services.keys.recipient());
  const own = persons.find((one) => one.recipientKey === admin.recipientKey)?.address;
  const owners = persons.filter(({ role }) => role === "owner").map(({ address }) => address);
  const closesOwn = own !== undefined && closesFor(ways, own);
  const found = [
    {
      places: closesOwn ? closing(settings, differences, [own]) : [],
      fault: "is the way by which you sign in: ask an owner who signs in by another",
    },
    {
      places: closesForAll(ways) ? closing(settings, differences, owners) : [],
      fault: "is the way by which all owners sign in",
    },
    {
      places:
        admin.role !== "owner" && closesPayment(ways) ? closingPayment(settings, differences, owners) : [],
      fault: "would keep the owners' codes by SMS from being paid: ask an owner",
    },
  ];
  return (place) => found.find(({ places }) => places.includes(place))?.fault;
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
export async function isSuspended(services: ReadingDesk, admin: Admin): Promise<boolean> {
  const { changes } = await services.storage.liveSettings.read();
  const { facts } = applyChanges(groundOf(services), changes, services.clock());
  const secret = await services.keys.recipient();
  return facts.suspendedAdmins.some((entry) => isNamed(secret, admin, entry));
}
