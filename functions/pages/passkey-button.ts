import type { Problem } from "../http/problem.ts";
import type { PasskeyChoice } from "../settings/passkeys.ts";
import { passkeyParty } from "../settings/passkey-party.ts";
import { type Html, html } from "./html.ts";
import type { Frame } from "./layout.ts";

/** The host whose passkeys the service's own pages ask for, if they may. */
export function pagePasskeys({
  settings,
  publicUrl,
}: {
  readonly settings: { readonly factors: { readonly passkeys: PasskeyChoice } };
  readonly publicUrl: string;
}): string | undefined {
  return passkeyParty(settings.factors.passkeys, publicUrl)?.rpId;
}

/** The script of pages that ask for a passkey: few pages have one, and each is a round trip. */
export function passkeyScript(frame: Frame): Html {
  const { version, integrity } = frame.passkeyScript();
  return html`<script
    type="module"
    src="${frame.basePath}/otp/script.js?v=${version}"
    integrity="${integrity}"
  ></script>`;
}

/** What a page says where its script could not do what was asked. */
export function passkeySays({ words }: Frame): Html {
  return html`<p class="notice bad" id="passkey-says" role="alert" hidden>
    ${words.say("error.passkeyFailed")}
  </p>`;
}

/** The fields within the form of a sign-in that the script fills and sends. */
export function passkeyFields({ basePath }: Frame): Html {
  return html`<input type="hidden" name="assertion" value="" />
    <button id="passkey-send" formaction="${basePath}/otp/passkeys/verify" hidden></button>`;
}

/** The button beside the form, for browsers that know passkeys. */
export function passkeyButton(frame: Frame, rpId: string, problem: Problem | undefined): Html {
  const { words, basePath } = frame;
  return html`${passkeySays(frame)}
    <button
      type="button"
      class="quiet"
      id="passkey"
      data-base="${basePath}/otp/passkeys"
      data-rp="${rpId}"
      ${problem?.name === "not-found" && html`data-unknown`}
      hidden
    >
      ${words.say("passkeySignIn")}
    </button>
    ${passkeyScript(frame)}`;
}
