import { createHash } from "node:crypto";
import type { Random } from "./ambient.ts";
import { type Challenge, CLICK_SECONDS } from "./challenge.ts";
import { type ClickLane, clickLane, laneKind } from "./lane.ts";
import type { RecipientKey } from "./recipient.ts";
import { keyBytes } from "./reference.ts";

/**
 * What a browser holds in which a user clicked on "this was not me": whose challenge it was about, until when it counts,
 * 12 random bytes, and 4 of a hash that say for whom they are. Nothing in the table opens the lane that it names.
 */
export type ClickToken = string & { readonly brand: "ClickToken" };

const NONCE_BYTES = 16;
const UNTIL_BYTES = 4;
const ID_BYTES = 12;
const HINT_BYTES = 4;
const HOLDER_BYTES = 16;
const SAID_BYTES = NONCE_BYTES + UNTIL_BYTES + ID_BYTES;

/** A click's token, and the lane that it opens. */
export interface HeldClick {
  readonly token: ClickToken;
  readonly held: ClickLane;
}

/**
 * What a browser is given by a click. Its lane may end sooner than it says: where another browser clicked before.
 * @param now epoch seconds of the click
 */
export function newClick(
  random: Random,
  { nonce, ledgerKey }: Pick<Challenge, "nonce" | "ledgerKey">,
  now: number,
): HeldClick {
  const until = Buffer.alloc(UNTIL_BYTES);
  until.writeUInt32BE(now + CLICK_SECONDS);
  const said = Buffer.concat([keyBytes(nonce), until, random(ID_BYTES)]);
  const { hint, held } = namesOf(said, ledgerKey);
  return { token: Buffer.concat([said, hint]).toString("base64url") as ClickToken, held };
}

/**
 * What a browser holds by an earlier click on the link of the same challenge. It keeps that: of the two clicks of a double
 * click, the first may be written last.
 * @param now epoch seconds
 */
export function heldClick(
  tokens: readonly string[],
  { nonce, ledgerKey }: Pick<Challenge, "nonce" | "ledgerKey">,
  now: number,
): HeldClick | undefined {
  for (const token of tokens) {
    const held = knownClick([token], ledgerKey, now);
    if (held?.lane === clickLane(nonce)) return { token: token as ClickToken, held };
  }
  return undefined;
}

/** The lane of the first of some tokens that is a click's, of whatever spelling shares this ledger. @param now epoch seconds */
export function knownClick(
  tokens: readonly string[],
  ledgerKey: RecipientKey,
  now: number,
): ClickLane | undefined {
  for (const token of tokens) {
    const read = readClick(token);
    if (!read || read.until <= now) continue;
    const { hint, held } = namesOf(read.said, ledgerKey);
    if (hint.equals(read.hint)) return held;
  }
  return undefined;
}

/** Whether a token is a click's, of whatever mailbox, that may count or not. */
export function isClick(token: string): boolean {
  return readClick(token) !== undefined;
}

/** Whether a token is a click's that counts no more. @param now epoch seconds */
export function isStaleClick(token: string, now: number): boolean {
  const read = readClick(token);
  return read !== undefined && read.until <= now;
}

/**
 * Whether the link of a challenge gives lanes to who clicks on it. It was sent to the mailbox: a challenge that is never
 * sent gives none, nor one whose code is known to all. Nor does one that something else made void, such as a sign-out
 * everywhere: then an old link must open nothing. What is asked for in a lane of one's own has no limit that others share,
 * and each click's lane may send to every spelling: so none of those gives another.
 * @param challenge as it is after the click
 * @param now epoch seconds
 */
export function givesClickLane(challenge: Challenge, now: number): boolean {
  const { canceledFor, endedFor, issuedAt, decoy, test } = challenge;
  if (decoy || test || now >= issuedAt + CLICK_SECONDS) return false;
  return (canceledFor ?? endedFor) === "not-me" && isAskedByStrangers(challenge);
}

/**
 * Whether the link of a challenge may have given a lane that is known at an instant, or may give one later, unless it is
 * made void.
 * @param until epoch seconds
 */
export function mayGiveClickLane(challenge: Challenge, until: number): boolean {
  const { canceledFor, endedFor, issuedAt, decoy, test } = challenge;
  if (decoy || test || issuedAt > until || until >= issuedAt + 2 * CLICK_SECONDS) return false;
  return (canceledFor ?? endedFor) !== "everywhere" && isAskedByStrangers(challenge);
}

function isAskedByStrangers({ lane, recipientKey, ledgerKey }: Challenge): boolean {
  if (lane === "strangers") return true;
  return laneKind(lane) === "network" && lane !== "clicked" && recipientKey === ledgerKey;
}

function readClick(token: string) {
  const bytes = Buffer.from(token, "base64url");
  // Node skips characters it does not know: without this, many spellings would name one lane.
  if (bytes.length !== SAID_BYTES + HINT_BYTES || bytes.toString("base64url") !== token) return undefined;
  const said = bytes.subarray(0, SAID_BYTES);
  return { said, until: said.readUInt32BE(NONCE_BYTES), hint: bytes.subarray(SAID_BYTES) };
}

/** A plain hash: the id is random, and the recipient's key is told to no caller. */
function namesOf(said: Buffer, ledgerKey: RecipientKey): { readonly hint: Buffer; readonly held: ClickLane } {
  const hash = createHash("sha256").update("click|").update(said).update(keyBytes(ledgerKey)).digest();
  return {
    hint: hash.subarray(HOLDER_BYTES, HOLDER_BYTES + HINT_BYTES),
    held: {
      lane: clickLane(said.subarray(0, NONCE_BYTES).toString("base64url")),
      holder: hash.subarray(0, HOLDER_BYTES).toString("base64url"),
    },
  };
}
