import type { Random } from "./ambient.ts";

/** How far a caller's clock may be from ours for its id of an act to be taken, in seconds. */
export const ACT_ID_SECONDS = 86_400;

const UUID_7 = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * A new UUID of version 7: it begins with its time, so that ids sort by it, and says in which month it lies.
 * @param now epoch seconds
 * @see RFC 9562, 5.7
 */
export function newActId(random: Random, now: number): string {
  const bytes = random(16);
  bytes.writeUIntBE(now * 1000 + (bytes.readUInt16BE(0) % 1000), 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** When a UUID of version 7 was made, in epoch seconds; undefined for any other text. */
export function instantOfActId(id: string): number | undefined {
  const [, high, low] = UUID_7.exec(id) ?? [];
  return high === undefined || low === undefined ? undefined : Math.floor(parseInt(high + low, 16) / 1000);
}

/**
 * Names one part of an act that takes several requests: the same for all but its last four digits, which count.
 * @param id a UUID of version 7, of any of the parts
 */
export function actIdOfPart(id: string, part: number): string {
  return id.slice(0, -4) + part.toString(16).padStart(4, "0");
}
