import type { CredentialJson, PublicKeyJson } from "./answers.ts";
import { browser, type BrowserCredential } from "./browser.ts";

/** What a browser makes a passkey with: a `PublicKeyCredentialCreationOptions`. */
export interface CreationOptions {
  challenge: ArrayBuffer;
  rp: { id?: string; name: string };
  user: { id: ArrayBuffer; name: string; displayName: string };
  pubKeyCredParams: { type: "public-key"; alg: number }[];
}

/** What a browser asks for a passkey with: a `PublicKeyCredentialRequestOptions`. */
export interface RequestOptions {
  challenge: ArrayBuffer;
  rpId?: string;
}

/** Options for `navigator.credentials.create`, by the browser itself where it can. @throws for what are none */
export function parseCreationOptions(json: PublicKeyJson): CreationOptions {
  return (browser().PublicKeyCredential?.parseCreationOptionsFromJSON?.(json) ??
    parse(json)) as CreationOptions;
}

/** Options for `navigator.credentials.get`, by the browser itself where it can. @throws for what are none */
export function parseRequestOptions(json: PublicKeyJson): RequestOptions {
  return (browser().PublicKeyCredential?.parseRequestOptionsFromJSON?.(json) ??
    parse(json)) as RequestOptions;
}

/** What an authenticator answered, as the service reads it. @param credential a `PublicKeyCredential` */
export function credentialJson(credential: BrowserCredential): CredentialJson {
  try {
    const json = credential.toJSON?.();
    if (json) return json as CredentialJson;
  } catch {
    // What a password manager puts in a browser's place may have one that throws.
  }
  const { id, rawId, type } = credential;
  const response = credential.response as Partial<Parts>;
  const parts = PARTS.flatMap((name) => {
    const part = response[name];
    return part ? [[name, toBase64url(part)] as const] : [];
  });
  const transports = response.getTransports?.();
  return {
    id,
    rawId: toBase64url(rawId),
    type: type as "public-key",
    response: { clientDataJSON: "", ...Object.fromEntries(parts), ...(transports && { transports }) },
  };
}

/** What has to be carried of either response. */
const PARTS = [
  "clientDataJSON",
  "authenticatorData",
  "signature",
  "userHandle",
  "attestationObject",
] as const;

interface Parts extends Record<(typeof PARTS)[number], ArrayBuffer | null> {
  getTransports(): string[];
}

interface Named {
  readonly id: string;
}

function parse(json: PublicKeyJson): object {
  const { user, excludeCredentials, allowCredentials } = json as PublicKeyJson & {
    user?: Named;
    excludeCredentials?: readonly Named[];
    allowCredentials?: readonly Named[];
  };
  return {
    ...json,
    challenge: fromBase64url(json.challenge),
    ...(user && { user: withBytes(user) }),
    ...(excludeCredentials && { excludeCredentials: excludeCredentials.map(withBytes) }),
    ...(allowCredentials && { allowCredentials: allowCredentials.map(withBytes) }),
  };
}

function withBytes(named: Named): object {
  return { ...named, id: fromBase64url(named.id) };
}

function fromBase64url(text: string): ArrayBuffer {
  const bytes = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(bytes, (one) => one.charCodeAt(0)).buffer;
}

/** Bytes as WebAuthn writes them, without padding. */
export function toBase64url(bytes: ArrayBuffer | Uint8Array): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=/g, "");
}
