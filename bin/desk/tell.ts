import type { Answers } from "./answers.ts";
import type { CallAnswer } from "./call.ts";
import type { Command } from "./commands.ts";
import { blocked, count, counted, unblocked } from "./tell-blocking.ts";
import { factorsShown, resetAsked } from "./tell-factors.ts";
import { whyNotDone } from "./tell-refusal.ts";
import { acts, admins, customers } from "./tell-lists.ts";
import { imported, undone } from "./tell-import.ts";

/** Says in words what an act led to. */
export function tell(command: Command, args: readonly string[], { outcome, done, body }: CallAnswer): string {
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
    case "customers-import-undo":
      return undone(answer as Answers["customers-import-undo"]);
    case "audit-list":
      return acts(answer as Answers["audit-list"]);
    case "admins-list":
      return admins(answer as Answers["admins-list"]);
    case "forget": {
      const { counts } = answer as Answers["counted"];
      const kinds = Object.entries(counts).map(([kind, number]) => `${kind} ${number}`);
      return `Deleted: ${kinds.join(", ") || "nothing, there was nothing"}. What guards others and names nobody stays.`;
    }
    default:
      return outcome;
  }
}
