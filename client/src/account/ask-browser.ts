import { failed, type Failure, type Result } from "../errors.ts";
import type { CredentialJson } from "./answers.ts";
import type { BrowserCredential } from "./browser.ts";
import { credentialJson } from "./credentials.ts";

/** What a browser said in place of a passkey. */
export type PasskeyFailure =
  /** The user closed the dialog, waited too long, or has no passkey here: browsers do not say which. */
  | { readonly type: "passkey-canceled"; readonly detail: string }
  /** The user's authenticator has a passkey of this account already. */
  | { readonly type: "passkey-exists"; readonly detail: string }
  /** The browser has no passkeys, or none for this page. `reason` is the name of what it threw, for your log. */
  | { readonly type: "passkey-unavailable"; readonly detail: string; readonly reason: string };

/** Shows a browser's dialog, or waits at a field. It throws nothing. */
export async function askBrowser(
  asking: () => Promise<BrowserCredential | null>,
): Promise<Result<CredentialJson, PasskeyFailure | Failure>> {
  try {
    const credential = await asking();
    if (credential) return { ok: true, value: credentialJson(credential) };
    return unanswered("NotAllowedError");
  } catch (fault) {
    return unanswered((fault as Error | undefined)?.name ?? "");
  }
}

/** What is said for what a browser throws. @param reason its name */
export function unanswered(reason: string): Result<never, PasskeyFailure | Failure> {
  switch (reason) {
    case "AbortError":
      return failed({ type: "aborted", detail: "The call was ended." });
    case "NotAllowedError":
      return failed({ type: "passkey-canceled", detail: "No passkey was used." });
    case "InvalidStateError":
      return failed({ type: "passkey-exists", detail: "This device has a passkey for you already." });
    default:
      return failed({ type: "passkey-unavailable", detail: "Passkeys cannot be used here.", reason });
  }
}
