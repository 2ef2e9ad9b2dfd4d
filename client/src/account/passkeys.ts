import type { Approval } from "../answers.ts";
import type { AddedPasskey, OthersEnded, PasskeyOptions, PublicKeyJson } from "./answers.ts";
import { unanswered } from "./ask-browser.ts";
import { browser } from "./browser.ts";
import type { Calls } from "./calls.ts";
import { parseCreationOptions, parseRequestOptions } from "./credentials.ts";
import { dialogs, hasPasskeys, type Show } from "./dialogs.ts";
import type { PasskeyCalls } from "./passkey-calls.ts";
import { makeVerifier } from "./verifier.ts";

const PATH = "/otp/passkeys";

/** The calls about passkeys, and their dialogs. */
export function passkeyCalls({ get, post }: Calls): PasskeyCalls {
  const optionsOf = post<PasskeyOptions>(`${PATH}/options`, ["purpose", "verifierHash", "challengeId"], true);
  const verify = post<Approval>(`${PATH}/verify`, [
    ...["assertion", "verifier", "challengeId", "factorToken", "remember"],
  ]);
  const enrol = post<AddedPasskey>(PATH, ["registration", "name"]);
  const remove = post<OthersEnded>(`${PATH}/remove`, ["id"]);
  const dialog = dialogs(optionsOf);
  return {
    options: optionsOf,
    verify,
    enrol,
    list: get(PATH),
    rename: post(`${PATH}/rename`, ["id", "name"]),
    async signIn({ autofill = false } = {}, options) {
      if (!hasPasskeys() || (autofill && !(await hasAutofill()))) return unanswered("NotSupportedError");
      const { verifier, verifierHash } = await makeVerifier();
      const show = asking(autofill ? { mediation: "conditional" } : {});
      const shown = await dialog({ purpose: "sign-in", verifierHash }, show, options, autofill);
      if (!shown.ok) return shown;
      const { credential, publicKey } = shown.value;
      const approved = await verify({ assertion: credential, verifier }, options);
      if (!approved.ok && approved.error.type === "not-found") await tellUnknown(publicKey, credential.id);
      return approved;
    },
    async secondStep({ challengeId, ...waiting }, options) {
      const shown = await dialog({ purpose: "second-factor", challengeId }, asking(), options);
      if (!shown.ok) return shown;
      return verify({ ...waiting, challengeId, assertion: shown.value.credential }, options);
    },
    async add(body, options) {
      const show: Show = (json, signal) => {
        const publicKey = parseCreationOptions(json);
        return browser().navigator.credentials.create({ publicKey, signal });
      };
      const made = await dialog({ ...body, purpose: "enrolment" }, show, options);
      return made.ok ? enrol({ ...body, registration: made.value.credential }, options) : made;
    },
    async remove(body, options) {
      const removed = await remove(body, options);
      const { credentialId } = body;
      if (removed.ok && credentialId !== undefined && hasPasskeys()) {
        const asked = await optionsOf({ ...body, purpose: "session" }, options);
        if (asked.ok) await tellUnknown(asked.value.publicKey, credentialId);
      }
      return removed;
    },
  };
}

function asking(more: { readonly mediation?: "conditional" } = {}): Show {
  return (json, signal) => {
    const publicKey = parseRequestOptions(json);
    return browser().navigator.credentials.get({ publicKey, signal, ...more });
  };
}

/** Whether the browser shows passkeys in the list at a field. */
async function hasAutofill(): Promise<boolean> {
  return (await browser().PublicKeyCredential?.isConditionalMediationAvailable?.()) ?? false;
}

/** Has the browser offer a passkey no more that is not here. It is a courtesy: what it throws changes nothing. */
async function tellUnknown({ rpId }: PublicKeyJson, credentialId: string): Promise<void> {
  try {
    await browser().PublicKeyCredential?.signalUnknownCredential?.({ rpId, credentialId });
  } catch {
    // Then the user removes it by hand.
  }
}
