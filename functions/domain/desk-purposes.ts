/**
 * What the desk alone opens challenges for: a sign-in to it, the enrolment of an admin's first factor, and a link that opens
 * it where no message arrives.
 */
const DESK_PURPOSES = ["desk", "enrol", "open"] as const;
export type DeskPurpose = (typeof DESK_PURPOSES)[number];

/** Whether a purpose is one of those, which no other route takes. */
export function isDeskPurpose(purpose: string): purpose is DeskPurpose {
  return DESK_PURPOSES.some((one) => one === purpose);
}

/**
 * What an address signs in to: the desk as an admin, or anything else as a user. Sessions and known devices of the two are
 * apart, so that neither ends the other's.
 */
export const SIDES = ["users", "desk"] as const;
export type Side = (typeof SIDES)[number];

/** Which side a challenge is of, or its session. */
export function sideOf({ purpose }: { readonly purpose: string }): Side {
  return isDeskPurpose(purpose) ? "desk" : "users";
}
