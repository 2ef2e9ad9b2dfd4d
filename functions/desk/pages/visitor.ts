import type { Admin } from "../admins.ts";

/** Who looks at the desk's pages. */
export interface Visitor {
  readonly admin: Admin;
  /** What the page calls them: a masked address, or the name of a role. */
  readonly shownAs: string;
  /** Names the sign-in: what its forms are tied to. */
  readonly tie: string;
}
