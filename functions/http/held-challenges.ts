import { timingSafeEqual } from "node:crypto";
import type { Clock } from "../domain/ambient.ts";
import { MAX_CODE_SECONDS, PROVED_SECONDS } from "../domain/challenge.ts";
import { claimedIssuedAt } from "../domain/challenge-id.ts";
import { mac } from "../domain/sealed.ts";
import type { Keys } from "../keys/port.ts";
import type { CookieJar } from "./cookies.ts";
import type { HttpRequest } from "./request.ts";

/** The challenges that one browser may hold side by side, such as one a tab. The oldest makes room. */
export const MOST_CHALLENGES = 4;

/** The parameter of addresses, and the hidden field of forms, that says which of the browser's challenges is meant. */
export const MARK_FIELD = "mark";

export interface HeldChallengesDependencies {
  readonly keys: Pick<Keys, "current" | "find">;
  readonly cookies: CookieJar;
  readonly clock: Clock;
}

/** The ids in the browser's cookie, newest first. What they say is believed where they are used. */
function heldIds({ cookies }: Pick<HeldChallengesDependencies, "cookies">, request: HttpRequest) {
  return cookies.list(request.header("cookie"), "challenge");
}

/** Those whose code may still be valid, as far as an id tells without a read. @param seconds a code's life */
export function openIds(
  services: Pick<HeldChallengesDependencies, "cookies" | "clock">,
  request: HttpRequest,
  seconds = MAX_CODE_SECONDS,
): string[] {
  const now = services.clock();
  return heldIds(services, request).filter((id) => now < (claimedIssuedAt(id) ?? 0) + seconds);
}

/**
 * A name for one of the challenges that a browser holds. It is made of the id, which no address may show, and opens
 * nothing: it only chooses among what the browser's own cookie holds.
 */
export async function markOf(
  { keys }: Pick<HeldChallengesDependencies, "keys">,
  id: string,
): Promise<string> {
  const { kid, key } = await keys.current("form");
  return `${kid}.${markTag(key, id)}`;
}

/**
 * The challenge that a page or form means: the one of its mark and no other, so that a code is never tried against
 * another tab's challenge. Without a mark it is the newest.
 */
export async function markedChallenge(
  services: Omit<HeldChallengesDependencies, "clock">,
  request: HttpRequest,
  mark: unknown,
): Promise<string | undefined> {
  const held = heldIds(services, request);
  if (mark === undefined || mark === "") return held[0];
  const [, kid = "", tag = ""] =
    /^(0|[1-9]\d{0,2})\.([\w-]{16})$/.exec(typeof mark === "string" ? mark : "") ?? [];
  const found = kid === "" || held.length === 0 ? undefined : await services.keys.find("form", Number(kid));
  return found && held.find((id) => timingSafeEqual(Buffer.from(tag), Buffer.from(markTag(found.key, id))));
}

/** A challenge whose code was right may wait for a second factor beyond its own time. */
const HELD_SECONDS = MAX_CODE_SECONDS + PROVED_SECONDS;

/** The cookie once the browser holds one challenge more. */
export function holdChallenge(
  services: Pick<HeldChallengesDependencies, "cookies" | "clock">,
  request: HttpRequest,
  id: string,
): string {
  const others = openIds(services, request, HELD_SECONDS).filter((other) => other !== id);
  const held = [id, ...others].slice(0, MOST_CHALLENGES);
  return services.cookies.setList("challenge", held, MAX_CODE_SECONDS);
}

/** The cookie once a challenge has done what it was for; those of other tabs stay. */
export function dropChallenge(
  services: Pick<HeldChallengesDependencies, "cookies" | "clock">,
  request: HttpRequest,
  id: string,
): string {
  const others = openIds(services, request, HELD_SECONDS).filter((other) => other !== id);
  return services.cookies.setList("challenge", others, MAX_CODE_SECONDS);
}

function markTag(key: Uint8Array, id: string): string {
  return mac(key, "mark|", id).subarray(0, 12).toString("base64url");
}
