import type { AddressKind } from "./address-kind.ts";
import type { Lane } from "./lane.ts";

/** The lane of a device, as the table holds it. Instants are epoch seconds. */
export interface KnownDevice {
  readonly lane: Lane;
  /** When the approval was that opened it. */
  readonly openedAt: number;
  /** When the last code was approved in it; absent where none was. */
  readonly usedAt?: number;
  /** Void for ever: by its user, by an admin, or since it made room. */
  readonly isVoid: boolean;
  /** Known no longer from then on. */
  readonly until: number;
}

/** How many devices a recipient may have at most. */
const MOST_DEVICES: Readonly<Record<AddressKind, number>> = { email: 20, phone: 5 };

/** How many become known in any 24 hours. */
const NEW_A_DAY = 2;

const DAY = 86_400;

/** Whether a device is known now. @param now epoch seconds */
export function isKnown({ isVoid, until }: KnownDevice, now: number): boolean {
  return !isVoid && until > now;
}

/**
 * Which devices make room for one that has just proved its recipient: that day's latest that was not used again, where two
 * are new already, and the first never used, or the longest unused, where there are as many as there may be. An
 * attacker who gets hold of one code after the other so displaces himself.
 * @param now epoch seconds of the approval
 * @returns undefined where none can make room: the new one stays unknown
 */
export function leavingFor(
  devices: readonly KnownDevice[],
  kind: AddressKind,
  now: number,
): readonly Lane[] | undefined {
  const known = devices.filter((device) => isKnown(device, now));
  // Not those that were proven later: the stream may bring this approval late.
  const today = known.filter(({ openedAt }) => openedAt > now - DAY && openedAt <= now);
  const unused = today.filter(({ usedAt }) => usedAt === undefined);
  const latest = unused.toSorted((a, b) => b.openedAt - a.openedAt)[0];
  if (today.length >= NEW_A_DAY && !latest) return undefined;
  const leaving = today.length >= NEW_A_DAY && latest ? [latest] : [];
  const staying = known.filter((device) => !leaving.includes(device));
  const surplus = Math.max(0, staying.length + 1 - MOST_DEVICES[kind]);
  const byUse = staying.toSorted((a, b) => (a.usedAt ?? 0) - (b.usedAt ?? 0) || a.openedAt - b.openedAt);
  return [...leaving, ...byUse.slice(0, surplus)].map(({ lane }) => lane);
}
