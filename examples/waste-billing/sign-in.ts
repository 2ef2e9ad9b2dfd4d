import * as oidc from "openid-client";
import type { Pending, SignedIn } from "./sessions.ts";

/** Everything that the portal asks of Latchkey: this is all that sign-in takes. */
export interface SignIn {
  /** Where the browser goes to sign in, and what to remember until it comes back. */
  start(): Promise<{ readonly address: string; readonly pending: Pending }>;
  /** Who came back. @throws where the answer is not the one that was asked for */
  finish(answer: URL, pending: Pending): Promise<SignedIn>;
  /** Where the browser goes to sign out of Latchkey too. */
  signOutAddress(idToken: string): Promise<string>;
}

/**
 * @param issuer where Latchkey is reached
 * @param portal where this portal is reached, which Latchkey's settings name in `redirectUris`
 */
export function signIn(issuer: string, portal: string): SignIn {
  let known: Promise<oidc.Configuration> | undefined;
  /** Read when the first user signs in, so that the portal starts without Latchkey; a failure is tried again. */
  const configuration = () => {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked to stand out: the local service has no TLS
    const execute = issuer.startsWith("http:") ? [oidc.allowInsecureRequests] : [];
    known ??= oidc.discovery(new URL(issuer), "waste-billing", undefined, oidc.None(), { execute });
    known.catch(() => (known = undefined));
    return known;
  };
  return {
    async start() {
      const pending = {
        verifier: oidc.randomPKCECodeVerifier(),
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
      };
      const address = oidc.buildAuthorizationUrl(await configuration(), {
        redirect_uri: `${portal}/callback`,
        scope: "openid email phone",
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(pending.verifier),
        code_challenge_method: "S256",
      });
      return { address: address.href, pending };
    },

    async finish(answer, { verifier, state, nonce }) {
      const config = await configuration();
      const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce };
      const tokens = await oidc.authorizationCodeGrant(config, answer, checks);
      const contact = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims()?.sub ?? "");
      return { contact, idToken: tokens.id_token ?? "" };
    },

    async signOutAddress(idToken) {
      const parameters = { id_token_hint: idToken, post_logout_redirect_uri: `${portal}/` };
      return oidc.buildEndSessionUrl(await configuration(), parameters).href;
    },
  };
}
