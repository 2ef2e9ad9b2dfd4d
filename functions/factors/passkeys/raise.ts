import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import type { Clock, Random } from "../../domain/ambient.ts";
import type { Session } from "../../domain/challenge.ts";
import { hasTwoSteps } from "../../domain/factors.ts";
import { PASSKEY_AMR } from "../../domain/passkey.ts";
import { approvalKeys } from "../../flows/answer-approval.ts";
import { sessionOfToken } from "../../flows/resolve-session.ts";
import type { Keys } from "../../keys/port.ts";
import type { PasskeyParty } from "../../settings/passkey-party.ts";
import type { Stores } from "../../storage/port.ts";
import { type MayChangeDependencies, readFactorsOf } from "../may-change.ts";
import { raise, type RaiseDependencies, type Raised } from "../raise-session.ts";
import { keeping, stillCounts } from "../reset/keep-factors.ts";
import { findPasskey, type PasskeyRefusal } from "./find-passkey.ts";
import { raisingBindingOf } from "./make-options.ts";

export interface RaiseByPasskeyDependencies extends RaiseDependencies {
  readonly storage: RaiseDependencies["storage"] &
    MayChangeDependencies["storage"] &
    Stores<{ passkeys: "used"; factors: "cancelReset" | "keepLane" }>;
  readonly keys: Pick<Keys, "current" | "find" | "recipient">;
  readonly clock: Clock;
  readonly random: Random;
}

export interface RaiseByPasskeyInput {
  /** A session token, such as a browser's cookie; an access token raises nothing. */
  readonly credential: string | undefined;
  readonly response: AuthenticationResponseJSON;
}

export type RaiseByPasskeyOutcome =
  Raised | { readonly kind: "no-session" } | (PasskeyRefusal & { readonly session: Session });

/**
 * Takes a passkey of who is signed in: two reads, then the use of the passkey, then the session's item. What was signed
 * names the token of the session that was shown, and that one is void with it: an assertion that is shown again proves
 * nothing, neither with the token of before nor with the next one.
 */
export async function raiseByPasskey(
  deps: RaiseByPasskeyDependencies,
  { rpId, ownOrigin }: PasskeyParty,
  { credential, response }: RaiseByPasskeyInput,
): Promise<RaiseByPasskeyOutcome> {
  const now = deps.clock();
  const [loaded, session] = await Promise.all([approvalKeys(deps), sessionOfToken(deps, credential, now)]);
  if (!session) return { kind: "no-session" };
  const subject = session.subjectKey ?? (await readFactorsOf(deps, session, now)).subjectKey;
  const found = await findPasskey(deps, response, {
    ...{ purpose: "session", binding: raisingBindingOf(session), subject },
    // Other origins may sign in with a passkey alone: what this session may do is changed here.
    ...{ rpId, origins: [ownOrigin], now },
  });
  if (found.kind !== "found") return { ...found, session };
  if (!stillCounts(found.factors, now)) return { kind: "passkey-not-found", session };
  const used = { subjectKey: subject, id: found.passkey.id, ...found.asserted };
  // One that was removed meanwhile proves nothing.
  if (!(await deps.storage.passkeys.used(used, now))) return { kind: "passkey-not-found", session };
  const proof = { methods: PASSKEY_AMR, keeps: keeping(deps, subject, found.factors) };
  const approved = await raise(deps, loaded, { session, subjectKey: subject }, now, proof);
  if (!approved) return { kind: "no-session" };
  const { device } = session;
  if (device !== undefined && hasTwoSteps(found.factors) && !found.factors.lanes.includes(device))
    await deps.storage.factors.keepLane(found.at, device, now);
  return { kind: "raised", approved };
}
