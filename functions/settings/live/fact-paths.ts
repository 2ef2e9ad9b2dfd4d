import { networkBits } from "../../domain/network.ts";
import type { LiveFacts } from "./facts.ts";
import type { LivePath } from "./live-path.ts";

/** A wider network has strangers in it, whatever an admin believes. In bits. */
const LEAST_BITS = { ipv4: 16, ipv6: 32 };

function networkFault(entry: string): string | undefined {
  const bits = networkBits(entry);
  const least = entry.includes(":") ? LEAST_BITS.ipv6 : LEAST_BITS.ipv4;
  return bits !== undefined && bits.length >= least
    ? undefined
    : "must be a network like 192.0.2.0/24 or 2001:db8::/32, of 16 bits or more (IPv6: 32)";
}

const namesOne = (what: string) => (entry: string) =>
  /^[\x21-\x7e]{1,100}$/.test(entry) ? undefined : `must be ${what}`;

type Lists = Exclude<keyof LiveFacts, "words">;

/** A list of what an admin has named. @param inIt what a name in it does */
function listPath(
  path: string,
  list: Lists,
  inIt: "opens" | "closes",
  more: Pick<LivePath, "entryFault" | "needsEnd" | "ownersOnly">,
): LivePath {
  return {
    path,
    ...more,
    fault: (value) => (value === true ? undefined : "must be true; take the change back to end it"),
    read: ({ facts }, entry) => facts[list].includes(entry),
    change: { of: "facts", with: (facts, entry) => ({ ...facts, [list]: [...facts[list], entry] }) },
    effect: (before, after) => {
      if (before === after) return "neither";
      return (after === true) === (inIt === "opens") ? "opens" : "closes";
    },
  };
}

/** What stands beside the settings: networks, and who or what is suspended. */
export const factPaths: readonly LivePath[] = [
  listPath("networks.denied", "deniedNetworks", "closes", { entryFault: networkFault }),
  listPath("networks.allowed", "allowedNetworks", "opens", { entryFault: networkFault, needsEnd: true }),
  listPath("clients.suspended", "suspendedApps", "closes", { entryFault: namesOne("an app's id") }),
  // Who may suspend whom is the desk's to say: here it is an owner's.
  listPath("admins.suspended", "suspendedAdmins", "closes", {
    entryFault: namesOne("an admin as the desk's settings name them"),
    ownersOnly: true,
  }),
];
