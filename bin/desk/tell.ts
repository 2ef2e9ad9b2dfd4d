import type { Answers } from "./answers.ts";
import type { CallAnswer } from "./call.ts";
import type { Command, CommandValues } from "./commands.ts";
import { blocked, count, counted, unblocked } from "./tell-blocking.ts";
import { factorsShown, resetAsked } from "./tell-factors.ts";
import { whyNotDone } from "./tell-refusal.ts";
import { changed, permanent, previewed, restored, settings, versions } from "./tell-settings.ts";
import { acts, admins, customers } from "./tell-lists.ts";

/** Says in words what an act led to. */
export function tell(
  command: Command,
  { args, values }: { readonly args: readonly string[]; readonly values: CommandValues },
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
    case "audit-list":
      return acts(answer as Answers["audit-list"]);
    case "admins-list":
      return admins(answer as Answers["admins-list"]);
    case "settings-get":
      return values.deployed === true
        ? permanent(answer as Answers["settings-get"])
        : settings(answer as Answers["settings-get"], args[0]);
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
