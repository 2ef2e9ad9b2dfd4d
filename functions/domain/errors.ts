/** What can go wrong that no caller of a flow can do anything about. */
export type FaultCode =
  | "configuration"
  | "damaged-item"
  | "rotation-refused"
  | "secrets-unavailable"
  | "storage-unavailable"
  | "unknown-key";

interface FaultOptions extends ErrorOptions {
  /** The key of the item that it is about, by which an operator finds it. A key holds pseudonyms and hashes alone. */
  readonly item?: string;
}

/**
 * The one error class of the service. Outcomes that a person can meet (a wrong code, a limit) are returned as unions;
 * a fault is thrown, and `http/problem.ts` alone decides what the caller sees of it.
 */
export class Fault extends Error {
  override readonly name = "Fault";
  readonly code: FaultCode;
  readonly item: string | undefined;

  constructor(code: FaultCode, message: string, options?: FaultOptions) {
    super(message, options);
    this.code = code;
    this.item = options?.item;
  }
}

/** Makes the compiler refuse a switch that forgot a case. */
export function assertNever(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`);
}
