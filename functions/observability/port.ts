/** Values that may be logged: pseudonyms, words and numbers; never a passcode, a token or an address. */
export type Fields = Readonly<Record<string, string | number | boolean | undefined>>;

/** What the service tells about itself. */
export interface Observer {
  /** Something that happened to somebody's sign-in, for the audit trail (ASVS 16.3.1). */
  audit(event: string, fields: Fields): void;
  /** One served request or record. */
  served(name: string, fields: Fields): void;
  /** A fault that an operator should know of. Only the error's name, code and stack are kept. */
  fault(name: string, error: unknown): void;
  /** Adds one to a metric. */
  count(metric: string, dimensions?: Readonly<Record<string, string>>): void;
}
