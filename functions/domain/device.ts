import { createHash } from "node:crypto";
import type { Random } from "./ambient.ts";
import type { Side } from "./desk-purposes.ts";
import type { Lane } from "./lane.ts";
import type { RecipientKey } from "./recipient.ts";
import { keyBytes } from "./reference.ts";

/**
 * What a browser or program holds of one recipient that signed in there: 12 random bytes, and 4 of a hash that say for
 * whom they are. Nothing in the table opens the lane that they name, and no two recipients of a browser are linked.
 */
export type DeviceToken = string & { readonly brand: "DeviceToken" };

/** A device that was never known before, and the lane that an approval may open for it. */
export interface NewDevice {
  readonly token: DeviceToken;
  readonly lane: Lane;
}

const ID_BYTES = 12;
const HINT_BYTES = 4;
const LANE_BYTES = 16;

/** How long a device is known after its last approval, in seconds: 180 days. */
export const DEVICE_SECONDS = 180 * 86_400;

/** What a device is called by in hashes, and its lane in the table: one that is known to the desk is so to nothing else. */
const NAMES = {
  users: { label: "device|", lane: "device" },
  desk: { label: "desk-device|", lane: "desk" },
} as const satisfies Record<Side, unknown>;

/** A new device of a recipient. Its id is minted for one approval, and lives no second time. */
export function newDevice(random: Random, recipientKey: RecipientKey, side: Side = "users"): NewDevice {
  const id = random(ID_BYTES);
  const { hint, lane } = namesOf(id, recipientKey, side);
  return { token: Buffer.concat([id, hint]).toString("base64url") as DeviceToken, lane };
}

/** The lane that a token names for a recipient; undefined where it is another's, or was not made here as it stands. */
export function deviceLane(
  token: string,
  recipientKey: RecipientKey,
  side: Side = "users",
): Lane | undefined {
  const bytes = Buffer.from(token, "base64url");
  // Node skips characters it does not know: without this, many spellings would name one lane.
  if (bytes.length !== ID_BYTES + HINT_BYTES || bytes.toString("base64url") !== token) return undefined;
  const { hint, lane } = namesOf(bytes.subarray(0, ID_BYTES), recipientKey, side);
  return hint.equals(bytes.subarray(ID_BYTES)) ? lane : undefined;
}

/** The lane of the first of some tokens that is this recipient's. */
export function knownLane(
  tokens: readonly string[],
  recipientKey: RecipientKey,
  side: Side = "users",
): Lane | undefined {
  for (const token of tokens) {
    const lane = deviceLane(token, recipientKey, side);
    if (lane !== undefined) return lane;
  }
  return undefined;
}

/** A plain hash: the id is random, and the recipient's key is told to no caller. */
function namesOf(
  id: Uint8Array,
  recipientKey: RecipientKey,
  side: Side,
): { readonly hint: Buffer; readonly lane: Lane } {
  const { label, lane } = NAMES[side];
  const hash = createHash("sha256").update(label).update(id).update(keyBytes(recipientKey)).digest();
  return {
    lane: `${lane}-${hash.subarray(0, LANE_BYTES).toString("base64url")}`,
    hint: hash.subarray(LANE_BYTES, LANE_BYTES + HINT_BYTES),
  };
}
