import { type BegunTotp, beginTotp, type EnrolTotpDependencies } from "../enrol-totp.ts";
import type { NewcomerDependencies, NotAllowed } from "../may-change.ts";
import { type EnrollerProof, readEnroller } from "./enroller.ts";

/** Begins to set up an authenticator for who may do so now. */
export async function beginEnrolment(
  deps: EnrolTotpDependencies & NewcomerDependencies,
  proof: EnrollerProof,
): Promise<BegunTotp | NotAllowed | { readonly kind: "too-many-factors" }> {
  const enroller = await readEnroller(deps, proof);
  return enroller.kind === "holder" || enroller.kind === "newcomer" ? beginTotp(deps, enroller) : enroller;
}
