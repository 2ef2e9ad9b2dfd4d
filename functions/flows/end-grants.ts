import type { Clock } from "../domain/ambient.ts";
import type { Challenge } from "../domain/challenge.ts";
import type { Fault } from "../domain/errors.ts";
import { isOffline } from "../domain/grant.ts";
import { orderLogouts, type OrderLogoutsDependencies } from "./order-logouts.ts";
import type { OpenGrant } from "../storage/port/grants.ts";
import type { ChallengeChange, Stores } from "../storage/port.ts";

/** As many are ended at the same time: a page may hold a thousand. */
const AT_ONCE = 25;

export interface EndGrantsDependencies extends OrderLogoutsDependencies {
  readonly storage: Stores<{ grants: "listOpen" | "end" | "markTold" }>;
  readonly clock: Clock;
}

/** A session that is over, as far as what it granted depends on it. */
type EndedOne = Pick<Challenge, "recipientKey" | "nonce" | "endedFor" | "endedAt">;

/** How many grants ended, and how many calls tell apps of it. */
export interface EndedGrants {
  readonly count: number;
  readonly told: number;
}

/** Whether a change ended a session, or said more of why it ended. */
export function endsSession({ before, after }: ChallengeChange): boolean {
  if (after?.status !== "ended") return false;
  return before?.status !== "ended" || before.endedFor !== after.endedFor || before.endedAt !== after.endedAt;
}

/**
 * Ends what apps were granted of a session that is over. A plain sign-out leaves grants that outlive the session; one
 * everywhere takes all that the recipient had granted until then. The apps are told of the session's end, also those whose
 * grants stay, and those that had given theirs back. A call that is broken off is repeated, and meets only what it has
 * neither ended nor marked.
 */
export async function endGrants(deps: EndGrantsDependencies, session: EndedOne): Promise<EndedGrants> {
  const { storage, clock } = deps;
  const now = clock();
  const ordered = new Set<string>();
  const endTold = async (grant: OpenGrant) => {
    const ended = await storage.grants.end(grant, now, { told: true });
    // Its app gave it back a moment ago, and is told all the same, once.
    if (!ended) await storage.grants.markTold(grant, now);
    return ended;
  };
  let count = 0;
  let fault: Fault | undefined;
  for await (const { grants, damaged } of storage.grants.listOpen(session.recipientKey, now)) {
    const untold = grants.filter((grant) => !grant.told && concerns(session, grant, now));
    // Before they are marked: a repetition tells of none that is.
    const knowing = new Set(await orderLogouts(deps, untold, ordered));
    const over = new Set(grants.filter((grant) => endsWith(grant, session, now)));
    const changed = grants.filter((grant) => over.has(grant) || knowing.has(grant));
    for (let first = 0; first < changed.length; first += AT_ONCE) {
      const ended = await Promise.all(
        changed.slice(first, first + AT_ONCE).map((grant) => {
          return over.has(grant) ? endTold(grant) : storage.grants.markTold(grant, now);
        }),
      );
      count += ended.filter(Boolean).length;
    }
    fault ??= damaged[0];
  }
  // Nobody can use a damaged one; but it must not keep the others alive, and an operator has to learn of it.
  if (fault) throw fault;
  return { count, told: ordered.size };
}

/** Whether it was granted of the session, or of one that ended with it. */
function concerns({ nonce, endedFor, endedAt }: EndedOne, grant: OpenGrant, now: number): boolean {
  if (grant.sessionNonce === nonce) return true;
  // What was granted since then, after a new sign-in, is none of it.
  return endedFor === "everywhere" && grant.authTime <= (endedAt ?? now);
}

function endsWith(grant: OpenGrant, session: EndedOne, now: number): boolean {
  if (grant.status === "ended" || !concerns(session, grant, now)) return false;
  return session.endedFor !== undefined || !isOffline(grant);
}
