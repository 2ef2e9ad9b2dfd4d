import type { RegistrationResponseJSON } from "@simplewebauthn/server";
import { invocationId, type Random } from "../../domain/ambient.ts";
import type { Session } from "../../domain/challenge.ts";
import { MAX_PASSKEYS, type Passkey } from "../../domain/passkey.ts";
import type { PasskeyParty } from "../../settings/passkey-party.ts";
import type { Stores } from "../../storage/port.ts";
import { decideAnew } from "../decide-anew.ts";
import { type EndOthersDependencies, faultOfEnding } from "../end-others.ts";
import { type FactorHolder, mayChange, type MayChangeDependencies, type NotAllowed } from "../may-change.ts";
import { endReset } from "../reset/keep-factors.ts";
import { type Attested, checkRegistration } from "./check-response.ts";
import { type PasskeyRefusal, refused } from "./find-passkey.ts";
import { bindingOf } from "./make-options.ts";
import { answeredChallenge } from "./read-challenge.ts";

export interface ChangeDependencies extends MayChangeDependencies {
  readonly storage: MayChangeDependencies["storage"] &
    EndOthersDependencies["storage"] &
    Stores<{ factors: "endReset"; passkeys: "add" | "remove" | "rename" }>;
  readonly settings: EndOthersDependencies["settings"];
  readonly random: Random;
}

/** Why factors stay as they are. */
export type ChangeRefusal =
  PasskeyRefusal | NotAllowed | { readonly kind: "too-many-passkeys" | "passkey-exists" };

export interface Changed {
  readonly kind: "changed";
  readonly session: Session;
  readonly passkey: Passkey;
  /** What went wrong afterwards: then some other session may be left. */
  readonly fault?: unknown;
}

/** Adds the passkey that a browser has made for a session, and ends whatever else its subject has open. */
export async function enrolPasskey(
  deps: ChangeDependencies,
  party: PasskeyParty,
  credential: string | undefined,
  { response, name }: { readonly response: RegistrationResponseJSON; readonly name: string },
): Promise<Changed | ChangeRefusal> {
  const outcome = await changeAnew(deps, credential, async (holder, now) => {
    const attested = await attestedBy(deps, party, holder, response);
    if ("kind" in attested) return attested;
    const { session, subjectKey, factors } = holder;
    const known = factors?.passkeys ?? [];
    if (known.some(({ id }) => id === attested.id)) return { kind: "passkey-exists" };
    if (known.length >= MAX_PASSKEYS) return { kind: "too-many-passkeys" };
    const { recipientKey, address, channel, locale, subject } = session;
    const passkey = { ...attested, name, recipientKey, address, channel, locale, enrolledAt: now };
    // A session of another passkey proves no address again.
    const provenAt = session.addressProvenAt ?? session.approvedAt;
    const base = { subject, version: factors?.version ?? 0 };
    const write = { by: invocationId(deps.random), now, within: session };
    if (await endReset(deps, subjectKey, factors, write)) return undefined;
    const done = await deps.storage.passkeys.add(subjectKey, base, { passkey, provenAt }, write);
    return done ? { kind: "changed", session, passkey } : undefined;
  });
  return withOthersEnded(deps, outcome);
}

/** Passkeys are made on our own pages alone, whatever other origins they sign in to. */
async function attestedBy(
  { keys, clock }: Pick<ChangeDependencies, "keys" | "clock">,
  { rpId, ownOrigin }: PasskeyParty,
  { session }: FactorHolder,
  response: RegistrationResponseJSON,
): Promise<Attested | PasskeyRefusal> {
  const asked = { purpose: "enrolment", binding: bindingOf(session), now: clock() } as const;
  const challenge = await answeredChallenge(keys, response.response.clientDataJSON, asked);
  if (challenge === undefined) return refused("challenge");
  return (
    (await checkRegistration(response, { challenge, rpId, origins: [ownOrigin] })) ?? refused("signature")
  );
}

/** Removes a passkey, and ends whatever else its subject has open. */
export async function removePasskey(
  deps: ChangeDependencies,
  credential: string | undefined,
  id: string,
): Promise<Changed | ChangeRefusal> {
  const outcome = await changeAnew(deps, credential, async ({ session, subjectKey, factors }, now) => {
    const passkey = factors?.passkeys.find((one) => one.id === id);
    if (!factors || !passkey) return { kind: "passkey-not-found" };
    const write = { by: invocationId(deps.random), now, within: session };
    const done = await deps.storage.passkeys.remove(subjectKey, factors, passkey.id, write);
    return done ? { kind: "changed", session, passkey } : undefined;
  });
  return withOthersEnded(deps, outcome);
}

/** Calls a passkey otherwise, under the rule of every change: a name that misleads has its owner remove another one. */
export function renamePasskey(
  deps: ChangeDependencies,
  credential: string | undefined,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<Changed | ChangeRefusal> {
  return changeAnew(deps, credential, async ({ session, subjectKey, factors }) => {
    const passkey = factors?.passkeys.find((one) => one.id === id);
    if (!factors || !passkey) return { kind: "passkey-not-found" };
    const done = await deps.storage.passkeys.rename(subjectKey, factors, passkey.id, name);
    return done ? { kind: "changed", session, passkey } : undefined;
  });
}

/**
 * Decides a change by who may make it, and by what there is. Both are read anew at each try: what came first may have ended
 * the session.
 * @param change undefined where another change came first
 */
function changeAnew(
  deps: ChangeDependencies,
  credential: string | undefined,
  change: (holder: FactorHolder, now: number) => Promise<Changed | ChangeRefusal | undefined>,
): Promise<Changed | ChangeRefusal> {
  return decideAnew(async () => {
    const holder = await mayChange(deps, credential);
    return holder.kind === "holder" ? change(holder, deps.clock()) : holder;
  });
}

async function withOthersEnded(
  deps: ChangeDependencies,
  outcome: Changed | ChangeRefusal,
): Promise<Changed | ChangeRefusal> {
  if (outcome.kind !== "changed") return outcome;
  return { ...outcome, ...(await faultOfEnding(deps, outcome.session, deps.clock())) };
}
