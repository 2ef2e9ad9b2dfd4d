import { inferAddressKind } from "../domain/address-kind.ts";
import { isEnabled, type Settings } from "../settings.ts";
import { allowRecipient } from "./allow-recipient.ts";
import { testCode } from "./test-code.ts";

/** How a contact is told of something: calls, WhatsApp and notifications carry codes alone. */
export interface NoticeWay {
  readonly channel: "email" | "sms";
  /** ISO 3166, of a number. */
  readonly country?: string;
}

/**
 * How a contact is told of what happened, by the owner's settings as they are now; undefined where it is told nothing. A test
 * recipient is sent nothing, and an SMS goes where codes go. A phone on a wall takes none.
 */
export function noticeWay(settings: Settings, address: string): NoticeWay | undefined {
  if (testCode(settings, address) !== undefined) return undefined;
  if (inferAddressKind(address) === "email")
    return isEnabled(settings, "email") ? { channel: "email" } : undefined;
  const allowed = allowRecipient(settings, { recipient: address, channel: "sms" });
  if (allowed.kind !== "recipient" || allowed.recipient.fixedLine) return undefined;
  const { country } = allowed.recipient;
  return { channel: "sms", ...(country !== undefined && { country }) };
}

/**
 * The settings by which contacts are told of what happened: those that hold now, but e-mail as it is deployed. An admin who
 * stops codes by e-mail, or who is none and closes the way, keeps no one from hearing of changes. SMS cost money, and stay
 * stopped.
 */
export function settingsOfNotices(settings: Settings, deployed: Settings): Settings {
  const { channels } = settings;
  const { enabled } = deployed.channels.email;
  return channels.email.enabled === enabled
    ? settings
    : { ...settings, channels: { ...channels, email: { ...channels.email, enabled } } };
}
