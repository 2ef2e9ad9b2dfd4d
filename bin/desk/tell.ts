import type { Answers } from "./answers.ts";
import type { CallAnswer } from "./call.ts";
import type { AttacksAnswer } from "../../functions/desk/acts/attacks.ts";
import type { EventsAnswer, RecentAnswer } from "../../functions/desk/acts/looking.ts";
import type { DeliveriesAnswer } from "../../functions/desk/acts/receivers.ts";
import type { CustomersImportsAnswer } from "../../functions/desk/acts/imports.ts";
import type { ToldStory } from "../../functions/desk/acts/story.ts";
import type { StatsAnswer } from "../../functions/desk/acts/statistics.ts";
import type { Command, CommandValues } from "./commands.ts";
import { blocked, count, counted, unblocked } from "./tell-blocking.ts";
import { factorsShown, resetAsked } from "./tell-factors.ts";
import { whyNotDone } from "./tell-refusal.ts";
import { changed, permanent, previewed, restored, settingsShown, versions } from "./tell-settings.ts";
import { acts, admins, customers } from "./tell-lists.ts";
import { attacksTold } from "./tell-attacks.ts";
import { deliveries, recentRequests, eventsTold } from "./tell-looking.ts";
import { statistics } from "./tell-statistics.ts";
import { begunImports, imported, undone } from "./tell-import.ts";
import { storyTold } from "./tell-story.ts";

/** A command as it was given. */
interface Given {
  readonly args: readonly string[];
  readonly values: CommandValues;
  /** In which times are shown. */
  readonly timeZone: string;
}

/** Says in words what an act led to. */
export function tell(
  command: Command,
  { args, values, timeZone }: Given,
  { outcome, done, body }: CallAnswer,
): string {
  if (!done) return whyNotDone(command, args, outcome, body.message);
  // The answer of an act that was done before has its outcome alone.
  if (body.doneBefore === true) return `This was done before: ${outcome}.`;
  const answer: unknown = body;
  switch (command.act) {
    case "block":
      return blocked(answer as Answers["block"]);
    case "unblock":
      return unblocked((answer as Answers["unblock"]).contacts);
    case "sessions-end":
      return counted((answer as Answers["sessions-end"]).ended);
    case "cancel":
      return `Canceled: ${count((answer as Answers["counted"]).counts.challenges ?? 0, "open code")}.`;
    case "lanes-clear":
      return `The next code is sent at once: ${count((answer as Answers["counted"]).counts.ledgers ?? 0, "ledger")} cleared. Wrong codes count on.`;
    case "lift":
      return (answer as Answers["counted"]).counts.lifted === 0
        ? "Nothing kept messages from going there."
        : "Messages go there again.";
    case "factors-show":
      return factorsShown(answer as Answers["factors-show"]);
    case "factors-reset":
      return resetAsked(answer as Answers["factors-reset"]);
    case "factors-cancel-reset":
      return "The reset is canceled. Only an owner can ask for it again.";
    case "contacts-add": {
      const { address, customerId, status, counts } = answer as Answers["contacts-add"];
      return `${address} is a contact of ${customerId}, and ${status}. Told: ${count(counts.told ?? 0, "contact")}.`;
    }
    case "contacts-remove": {
      const { address, ended } = answer as Answers["contacts-remove"];
      return `${address} is nobody's contact any more.\n${counted(ended)}`;
    }
    case "customers-find":
      return customers(answer as Answers["customers-find"]);
    case "customers-edit":
      return `Changed: ${count((answer as Answers["counted"]).counts.contacts ?? 0, "contact")}.`;
    case "invite": {
      const { address, channel } = answer as Answers["invite"];
      return `${address} is sent an invitation by ${channel === "sms" ? "SMS" : "e-mail"}. It holds no code: its link leads to the page that asks for the address.`;
    }
    case "customers-export":
      return (answer as Answers["customers-export"]).csv.trimEnd();
    case "customers-import":
      return imported(answer as Answers["customers-import"]);
    case "customers-imports":
      return begunImports(answer as CustomersImportsAnswer);
    case "customers-import-undo":
      return undone(answer as Answers["customers-import-undo"]);
    case "audit-list":
      return acts(answer as Answers["audit-list"]);
    case "admins-list":
      return admins(answer as Answers["admins-list"]);
    case "story":
      return storyTold(answer as ToldStory, args, timeZone);
    case "admins-enrol": {
      const { code, expiresAt } = answer as Answers["admins-enrol"];
      return `${code}\nTell it to the admin, by another way than a message to that address. It is asked for when an authenticator is set up at /admin, once, until ${expiresAt}.`;
    }
    case "open": {
      const { link, expiresAt } = answer as Answers["open"];
      return `${link}\nIt takes the place of the message's code, once, until ${expiresAt}. The second factor is asked for as ever.`;
    }
    case "stats":
      return statistics(answer as StatsAnswer, timeZone);
    case "recent":
      return recentRequests(answer as RecentAnswer, timeZone);
    case "attacks":
      return attacksTold(answer as AttacksAnswer, timeZone);
    case "events":
      return eventsTold(answer as EventsAnswer, timeZone);
    case "events-deliveries":
      return deliveries(answer as DeliveriesAnswer, timeZone);
    case "events-replay":
    case "events-test":
      return `Being told: ${count((answer as Answers["counted"]).counts.events ?? 0, "event")}. Look with: npm run desk -- events deliveries ${args[0] ?? ""}`;
    case "settings-get":
      return values.deployed === true
        ? permanent(answer as Answers["settings-get"])
        : settingsShown(answer as Answers["settings-get"], args[0]);
    case "settings-set":
    case "settings-remove":
      return changed(answer as Answers["settings-set"]);
    case "settings-restore":
      return restored(answer as Answers["settings-restore"]);
    case "settings-preview":
      return previewed(answer as Answers["settings-preview"]);
    case "test-send": {
      const { to, channel, provider } = answer as Answers["test-send"];
      return `Ordered: ${provider} sends ${to} a test by ${channel}. The line deliver-notice in the log says what happened to it.`;
    }
    case "settings-versions":
      return versions(answer as Answers["settings-versions"]);
    case "forget": {
      const { counts } = answer as Answers["counted"];
      const kinds = Object.entries(counts).map(([kind, number]) => `${kind} ${number}`);
      return `Deleted: ${kinds.join(", ") || "nothing, there was nothing"}. What guards others and names nobody stays.`;
    }
    default:
      return outcome;
  }
}
