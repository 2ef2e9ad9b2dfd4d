import type { Clock } from "../domain/ambient.ts";
import { type Client, type Parameters, withoutEmpty } from "./authorization-request.ts";
import type { Session } from "../domain/challenge.ts";
import type { Keys } from "../keys/port.ts";
import type { HintReader } from "../signing/port.ts";
import type { Settings } from "../settings.ts";
import type { Stores } from "../storage/port.ts";
import { sessionOfToken } from "../flows/resolve-session.ts";

export interface EndSessionDependencies {
  readonly storage: Stores<{ challenges: "read" }>;
  readonly keys: Keys;
  readonly hints: HintReader;
  readonly settings: Pick<Settings, "clients">;
  readonly clock: Clock;
}

/** Where an app has people sent after they have signed out, which it registered. */
export interface SignedOutReturn {
  readonly client: Client;
  readonly uri: string;
  readonly state: string | undefined;
}

export type EndSessionOutcome =
  /** A user is signed in and has to say that they want to sign out. */
  | { readonly kind: "ask"; readonly session: Session; readonly back: SignedOutReturn | undefined }
  | { readonly kind: "signed-out"; readonly back: SignedOutReturn | undefined }
  | { readonly kind: "unregistered-address" };

/** Reads what an app wants when it sends a user to sign out. Nothing ends here: any page can send users. */
export async function readEndSession(
  deps: EndSessionDependencies,
  {
    parameters,
    sessionToken,
  }: { readonly parameters: Parameters; readonly sessionToken: string | undefined },
): Promise<EndSessionOutcome> {
  const back = await readReturn(deps.hints, withoutEmpty(parameters), deps.settings.clients);
  if (back === "unregistered") return { kind: "unregistered-address" };
  const session = await sessionOfToken(deps, sessionToken, deps.clock());
  return session ? { kind: "ask", session, back } : { kind: "signed-out", back };
}

/**
 * A hint that is not ours, or whose key is long gone, counts as none: the person is asked all the same, but only a
 * `client_id` then says where they may go.
 */
async function readReturn(
  hints: HintReader,
  { client_id: id, id_token_hint: hint, post_logout_redirect_uri: uri, state }: Parameters,
  clients: readonly Client[],
): Promise<SignedOutReturn | "unregistered" | undefined> {
  if (uri === undefined) return undefined;
  const hinted = hint === undefined ? undefined : (await hints.read(hint))?.aud;
  if (hint !== undefined && hinted === undefined && id === undefined) return undefined;
  const known = clients.find((client) => client.id === (id ?? hinted));
  const contradicts = id !== undefined && hinted !== undefined && id !== hinted;
  if (!known?.postLogoutRedirectUris.includes(uri) || contradicts) return "unregistered";
  return { client: known, uri, state };
}
