import type { Grant } from "../../domain/grant.ts";
import type { Write } from "./write.ts";

/** Who exchanges a code, and with what. */
export type GrantUse = Pick<Grant, "clientId" | "redirectUri" | "codeChallenge">;

/** The authorization codes of apps. */
export interface GrantStore {
  keep(code: string, grant: Grant): Promise<void>;
  /**
   * Uses a code up, in one write, if it is known, was made for this use, has not expired and was not used before.
   * @returns `replayed` where the right client shows a code that was used before: one of the two has stolen it
   */
  consume(
    code: string,
    use: GrantUse,
    write: Write,
  ): Promise<
    { readonly kind: "consumed" | "replayed"; readonly grant: Grant } | { readonly kind: "refused" }
  >;
}
