import type { Enroller } from "../enrol-totp.ts";
import { mayChange, type NewcomerDependencies, type NotAllowed, readNewcomer } from "../may-change.ts";
import type { ProvedSignIn } from "../proved-challenge.ts";

/** How a caller says who enrols. */
export type EnrollerProof =
  /** A session token, such as a browser's cookie. */
  | { readonly credential: string | undefined }
  /** A challenge whose code was right, where its sign-in waits for a first factor. */
  | ProvedSignIn;

/** Finds who enrols, and whether they may now. */
export function readEnroller(
  deps: NewcomerDependencies,
  proof: EnrollerProof,
): Promise<Enroller | NotAllowed> {
  return "challengeId" in proof ? readNewcomer(deps, proof) : mayChange(deps, proof.credential);
}
