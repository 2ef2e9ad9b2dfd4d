import type { Fault } from "../../domain/errors.ts";
import type { Grant, GrantLocation } from "../../domain/grant.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import type { Write } from "./write.ts";

/** Who exchanges a code, and with what. `audience`: whom the client's tokens are for by now. */
export type CodeUse = Pick<Grant, "clientId" | "audience" | "redirectUri" | "codeChallenge">;

/** Who shows which refresh token. */
export type RefreshUse = Pick<Grant, "clientId" | "audience" | "generation"> & {
  readonly graceSeconds: number;
  /** Words of a scope, one of which has to have been granted; none where nothing was said. */
  readonly scopes?: readonly string[] | undefined;
};

/** As much of a grant as says whether it ends with a session, and who is told of that. */
export type OpenGrant = GrantLocation &
  Pick<Grant, "status" | "scope" | "sessionNonce" | "authTime" | "issuedAt" | "clientId" | "subject"> & {
    /** Whether its app was told that the session is over, or need not be. */
    readonly told: boolean;
  };

export interface GrantEnd {
  /** Whose it has to be; anybody's by default. */
  readonly clientId?: string;
  /** Whether its app was told that the session is over, or need not be. */
  readonly told?: boolean;
}

/** Grants, and the faults of those that nobody can read. */
export interface GrantPage {
  readonly grants: readonly OpenGrant[];
  readonly damaged: readonly Fault[];
}

/** What apps were granted. Each step is one conditional write, as those of a challenge. */
export interface GrantStore {
  /** Puts what a code stands for. */
  keep(grant: Grant): Promise<void>;
  /**
   * Uses the code up, if it was made for this use, has not expired and was not used before.
   * @returns `repeated` where its client shows it again so soon that it is the same request, `replayed` where it shows a
   *   used code later: one of the two has stolen it
   */
  give(
    at: GrantLocation,
    use: CodeUse,
    write: Write,
  ): Promise<
    { readonly kind: "given"; readonly grant: Grant } | { readonly kind: "repeated" | "replayed" | "refused" }
  >;
  /**
   * Makes the next refresh token the one that counts, if this one does, and the grant is live and this client's.
   * @returns `rotated` also for the one before within the grace, with the grant as it is: its successor is the same;
   *   `not-granted` where nothing that is asked for was; `replayed` for an older one of this client; `refused` for anything else, such as one that the table does not know yet
   */
  rotate(
    at: GrantLocation,
    use: RefreshUse,
    write: Write,
  ): Promise<
    | { readonly kind: "rotated"; readonly grant: Grant }
    | { readonly kind: "not-granted" | "replayed" | "refused" }
  >;
  /**
   * Ends it; what has ended, or is another client's where one is named, stays as it is.
   * @returns whether this call ended it
   */
  end(at: GrantLocation, now: number, how?: GrantEnd): Promise<boolean>;
  /** Writes down that its app was told that the session is over: no repetition tells it again. */
  markTold(at: GrantLocation, now: number): Promise<void>;
  read(at: GrantLocation): Promise<Grant | undefined>;
  /**
   * The grants of a recipient of which something may still be good, and those that ended before their session, whose
   * apps have to be told of its end; page by page: there may be many. A page is read when it is asked for,
   * and may be empty.
   */
  listOpen(recipientKey: RecipientKey, now: number): AsyncIterable<GrantPage>;
}
