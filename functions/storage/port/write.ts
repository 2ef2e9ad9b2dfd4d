/** Who writes, and when. A write that the client library repeats recognises itself by `by` and counts once. */
export interface Write {
  /** Random per invocation. */
  readonly by: string;
  /** Epoch seconds. */
  readonly now: number;
}
