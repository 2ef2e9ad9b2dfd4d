import { type Challenge, stateAt, type Undecidable, undecidable } from "../domain/challenge.ts";
import type { ChallengeReference } from "../domain/challenge-id.ts";
import { Fault } from "../domain/errors.ts";
import { type FactorToken, factorToken } from "../domain/factor-token.ts";
import { type Channel, provesAddress } from "../domain/channel.ts";
import { hasFactor, hasTwoSteps, placeOf, provable, type SubjectFactors } from "../domain/factors.ts";
import type { RecipientKey } from "../domain/recipient.ts";
import { type SubjectKey, subjectKey } from "../domain/subject.ts";
import { asksFactors, keepsProofs, type Settings } from "../settings.ts";
import { takesPasskeys } from "../settings/passkey-party.ts";
import type { Stores, Write } from "../storage/port.ts";

export interface AskSecondFactorDependencies {
  readonly storage: Stores<{ factors: "read" }>;
  readonly settings: Pick<Settings, "secondFactor" | "factors">;
  readonly publicUrl: string;
}

/** Whose a new challenge is. */
export interface AskedSubject {
  readonly subject: string;
  /** Where the subject's factors lie, if not under its name. */
  readonly factorsOf: SubjectKey | undefined;
  /** In open mode, where those of the customer lie that the recipient was a contact of when the stage was registered. */
  readonly formerly?: SubjectKey | undefined;
  readonly recipientKey: RecipientKey;
  readonly channel: Channel;
}

/** What a new challenge takes from its subject's factors. */
export type SubjectTerms = Pick<Challenge, "subjectKey" | "secondFactor" | "addressProvenAt"> & {
  /** Set where the code has nowhere to go: a decoy takes its place, so that the answer does not tell. */
  readonly unreachable?: true;
};

/**
 * What a new challenge says of its subject's second factor, and of the browsers that show its code. Nothing where the
 * service asks for none, and then nothing is read. Elsewhere, and for each notification, one read, of strangers too, so
 * that the time it takes tells nothing.
 * @param secret the recipient secret
 * @param now epoch seconds
 */
export async function askSecondFactor(
  deps: AskSecondFactorDependencies,
  secret: Uint8Array,
  whose: AskedSubject,
  now: number,
): Promise<SubjectTerms> {
  const { storage, settings } = deps;
  const { subject, factorsOf, formerly, channel } = whose;
  const at = factorsOf ?? subjectKey(secret, subject);
  const isPushed = !provesAddress(channel);
  // Where passkeys or browsers may be enrolled, an approval is written down beside those of its contact.
  if (!asksFactors(settings) && !isPushed) return keepsProofs(settings) ? { subjectKey: at } : {};
  const { at: place, factors } = await findFactors(storage, { at, formerly }, now);
  // As damaged as an item that cannot be read: what a customer had enrolled must not read as nothing.
  if (factorsOf !== undefined && !factors)
    throw new Fault("damaged-item", "The factors that a contact names are gone.", { item: `subject#${at}` });
  const takesTwo = asksFactors(settings) && (settings.secondFactor === "required" || hasTwoSteps(factors));
  const secondFactor = takesTwo && provable(factors, takesPasskeys(deps));
  return {
    subjectKey: placeOf(place, factors),
    ...(secondFactor && { secondFactor }),
    ...(isPushed && pushedTerms(factors, whose, secondFactor)),
  };
}

/**
 * What was enrolled in a stage that has become open lies under the customer's id, and counts until something is enrolled
 * here: a code alone must not sign in who had two steps.
 */
async function findFactors(
  { factors }: AskSecondFactorDependencies["storage"],
  { at, formerly }: { readonly at: SubjectKey; readonly formerly: SubjectKey | undefined },
  now: number,
): Promise<{ readonly at: SubjectKey; readonly factors: SubjectFactors | undefined }> {
  const own = await factors.read(at, now);
  if (formerly === undefined || formerly === at || hasTwoSteps(own)) return { at, factors: own };
  const former = await factors.read(formerly, now);
  const counts = hasTwoSteps(former) || (hasFactor(former) && !hasFactor(own));
  return counts ? { at: formerly, factors: former } : { at, factors: own };
}

/**
 * What a notification proves is a browser, and who has to enrol a first factor has to prove more: nothing is sent. The
 * address rests on the code that proved it last.
 */
function pushedTerms(
  factors: SubjectFactors | undefined,
  { recipientKey }: AskedSubject,
  secondFactor: Challenge["secondFactor"] | false,
): Pick<SubjectTerms, "addressProvenAt" | "unreachable"> {
  const hasBrowser = (factors?.pushes.length ?? 0) > 0;
  const mustEnrol = secondFactor !== false && secondFactor?.length === 0;
  return {
    addressProvenAt: factors?.proofs[recipientKey] ?? 0,
    ...((!hasBrowser || mustEnrol) && { unreachable: true }),
  };
}

/** The code was right, and a second factor is waited for. */
export interface FactorRequired {
  readonly kind: "factor-required";
  readonly challenge: Challenge;
  /** What has to be shown with the second factor. */
  readonly factorToken: FactorToken;
}

/** A challenge whose code was right, as its id names it. */
interface RightCode {
  readonly reference: ChallengeReference;
  /** The passcode key that made the id. */
  readonly key: Uint8Array;
}

/**
 * Goes on after a right code whose approval was refused: has a challenge wait for its second factor that takes one. One
 * that waits already is answered in the same way, since the answer may have been lost; that takes a write as well, whose
 * condition is that there were not too many wrong codes.
 * @param refusing the challenge as it was when it was refused
 * @returns undefined where it takes none, or is a decoy
 */
export async function waitForFactor(
  deps: {
    readonly storage: Stores<{ challenges: "prove" | "proveAgain" }>;
    readonly settings: Pick<Settings, "secondFactor">;
  },
  right: RightCode,
  refusing: Challenge | undefined,
  write: Write,
): Promise<FactorRequired | Undecidable | undefined> {
  if (refusing?.secondFactor === undefined || refusing.decoy) return undefined;
  const state = stateAt(refusing, write.now);
  if (state !== "pending" && state !== "proved") return undefined;
  // Asked for before second factors were switched off: there is no route any more that takes one.
  if (!asksFactors(deps.settings)) return { kind: "challenge-expired" };
  const { challenges } = deps.storage;
  const { reference, key } = right;
  const result = await (state === "proved" ? challenges.proveAgain : challenges.prove)(reference, write);
  if (result.kind === "refused") {
    const { challenge } = result;
    // The same code was sent twice at once, and the other one came first.
    const other = state === "pending" && challenge && stateAt(challenge, write.now) === "proved";
    return other ? waitForFactor(deps, right, challenge, write) : undecidable(challenge, write.now);
  }
  const { challenge } = result;
  return {
    kind: "factor-required",
    challenge,
    factorToken: factorToken(reference, reference.kid, key),
  };
}
