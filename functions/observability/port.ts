import type { Channel } from "../domain/channel.ts";
import type { MetricName } from "./metric-names.ts";

/** Values that may be logged: pseudonyms, words and numbers; never a passcode, a token or an address. */
export type Fields = Readonly<Record<string, string | number | boolean | undefined>>;

/** What a metric may be split by: few values each, and none that tells who it was. */
export interface MetricSubject {
  readonly channel: Channel;
  /** ISO 3166 country of a phone number. */
  readonly country?: string | undefined;
}

/** What the service tells about itself. */
export interface Observer {
  /** Something that happened to a user's sign-in, for the audit trail (ASVS 16.3.1). */
  audit(event: string, fields: Fields): void;
  /** One served request or record. */
  served(name: string, fields: Fields): void;
  /** A fault that an operator should know of; also counted. Only the error's name, code and stack are kept. */
  fault(name: string, error: unknown): void;
  /** Adds a value to a metric, in the unit of its definition. */
  measure(metric: MetricName, value: number, of?: MetricSubject): void;
}
