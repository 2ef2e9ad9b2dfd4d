/** Where calls to apps lie that were not answered. */
export const OUTBOUND_FAILED = "outbound-failed";
