import { inferAddressKind } from "../functions/domain/address-kind.ts";
import { traitsOf, usualChannel } from "../functions/domain/channel.ts";
import { parseRecipient } from "../functions/domain/recipient.ts";
import { isEnabled, type Settings, usualCountry } from "../functions/settings.ts";
import { fault, type StageFault } from "./stage-faults.ts";

/** On a laptop the owner at the machine needs no ARN, and no second factor. */
const LAPTOP = "local";

/** Whether a stage's desk can be entered by those whom it names, and by two factors; and whether anybody changes live. */
export function deskFaults(name: string, settings: Settings): readonly StageFault[] {
  if (name === LAPTOP) return [];
  const { desk, liveChanges } = settings;
  const admins = desk?.admins ?? [];
  const persons = admins.flatMap((one) => ("recipient" in one ? [one] : []));
  const hasOwnerByArn = admins.some((one) => "arn" in one && one.role === "owner");
  const faults: (readonly [place: string, words: string])[] = [];
  if (desk?.secondFactor === false)
    faults.push([
      "desk.secondFactor",
      "must not be false: the desk takes two factors of every admin. The local service alone may do without; leave it out",
    ]);
  if (liveChanges === "on" && !desk)
    faults.push(["liveChanges", "needs settings.desk: without admins nobody changes anything"]);
  if (persons.length > 0 && !hasOwnerByArn)
    faults.push([
      "desk.admins",
      "needs an owner by arn: who has an address signs in first with a code that such an owner makes (npm run desk -- admins enrol)",
    ]);
  for (const { recipient, role } of persons) {
    const why = unreachable(settings, recipient);
    if (why !== undefined)
      faults.push(["desk.admins", `names ${recipient}, to whom no code can be sent: ${why}`]);
    if (role === "customers")
      faults.push([
        "desk.admins",
        `gives ${recipient} the role customers, which has no page: it is a system's, by its arn`,
      ]);
  }
  return faults.map(([place, words]) => fault(`settings.${place}`, words));
}

/** Why the desk's own sign-in sends an admin nothing; undefined where it does. */
function unreachable(settings: Settings, address: string): string | undefined {
  const addressKind = inferAddressKind(address);
  const channel = usualChannel(addressKind);
  if (!isEnabled(settings, channel)) return `channels.${channel} is off`;
  const purpose = traitsOf(channel).reachesFixedLines ? "call" : "message";
  const parsed = parseRecipient(address, addressKind, usualCountry(settings), purpose);
  if (parsed.kind === "invalid") return parsed.message;
  if (parsed.recipient.address !== address) return `it is written ${parsed.recipient.address}`;
  const { country = "" } = parsed.recipient;
  const isServed = addressKind === "email" || settings.channels.sms.countries.includes(country);
  return isServed ? undefined : `channels.sms.countries has no ${country}`;
}
