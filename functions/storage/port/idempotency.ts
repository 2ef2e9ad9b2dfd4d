/** What a request with an `Idempotency-Key` leaves behind: enough to find its challenge again, and no more. */
export interface IdempotencyRecord {
  /** Keyed hash of the request's meaning. */
  readonly bodyHash: string;
  readonly nonce: string;
  readonly expiresAt: number;
}

export interface IdempotencyStore {
  /** Keeps the record unless a live one exists under this key. @returns the record that holds */
  reserve(key: string, record: IdempotencyRecord, now: number): Promise<IdempotencyRecord>;
}
