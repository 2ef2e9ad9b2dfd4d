import { toBase64url } from "./credentials.ts";

/** What binds a sign-in by passkey to who has begun it. */
export interface Verifier {
  /** Kept, and shown with the assertion: no one else can use that then. */
  readonly verifier: string;
  /** Told when options are asked for. */
  readonly verifierHash: string;
}

/** Makes one for a sign-in. @throws where there is no `crypto.subtle`: in pages on plain HTTP, which have no passkeys either */
export async function makeVerifier(): Promise<Verifier> {
  const verifier = toBase64url(crypto.getRandomValues(new Uint8Array(32)));
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return { verifier, verifierHash: toBase64url(hash) };
}
