import type { Random } from "../../domain/ambient.ts";
import type { Challenge } from "../../domain/challenge.ts";
import type { DeskPurpose } from "../../domain/desk-purposes.ts";
import { parsePasscode, type Passcode, strongCode } from "../../domain/passcode.ts";
import { type Recipient, type RecipientKey, subjectOf } from "../../domain/recipient.ts";
import { keyBytes, keyAt } from "../../domain/reference.ts";
import { mac } from "../../domain/sealed.ts";
import { STRONG_CODE } from "../../domain/typed/code-shape.ts";
import { usualChannel } from "../../domain/channel.ts";
import type { Stores } from "../../storage/port.ts";

/** How long the code holds by which an admin enrols a first factor, in seconds: an hour. */
export const ENROL_SECONDS = 3600;

/** How long the link holds that takes the place of a message, in seconds. */
export const OPEN_SECONDS = 600;

type OneTime = Exclude<DeskPurpose, "desk">;

const SECONDS: Readonly<Record<OneTime, number>> = { enrol: ENROL_SECONDS, open: OPEN_SECONDS };

/** What a link has beside the key of its admin: as much as nobody guesses. */
const LINK_BYTES = 16;

/**
 * Where a one-time secret lies: the item's name follows from it, so that the table does not tell it, and who does not have
 * it finds nothing.
 */
function nonceOf(secret: Uint8Array, purpose: OneTime, key: RecipientKey, text: string): string {
  return mac(secret, `desk-${purpose}|`, `${key}|${text}`).subarray(0, 16).toString("base64url");
}

/** Whose it is. */
export interface OneTimeFor {
  readonly recipientKey: RecipientKey;
  readonly recipient: Recipient;
  readonly locale: string;
}

/**
 * Writes down a one-time secret of an admin. It is kept as a challenge that is never sent and that no guess approves, among
 * the admin's own: what ends those ends it.
 */
async function put(
  { challenges }: Stores<{ challenges: "open" }>,
  secret: Uint8Array,
  purpose: OneTime,
  { recipientKey, recipient, locale }: OneTimeFor,
  text: string,
  now: number,
): Promise<void> {
  const at = { recipientKey, nonce: nonceOf(secret, purpose, recipientKey, text) };
  await challenges.open({
    ...{ ...at, kid: 0, ledgerKey: recipientKey, opensSession: false, issuedAt: now, ...STRONG_CODE },
    ...{ status: "pending", attempts: 0, maxAttempts: 0, sends: 0, maxSends: 0, doneSend: 0 },
    ...{ expiresAt: now + SECONDS[purpose], nextSendAt: now, delivery: { state: "queued" } },
    ...{ channel: usualChannel(recipient.addressKind), address: recipient.address },
    ...{ subject: subjectOf(secret, recipient), purpose, locale, lane: "strangers", amr: [], decoy: true },
  } satisfies Challenge);
}

/** A new code by which an admin enrols a first factor: 65 random bits. */
export async function newEnrolCode(
  { storage, random }: { readonly storage: Stores<{ challenges: "open" }>; readonly random: Random },
  secret: Uint8Array,
  whose: OneTimeFor,
  now: number,
): Promise<Passcode> {
  const code = strongCode(random(STRONG_CODE.length));
  await put(storage, secret, "enrol", whose, code.reveal(), now);
  return code;
}

/** What a new link has in the place of a message's code. */
export async function newOpenLink(
  { storage, random }: { readonly storage: Stores<{ challenges: "open" }>; readonly random: Random },
  secret: Uint8Array,
  whose: OneTimeFor,
  now: number,
): Promise<string> {
  const bytes = Buffer.concat([keyBytes(whose.recipientKey), random(LINK_BYTES)]);
  const text = bytes.toString("base64url");
  await put(storage, secret, "open", whose, text, now);
  return text;
}

/** A one-time secret as somebody shows it. */
export interface Shown {
  readonly purpose: OneTime;
  readonly recipientKey: RecipientKey;
  readonly text: string;
}

/** The code that was typed, or undefined where it can be none. */
export function shownEnrolCode(recipientKey: RecipientKey, typed: string): Shown | undefined {
  const read = parsePasscode(typed, STRONG_CODE);
  return read.kind === "passcode"
    ? { purpose: "enrol", recipientKey, text: read.passcode.reveal() }
    : undefined;
}

/** What a link says, or undefined where it can be none. */
export function shownLink(text: string): Shown | undefined {
  const bytes = Buffer.from(text, "base64url");
  if (bytes.length !== 2 * LINK_BYTES || bytes.toString("base64url") !== text) return undefined;
  return { purpose: "open", recipientKey: keyAt(bytes, 0) as RecipientKey, text };
}

/** Whether a one-time secret holds; looking uses nothing up. */
export async function isOpen(
  { challenges }: Stores<{ challenges: "read" }>,
  secret: Uint8Array,
  { purpose, recipientKey, text }: Shown,
  now: number,
): Promise<boolean> {
  const nonce = nonceOf(secret, purpose, recipientKey, text);
  const found = await challenges.read({ recipientKey, nonce });
  return found?.purpose === purpose && found.status === "pending" && found.expiresAt > now;
}

/** Uses it up. @returns whether this call did: once in its life, and not after its time */
export async function useOnce(
  { challenges }: Stores<{ challenges: "read" | "cancel" }>,
  secret: Uint8Array,
  shown: Shown,
  now: number,
): Promise<boolean> {
  if (!(await isOpen({ challenges }, secret, shown, now))) return false;
  const { purpose, recipientKey, text } = shown;
  const nonce = nonceOf(secret, purpose, recipientKey, text);
  return (await challenges.cancel({ recipientKey, nonce }, now, "everywhere")).kind === "done";
}
