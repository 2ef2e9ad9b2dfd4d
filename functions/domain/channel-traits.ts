import type { AddressKind } from "./address-kind.ts";

/** What tells one channel from another. Everything else that depends on a recipient depends on its address kind. */
export interface ChannelTraits {
  /** What it reaches. */
  readonly addressKind: AddressKind;
  /**
   * Authentication methods that a code proves which went this way (RFC 8176). E-mail is not an out-of-band
   * authenticator (NIST SP 800-63B-4, 3.1.3.1): no `sms`, no `mfa`.
   */
  readonly amr: readonly string[];
  /**
   * How its messages are written: `mail` has a subject, a page and links, `sms` a last line that binds it to our host, and
   * `speech` is said.
   */
  readonly writes: "mail" | "sms" | "text" | "speech";
  /** Set where a phone on a wall is reached too, which takes no messages. */
  readonly reachesFixedLines?: true;
  /**
   * Set where it reaches the browsers that the address's subject has enrolled, and not the address: its code proves one of
   * these alone. So it goes on no other way, and others do not go on this way.
   */
  readonly toBrowsers?: true;
  /** Whether the owner pays for each message, or for each of its parts: then it counts against the day's ceiling. */
  readonly priced?: "message" | "part";
  /** How many segments a message should take at most, by its encoding, where each of them is charged. */
  readonly mostSegments?: { readonly "gsm-7": number; readonly "ucs-2": number };
  /** Whether each message has a price, so that a network may cause fewer of them. */
  readonly paid: boolean;
  /** What it is called above a graph. */
  readonly title: string;
}
