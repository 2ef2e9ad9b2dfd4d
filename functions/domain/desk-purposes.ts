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
