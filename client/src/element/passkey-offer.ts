import { type AccountClient, makeVerifier, type PasskeyError } from "../account.ts";
import type { Hands, Tools } from "./late.ts";
import type { Step } from "./steps.ts";

/** Errors that say what was wrong with a passkey. Others are not the user's to know of who has pressed nothing. */
const REFUSED: ReadonlySet<PasskeyError["type"]> = new Set(["incorrect-passkey", "not-found"]);

/** Offers the sign-in by passkey: a button below the form, and the list that browsers show at its field. */
export function passkeyOffer(
  { button, oneCall, blame }: Tools,
  hands: Hands,
  { passkeys }: AccountClient,
): (step: Step, signal: AbortSignal) => Promise<void> {
  let isTaken: Promise<boolean> | undefined;

  /** Whether the service takes passkeys from this page, and the browser gives it any. */
  const takesPasskeys = async () => {
    if (!("PublicKeyCredential" in globalThis)) return false;
    const { verifierHash } = await makeVerifier();
    const asked = await passkeys.options({ purpose: "sign-in", verifierHash });
    return asked.ok && isWithin(location.hostname, String(asked.value.publicKey.rpId));
  };

  return async (step, signal) => {
    isTaken ??= takesPasskeys();
    if (!(await isTaken) || signal.aborted) return;
    const { form, input } = step;

    const refuse = (error: PasskeyError, pressed: boolean): void => {
      if (REFUSED.has(error.type) || pressed) tellPasskeyError({ blame }, hands, step, error);
    };
    /** Waits until the user takes one from the list; once more after one that was refused. */
    const list = async (): Promise<void> => {
      const signedIn = await passkeys.signIn({ autofill: true }, { signal });
      if (signal.aborted) return;
      if (signedIn.ok) hands.complete(signedIn.value);
      else {
        refuse(signedIn.error, false);
        if (REFUSED.has(signedIn.error.type)) void list();
      }
    };
    const press = async () => {
      const signedIn = await oneCall(form, signal, () => passkeys.signIn({}, { signal }));
      if (!signedIn) return;
      if (signedIn.ok) hands.complete(signedIn.value);
      else {
        refuse(signedIn.error, true);
        void list();
      }
    };
    form
      .querySelector(".main")
      ?.after(button("passkey", hands.speech().say("passkeySignIn"), () => void press()));
    input.setAttribute("autocomplete", `${input.getAttribute("autocomplete") ?? ""} webauthn`);
    void list();
  };
}

/** Says what came of a passkey; nothing of a dialog that the user closed. */
export function tellPasskeyError(
  { blame }: Pick<Tools, "blame">,
  hands: Hands,
  step: Step,
  error: PasskeyError,
): void {
  const { say } = hands.speech();
  switch (error.type) {
    case "passkey-canceled":
    case "aborted":
      return;
    case "passkey-exists":
    case "passkey-unavailable": {
      blame(step, say("error.passkeyFailed"), false);
      return;
    }
    case "incorrect-passkey": {
      hands.fail(error, say("error.passkey"));
      return;
    }
    case "not-found": {
      hands.fail(error, say("error.passkeyUnknown"));
      return;
    }
    default: {
      hands.fail(error);
      return;
    }
  }
}

/** Browsers give a passkey to pages of its host, and of those below that. */
function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}
