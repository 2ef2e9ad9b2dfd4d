import {
  type GuessCount,
  type Guesser,
  GUESSERS,
  type SubjectFactors,
  type Totp,
} from "../../domain/factors.ts";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { FactorImage, FactorsChange } from "../../domain/notice.ts";
import { CHANNELS } from "../../domain/channel.ts";
import type { FactorsReset } from "../../domain/factors-reset.ts";
import { readLane } from "../../domain/lane.ts";
import type { Passkey, PasskeyId } from "../../domain/passkey.ts";
import type { PushId, PushSubscription } from "../../domain/push-subscription.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import type { SubjectKey } from "../../domain/subject.ts";
import { Attributes } from "./attributes.ts";
import { type Item, type ItemKey, iso } from "./table.ts";

/** The attributes of each count of wrong guesses. */
export const COUNTS = {
  known: { failures: "knownFailures", failedAt: "knownFailedAt" },
  strangers: { failures: "strangerFailures", failedAt: "strangerFailedAt" },
} as const satisfies Record<Guesser, unknown>;

const SUBJECT = "subject#";
const FACTORS = "factors";

export function factorsKey(at: SubjectKey): ItemKey {
  return { pk: `${SUBJECT}${at}`, sk: FACTORS };
}

/** Whose partition a key is in; undefined for those that are no subject's. */
export function subjectKeyOf(pk: unknown): SubjectKey | undefined {
  if (typeof pk !== "string" || !pk.startsWith(SUBJECT)) return undefined;
  return pk.slice(SUBJECT.length) as SubjectKey;
}

/** An authenticator as it lies in the item, in the map by its id. */
export function totpItem({ name, secret, enrolledAt, lastStep }: Totp): Item {
  return { name, secret, enrolledAt, enrolledAtIso: iso(enrolledAt), lastStep };
}

/** A passkey as it lies in the item, in the map by its id. */
export function passkeyItem(passkey: Passkey): Item {
  return { ...passkey, id: undefined, enrolledAtIso: iso(passkey.enrolledAt) };
}

/** A browser that shows codes, in the same way. */
export function pushItem(subscription: PushSubscription): Item {
  return { ...subscription, id: undefined, enrolledAtIso: iso(subscription.enrolledAt) };
}

/** What the item of a subject says. */
export function readFactors(item: Item): SubjectFactors {
  const read = new Attributes(item);
  const twoStepsSince = read.optionalCount("twoStepsSince");
  const codesSince = read.optionalCount("codesSince");
  const totps = [...read.maps("totps")].map(([id, totp]) => ({
    id,
    name: totp.text("name"),
    secret: totp.text("secret"),
    enrolledAt: totp.count("enrolledAt"),
    lastStep: totp.count("lastStep"),
  }));
  const reset = resetOf(read);
  const codes = [...read.maps("codes")].map(
    ([number, code]) => [number, { salt: code.text("salt"), hash: code.text("hash") }] as const,
  );
  return {
    subject: read.text("subject"),
    version: read.count("version"),
    ...(read.optionalFlag("desk") && { desk: true }),
    ...(twoStepsSince !== undefined && { twoStepsSince }),
    // The oldest first, in whatever order the database keeps them.
    totps: totps.toSorted(byAge),
    passkeys: passkeysOf(read),
    pushes: pushesOf(read),
    proofs: read.counts("proofs"),
    codes: Object.fromEntries(codes),
    ...(codesSince !== undefined && { codesSince }),
    // One that cannot be read is a later release's: guesses there count as a stranger's.
    lanes: read.texts("lanes").flatMap((lane) => readLane(lane) ?? []),
    counts: countsOf(read),
    ...(reset && { reset }),
  };
}

function byAge(one: Enrolled, other: Enrolled): number {
  return one.enrolledAt - other.enrolledAt || (one.id < other.id ? -1 : 1);
}

type Enrolled = Pick<Totp | Passkey | PushSubscription, "id" | "enrolledAt">;

function passkeysOf(read: Attributes): Passkey[] {
  const all = [...read.maps("passkeys")].map(([id, passkey]): Passkey => {
    const lastUsedAt = passkey.optionalCount("lastUsedAt");
    return {
      id: id as PasskeyId,
      credentialId: passkey.text("credentialId"),
      publicKey: passkey.text("publicKey"),
      counter: passkey.count("counter"),
      transports: passkey.texts("transports"),
      aaguid: passkey.text("aaguid"),
      backedUp: passkey.flag("backedUp"),
      name: passkey.text("name"),
      recipientKey: passkey.text("recipientKey") as RecipientKey,
      address: passkey.text("address"),
      channel: passkey.oneOf("channel", CHANNELS),
      locale: passkey.text("locale"),
      enrolledAt: passkey.count("enrolledAt"),
      ...(lastUsedAt !== undefined && { lastUsedAt }),
    };
  });
  return all.toSorted(byAge);
}

/** The map is there from the first browser on: items are older than this channel. */
function pushesOf(read: Attributes): PushSubscription[] {
  if (!read.optionalMap("pushes")) return [];
  const all = [...read.maps("pushes")].map(([id, push]): PushSubscription => ({
    id: id as PushId,
    endpoint: push.text("endpoint"),
    p256dh: push.text("p256dh"),
    auth: push.text("auth"),
    name: push.text("name"),
    recipientKey: push.text("recipientKey") as RecipientKey,
    address: push.text("address"),
    channel: push.oneOf("channel", CHANNELS),
    locale: push.text("locale"),
    enrolledAt: push.count("enrolledAt"),
  }));
  return all.toSorted(byAge);
}

function countsOf(read: Attributes): Record<Guesser, GuessCount> {
  const counts = GUESSERS.map((guesser) => {
    const { failures, failedAt } = COUNTS[guesser];
    const lastFailureAt = read.optionalCount(failedAt) ?? 0;
    return [guesser, { failures: read.optionalCount(failures) ?? 0, lastFailureAt }] as const;
  });
  return Object.fromEntries(counts) as Record<Guesser, GuessCount>;
}

/** What the stream says of a subject's factors; undefined where it is about something else. */
export function readFactorRecord(record: {
  Keys?: Record<string, AttributeValue>;
  OldImage?: Record<string, AttributeValue>;
  NewImage?: Record<string, AttributeValue>;
}): FactorsChange | undefined {
  const { pk, sk } = unmarshall(record.Keys ?? {});
  if (sk !== FACTORS || !String(pk).startsWith(SUBJECT)) return undefined;
  const image = (attributes?: Record<string, AttributeValue>) =>
    attributes && factorImage(unmarshall(attributes));
  const after = image(record.NewImage);
  return after && { before: image(record.OldImage), after };
}

function factorImage(item: Item): FactorImage {
  const read = new Attributes(item);
  const provedAt = read.optionalCount("provedAt");
  const contact = read.optionalMap("contact");
  const lostPush = read.optionalText("lostPush") as PushId | undefined;
  const within = read.optionalMap("changedWithin");
  const nonce = within?.optionalText("nonce");
  return {
    ...readFactors(item),
    changedAt: read.count("changedAt"),
    ...(within &&
      nonce !== undefined && {
        changedWithin: { recipientKey: within.text("recipientKey") as RecipientKey, nonce },
      }),
    ...(provedAt !== undefined && { provedAt }),
    ...(lostPush !== undefined && { lostPush }),
    ...(contact && {
      contact: {
        recipientKey: contact.text("recipientKey") as RecipientKey,
        address: contact.text("address"),
        channel: contact.oneOf("channel", CHANNELS),
        locale: contact.text("locale"),
      },
    }),
  };
}

/** The reset of an item; undefined where none was ever asked for, by the desk or by hand. */
function resetOf(read: Attributes): FactorsReset | undefined {
  const [resetAt, askedAt, canceledAt, hours] = [
    read.optionalCount("resetAt"),
    read.optionalCount("resetAskedAt"),
    read.optionalCount("resetCanceledAt"),
    read.optionalCount("resetHours"),
  ];
  const [id, by] = [read.optionalText("resetId"), read.optionalText("resetBy")];
  const byOwner = read.optionalFlag("resetByOwner") ?? false;
  if (resetAt === undefined && id === undefined && canceledAt === undefined) return undefined;
  return {
    byOwner,
    ...(id !== undefined && { id }),
    ...(by !== undefined && { by }),
    ...(askedAt !== undefined && { askedAt }),
    ...(hours !== undefined && { hours }),
    ...(resetAt !== undefined && { resetAt }),
    // A cancel takes the hour away: one beside it was written by hand, after it.
    ...(canceledAt !== undefined && resetAt === undefined && { canceledAt }),
  };
}
