import type { Clock, Random } from "../domain/ambient.ts";
import { type EndedSession, logoutClaims } from "../domain/logout-token.ts";
import type { PostForm } from "../outbound/port.ts";
import type { Settings } from "../settings.ts";
import type { Signer } from "../signing/port.ts";

export type { EndedSession } from "../domain/logout-token.ts";

export interface LogOutAppDependencies {
  readonly settings: Pick<Settings, "clients">;
  readonly signer: Pick<Signer, "prepare">;
  readonly postForm: PostForm;
  readonly issuer: string;
  readonly clock: Clock;
  readonly random: Random;
}

export type LogOutAppOutcome =
  | { readonly kind: "told" }
  /** The owner took the app or its address out of the settings. */
  | { readonly kind: "needless" }
  /** It may pass: the app is asked again with another token. */
  | { readonly kind: "again"; readonly reason: string }
  /** Another try would be refused as well. The owner has to know. */
  | { readonly kind: "refused"; readonly reason: string };

/**
 * Tells an app that a session is over, at its own address (OpenID Connect Back-Channel Logout 1.0, 2.5). The token is
 * signed at each try: what lies in the queue opens nothing, and no try comes with a token that is too old.
 */
export async function logOutApp(
  { settings, signer, postForm, issuer, clock, random }: LogOutAppDependencies,
  ended: EndedSession,
): Promise<LogOutAppOutcome> {
  const uri = settings.clients.find(({ id }) => id === ended.clientId)?.backchannelLogoutUri;
  if (uri === undefined) return { kind: "needless" };
  const sign = await signer.prepare();
  const jti = random(12).toString("base64url");
  const token = await sign(logoutClaims(ended, { issuer, jti }, clock()), "logout+jwt");
  const result = await postForm(uri, { logout_token: token });
  if (result.kind === "failed") {
    const { reason } = result;
    return reason === "forbidden" ? { kind: "refused", reason } : { kind: "again", reason };
  }
  const { status } = result;
  const reason = String(status);
  if (status >= 200 && status <= 299) return { kind: "told" };
  const passes = status >= 500 || status === 429 || status === 408;
  return passes ? { kind: "again", reason } : { kind: "refused", reason };
}
