import {
  isWebauthnChallenge,
  type PasskeyBinding,
  type PasskeyPurpose,
} from "../../domain/webauthn-challenge.ts";
import type { WebauthnChallenge } from "../../domain/webauthn-challenge.ts";
import { openSealed } from "../../flows/open-sealed.ts";
import type { Keys } from "../../keys/port.ts";
import { claimedChallenge } from "./check-response.ts";

/** The challenge that a response answers, if this service made it for this purpose and this holder, not too long ago. */
export function answeredChallenge(
  keys: Pick<Keys, "find">,
  clientDataJSON: string,
  asked: { readonly purpose: PasskeyPurpose; readonly binding: PasskeyBinding; readonly now: number },
): Promise<WebauthnChallenge | undefined> {
  const { purpose, binding, now } = asked;
  return openSealed(keys, "cookie", claimedChallenge(clientDataJSON) ?? "", (text, key) =>
    isWebauthnChallenge(text, purpose, binding, { key, now }) ? text : undefined,
  );
}
