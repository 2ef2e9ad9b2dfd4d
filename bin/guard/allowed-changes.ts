import * as z from "zod/mini";

const allowedChanges = z.array(
  z.strictObject({
    /** The line that the guard prints, word for word. */
    change: z.string().check(z.minLength(1)),
    /** The version of the release that the change is measured from: the permission ends with the next release. */
    since: z.string().check(z.regex(/^\d+\.\d+\.\d+/, "must be a version like 1.2.3")),
    /** Why it is wanted, and what an owner does at the upgrade. */
    reason: z.string().check(z.minLength(20, "must say why, in 20 characters or more")),
  }),
);

/** Breaking changes that are wanted. */
export type AllowedChanges = z.infer<typeof allowedChanges>;

/**
 * Reads the list of wanted changes.
 * @throws Error for a list of another form
 */
export function parseAllowedChanges(text: string): AllowedChanges {
  return z.parse(allowedChanges, JSON.parse(text));
}

interface Judged {
  readonly forbidden: readonly string[];
  readonly allowed: AllowedChanges;
  /** Permissions that nothing asks for any more. */
  readonly needless: AllowedChanges;
}

/** Tells the wanted changes since a version, or since a later release, from the others. */
export function judge(changes: readonly string[], list: AllowedChanges, since: string): Judged {
  const wanted = list.filter((one) => isSameOrLater(one.since, since));
  const allowed = wanted.filter(({ change }) => changes.includes(change));
  return {
    forbidden: changes.filter((change) => !wanted.some((one) => one.change === change)),
    allowed,
    needless: list.filter((one) => !allowed.includes(one)),
  };
}

/** A history that lacks a release is compared with an older one, and what the later release allowed holds there too. */
function isSameOrLater(version: string, than: string): boolean {
  return version.localeCompare(than, "en", { numeric: true }) >= 0;
}
