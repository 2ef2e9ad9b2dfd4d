import type { PublicKeyJson } from "./answers.ts";

/** An answer of an authenticator, as far as it is read: a `PublicKeyCredential`. */
export interface BrowserCredential {
  readonly id: string;
  readonly rawId: ArrayBuffer;
  readonly type: string;
  readonly response: object;
  /** Browsers have it since 2024 or 2025. */
  toJSON?(): unknown;
}

/** What a dialog is shown with. */
export interface CredentialRequest {
  readonly publicKey: object;
  readonly signal: AbortSignal;
  readonly mediation?: "conditional";
}

/**
 * What is used of a browser (WebAuthn, 5.1), some of which not every one has. Described here, so that programs of Node
 * need no types of browsers.
 */
export interface Browser {
  readonly navigator: {
    readonly credentials: Readonly<
      Record<"create" | "get", (request: CredentialRequest) => Promise<BrowserCredential | null>>
    >;
  };
  readonly PublicKeyCredential?: {
    isConditionalMediationAvailable?(): Promise<boolean>;
    signalUnknownCredential?(options: { rpId: unknown; credentialId: string }): Promise<void>;
    parseCreationOptionsFromJSON?(json: PublicKeyJson): object;
    parseRequestOptionsFromJSON?(json: PublicKeyJson): object;
  };
}

/** Looked up at each use: a page may bring what its browser lacks. */
export function browser(): Browser {
  return globalThis as unknown as Browser;
}
