import {
  beginTotp,
  type BeginTotpDependencies,
  type BegunTotp,
  type Enroller,
  resumeTotp,
} from "../enrol-totp.ts";
import type { NewcomerDependencies, NotAllowed } from "../may-change.ts";
import { type EnrollerProof, readEnroller } from "./enroller.ts";

/** An authenticator that is being set up, and until when that is possible. */
export interface SetUp {
  readonly kind: "set-up";
  readonly begun: BegunTotp;
  /** Epoch seconds. */
  readonly endsAt: number;
}

/**
 * Goes on with an authenticator that is being set up in this browser, so that a page that is looked at again shows the
 * same key; begins with a new one where there is none. Nothing is written.
 * @param token what the browser holds
 */
export async function setUpTotp(
  deps: BeginTotpDependencies & NewcomerDependencies,
  proof: EnrollerProof,
  token: string | undefined,
): Promise<SetUp | NotAllowed | { readonly kind: "too-many-factors" }> {
  const enroller = await readEnroller(deps, proof);
  if (enroller.kind !== "holder" && enroller.kind !== "newcomer") return enroller;
  const resumed = token === undefined ? undefined : await resumeTotp(deps, enroller, token);
  const begun = resumed ?? (await beginTotp(deps, enroller));
  if (begun.kind !== "begun") return begun;
  return { kind: "set-up", begun, endsAt: Math.min(begun.expiresAt, endOf(enroller)) };
}

function endOf(enroller: Enroller): number {
  return enroller.kind === "holder" ? enroller.session.sessionEndsAt : enroller.challenge.expiresAt;
}
