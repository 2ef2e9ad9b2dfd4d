import {
  type EndCause,
  MAX_FACTOR_ATTEMPTS,
  MAX_SESSION_FACTOR_ATTEMPTS,
  PROVED_SECONDS,
} from "../../domain/challenge.ts";
import type { ShownSession } from "../../domain/session.ts";
import type { ChallengeStore } from "../port/challenges.ts";
import type { Write } from "../port/write.ts";
import { challengeKey } from "./challenge-item.ts";
import {
  approving,
  guess,
  STATUS,
  OPEN_FOR_CODES,
  OPEN_FOR_GUESSES,
  settled,
  wrote,
} from "./challenge-writes.ts";
import { type Item, iso, type Table } from "./table.ts";

/** A guess at a second factor counts only under this condition. */
const OPEN_FOR_FACTORS =
  "#status = :proved AND expiresAt > :now AND NOT factorAttempts >= :most AND NOT contains(decidedBy, :by)";
const LIVE_SESSION = "#status = :approved AND sessionEndsAt > :now AND NOT factorAttempts >= :mostInSession";

/** The wrong guesses of before are taken back with the right one, and no second time. */
const FACTOR_PROVED =
  "factorAt = :now, factorAtIso = :nowIso, factorAttempts = :zero, factorFailures = :zero, amr = :amr";

type ProvedSteps = Pick<
  ChallengeStore,
  "prove" | "proveAgain" | "approveProved" | "raise" | "follow" | "countWrongFactor" | "endUnproved"
>;

/** The steps of a sign-in that takes a second factor, as conditional writes. */
export function provedSteps(table: Table, retentionSeconds: number): ProvedSteps {
  return {
    async prove(at, { by, now }) {
      const expiresAt = now + PROVED_SECONDS;
      const result = await table.update(challengeKey(at), {
        set: [
          "#status = :proved, attempts = attempts + :one, provedAt = :now, provedAtIso = :nowIso",
          "expiresAt = :expiresAt, expiresAtIso = :expiresAtIso, #ttl = :ttl",
        ].join(", "),
        add: "decidedBy :me",
        condition: `${OPEN_FOR_GUESSES} AND attribute_not_exists(decoy) AND attribute_exists(secondFactor)`,
        names: { ...STATUS, "#ttl": "ttl" },
        wantsItem: true,
        values: {
          ...guess(by, now),
          ...{ ":proved": "proved", ":nowIso": iso(now) },
          ...{
            ":expiresAt": expiresAt,
            ":expiresAtIso": iso(expiresAt),
            ":ttl": expiresAt + retentionSeconds,
          },
        },
      });
      return settled(result, (item) => item.status !== "pending" && wrote(item, by));
    },

    async proveAgain(at, { by, now }) {
      const result = await table.update(challengeKey(at), {
        // It changes nothing: what counts is that no wrong guess is written at the same time.
        set: "attempts = attempts + :zero",
        condition: OPEN_FOR_CODES,
        names: STATUS,
        wantsItem: true,
        values: { ":proved": "proved", ":now": now, ":by": by, ":zero": 0 },
      });
      return settled(result, () => false);
    },

    async approveProved(at, { by, now, amr, passkey, ...opens }) {
      const approval = approving(opens, now, retentionSeconds);
      const result = await table.update(challengeKey(at), {
        set: [FACTOR_PROVED, ...approval.set, ...(passkey ? ["passkey = :passkey"] : [])].join(", "),
        add: "decidedBy :me",
        condition: OPEN_FOR_FACTORS,
        names: { ...STATUS, "#ttl": "ttl" },
        wantsItem: true,
        values: { ...factorGuess(by, now), ...approval.values, ":zero": 0, ":amr": amr, ":passkey": passkey },
      });
      return settled(result, (item) => item.status !== "proved" && wrote(item, by));
    },

    async raise(shown, { by, now, amr, subjectKey }) {
      const { generation } = shown;
      const result = await table.update(challengeKey(shown), {
        // Those who guessed before are let go: guesses without end would make an item that no write fits into any more.
        set: `${FACTOR_PROVED}, generation = :next, decidedBy = :me, subjectKey = :subjectKey`,
        condition: `${LIVE_SESSION} AND ${counts(shown)}`,
        names: STATUS,
        wantsItem: true,
        values: {
          ...{ ":approved": "approved", ":now": now, ":nowIso": iso(now) },
          ":mostInSession": MAX_SESSION_FACTOR_ATTEMPTS,
          ...{ ":me": new Set([by]), ":zero": 0, ":amr": amr, ":subjectKey": subjectKey },
          ...{ ":generation": generation === 0 ? undefined : generation, ":next": generation + 1 },
        },
      });
      return settled(result, (item) => item.status === "approved" && wrote(item, by));
    },

    async follow(at, shown, now) {
      const followed = await table.update(challengeKey(at), {
        set: "follows = :shown",
        condition: "#status = :approved",
        names: STATUS,
        values: {
          ...{ ":shown": { recipientKey: shown.recipientKey, nonce: shown.nonce }, ":approved": "approved" },
        },
      });
      const { generation } = shown;
      const goesOn = followed.kind === "done";
      await table.update(challengeKey(shown), {
        set: goesOn ? "generation = :next" : "#status = :ended, endedAt = :now, endedAtIso = :nowIso",
        condition: `#status = :approved AND ${counts(shown)}`,
        names: STATUS,
        values: {
          ...{ ":approved": "approved", ":generation": generation === 0 ? undefined : generation },
          ...(goesOn ? { ":next": generation + 1 } : { ":ended": "ended", ":now": now, ":nowIso": iso(now) }),
        },
      });
    },

    async countWrongFactor(at, { by, now, counted }) {
      const result = await table.update(challengeKey(at), {
        add: `factorAttempts :one, decidedBy :me${counted ? ", factorFailures :one" : ""}`,
        condition: `(${OPEN_FOR_FACTORS}) OR (${LIVE_SESSION} AND NOT contains(decidedBy, :by))`,
        names: STATUS,
        wantsItem: true,
        values: {
          ...factorGuess(by, now),
          ...{ ":approved": "approved", ":one": 1, ":mostInSession": MAX_SESSION_FACTOR_ATTEMPTS },
        },
      });
      return settled(result, (item) => wrote(item, by));
    },

    async endUnproved(at, now) {
      const result = await table.update(challengeKey(at), {
        set: "#status = :ended, endedAt = :now, endedAtIso = :nowIso, endedFor = :cause",
        condition: "#status = :approved AND attribute_not_exists(factorAt)",
        names: STATUS,
        values: {
          ...{ ":now": now, ":nowIso": iso(now) },
          ...{ ":approved": "approved", ":ended": "ended", ":cause": "factors" satisfies EndCause },
        },
      });
      return result.kind === "done";
    },
  };
}

/** Whether the token of this generation is the one that counts. */
function counts({ generation }: ShownSession): string {
  return generation === 0 ? "attribute_not_exists(generation)" : "generation = :generation";
}

function factorGuess(by: Write["by"], now: number): Item {
  return { ":proved": "proved", ":now": now, ":by": by, ":me": new Set([by]), ":most": MAX_FACTOR_ATTEMPTS };
}
