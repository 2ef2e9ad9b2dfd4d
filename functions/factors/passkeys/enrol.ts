import type { RegistrationResponseJSON } from "@simplewebauthn/server";
import { type Clock, invocationId, type Random } from "../../domain/ambient.ts";
import type { Session } from "../../domain/challenge.ts";
import { placeOf } from "../../domain/factors.ts";
import { MAX_PASSKEYS, type Passkey } from "../../domain/passkey.ts";
import type { SubjectKey } from "../../domain/subject.ts";
import type { Keys } from "../../keys/port.ts";
import type { PasskeyParty } from "../../settings/passkeys.ts";
import type { Stores } from "../../storage/port.ts";
import { decideAnew } from "../decide-anew.ts";
import { type EndOthersDependencies, faultOfEnding } from "../end-others.ts";
import { checkRegistration } from "./check-response.ts";
import { type PasskeyRefusal, refused } from "./find-passkey.ts";
import { endReset } from "../reset/keep-factors.ts";
import { bindingOf } from "./make-options.ts";
import { answeredChallenge } from "./read-challenge.ts";
import { factorsAt, isFreshlyProved, sessionAt } from "../session-at.ts";

export interface ChangeDependencies {
  readonly storage: EndOthersDependencies["storage"] &
    Stores<{ challenges: "read"; factors: "read" | "endReset"; passkeys: "add" | "remove" | "rename" }>;
  readonly settings: EndOthersDependencies["settings"];
  readonly keys: Pick<Keys, "recipient" | "find">;
  readonly clock: Clock;
  readonly random: Random;
}

/** Why factors stay as they are. */
export type ChangeRefusal =
  | PasskeyRefusal
  | {
      readonly kind: "no-session" | "proof-too-old" | "too-many-passkeys" | "passkey-exists";
    };

export interface Changed {
  readonly kind: "changed";
  readonly session: Session;
  readonly passkey: Passkey;
  /** What went wrong afterwards: then some other session may be left. */
  readonly fault?: unknown;
}

/** The session that changes its subject's passkeys, and where they lie. */
interface Changing {
  readonly session: Session;
  readonly at: SubjectKey;
  readonly now: number;
}

/** Adds the passkey that a browser has made for a session, and ends whatever else its subject has open. */
export async function enrolPasskey(
  deps: ChangeDependencies,
  { rpId, ownOrigin }: PasskeyParty,
  credential: string | undefined,
  { response, name }: { readonly response: RegistrationResponseJSON; readonly name: string },
): Promise<Changed | ChangeRefusal> {
  const asking = await changingBy(deps, credential);
  if (!asking) return { kind: "no-session" };
  const binding = bindingOf(asking.session);
  const { clientDataJSON } = response.response;
  const challenge = await answeredChallenge(deps.keys, clientDataJSON, {
    purpose: "enrolment",
    binding,
    now: asking.now,
  });
  if (challenge === undefined) return refused("challenge");
  // Passkeys are made on our own pages alone, whatever other origins they sign in to.
  const attested = await checkRegistration(response, { challenge, rpId, origins: [ownOrigin] });
  if (!attested) return refused("signature");
  const outcome = await decideAnew(async (): Promise<Changed | ChangeRefusal | undefined> => {
    // Read anew at each try: what came first may have ended the session.
    const changing = await changingBy(deps, credential);
    if (!changing) return { kind: "no-session" };
    const { session, at, now } = changing;
    const factors = await deps.storage.factors.read(at, now);
    if (!isFreshlyProved(session, factors, now)) return { kind: "proof-too-old" };
    const known = factors?.passkeys ?? [];
    if (known.some(({ id }) => id === attested.id)) return { kind: "passkey-exists" };
    if (known.length >= MAX_PASSKEYS) return { kind: "too-many-passkeys" };
    const { recipientKey, address, channel, locale, subject } = session;
    const passkey = { ...attested, name, recipientKey, address, channel, locale, enrolledAt: now };
    // A session of another passkey proves no address again.
    const provenAt = session.addressProvenAt ?? session.approvedAt;
    const base = { subject, version: factors?.version ?? 0 };
    const write = { by: invocationId(deps.random), now };
    if (await endReset(deps, placeOf(at, factors), factors, write)) return undefined;
    const done = await deps.storage.passkeys.add(placeOf(at, factors), base, { passkey, provenAt }, write);
    return done ? { kind: "changed", session, passkey } : undefined;
  });
  return withOthersEnded(deps, outcome);
}

/** Removes a passkey, and ends whatever else its subject has open. */
export async function removePasskey(
  deps: ChangeDependencies,
  credential: string | undefined,
  id: string,
): Promise<Changed | ChangeRefusal> {
  const outcome = await decideAnew(async (): Promise<Changed | ChangeRefusal | undefined> => {
    const changing = await changingBy(deps, credential);
    if (!changing) return { kind: "no-session" };
    const { session, at, now } = changing;
    const factors = await deps.storage.factors.read(at, now);
    if (!isFreshlyProved(session, factors, now)) return { kind: "proof-too-old" };
    const passkey = factors?.passkeys.find((one) => one.id === id);
    if (!factors || !passkey) return { kind: "passkey-not-found" };
    const write = { by: invocationId(deps.random), now };
    const done = await deps.storage.passkeys.remove(placeOf(at, factors), factors, passkey.id, write);
    return done ? { kind: "changed", session, passkey } : undefined;
  });
  return withOthersEnded(deps, outcome);
}

/** Calls a passkey otherwise, under the rule of every change: a name that misleads has its owner remove another one. */
export async function renamePasskey(
  deps: ChangeDependencies,
  credential: string | undefined,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<Changed | ChangeRefusal> {
  const changing = await changingBy(deps, credential);
  if (!changing) return { kind: "no-session" };
  const { session, at, now } = changing;
  const factors = await deps.storage.factors.read(at, now);
  if (!isFreshlyProved(session, factors, now)) return { kind: "proof-too-old" };
  const passkey = factors?.passkeys.find((one) => one.id === id);
  const renamed = passkey && (await deps.storage.passkeys.rename(placeOf(at, factors), passkey.id, name));
  return renamed ? { kind: "changed", session, passkey } : { kind: "passkey-not-found" };
}

async function withOthersEnded(
  deps: ChangeDependencies,
  outcome: Changed | ChangeRefusal,
): Promise<Changed | ChangeRefusal> {
  if (outcome.kind !== "changed") return outcome;
  return { ...outcome, ...(await faultOfEnding(deps, outcome.session, deps.clock())) };
}

async function changingBy(
  deps: ChangeDependencies,
  credential: string | undefined,
): Promise<Changing | undefined> {
  const now = deps.clock();
  const session = await sessionAt(deps, credential, now);
  return session && { session, at: factorsAt(await deps.keys.recipient(), session), now };
}
