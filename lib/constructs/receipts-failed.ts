/** Where reports lie that could not be written down. */
export const RECEIPTS_FAILED = "record-receipt-failed";
