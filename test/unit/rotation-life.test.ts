import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { challengeIdBytes, encodeChallengeId, readChallengeId } from "../../functions/domain/challenge-id.ts";
import { derivePasscode } from "../../functions/domain/passcode.ts";
import { claimedKid } from "../../functions/domain/sealed.ts";
import { readSessionToken, sessionToken } from "../../functions/domain/session.ts";
import { generateSecret, parseSecret } from "../../functions/keys/documents.ts";
import { keyring } from "../../functions/keys/keyring.ts";
import type { Keys } from "../../functions/keys/port.ts";
import { LIFE_SECONDS } from "../../functions/keys/retire.ts";
import { LEAD_SECONDS, rotateSecret } from "../../functions/keys/rotate.ts";
import type { RotatingSecret } from "../../functions/routes.ts";
import { localKeySigner } from "../../functions/signing/local-key.ts";
import { challengeWith, NOW } from "./builders.ts";
import { claims, ISSUER } from "./tokens.ts";

const DAY = 86_400;

/** A secret that is rotated, and a function that starts only now and reads it as it is. */
const startingWith = (name: RotatingSecret, document: string, now: number): Keys =>
  keyring(
    { read: (asked) => (asked === name ? Promise.resolve(document) : Promise.reject(new Error(asked))) },
    () => now,
  );

/** Rotates at random times; resolves with the documents in the order in which they held. */
async function history(name: RotatingSecret, waits: readonly number[]) {
  const documents = [{ at: NOW, document: await generateSecret(name, NOW) }];
  let now = NOW;
  for (const wait of waits) {
    now += LEAD_SECONDS[name] + wait;
    const { document } = documents.at(-1)!;
    const rotation = await rotateSecret(name, document, { revoke: false, now });
    if (rotation.kind !== "rotated") throw new Error("the rotation was refused");
    documents.push({ at: now, document: rotation.document });
  }
  return documents;
}

/** When a value is made with the first document, how often keys are rotated then, and how long it takes until it is checked. */
const scenario = (name: RotatingSecret) =>
  fc.record({
    waits: fc.array(fc.integer({ min: 0, max: LIFE_SECONDS[name] / 2 }), { minLength: 1, maxLength: 4 }),
    after: fc.integer({ min: 0, max: 2 * LIFE_SECONDS[name] }),
  });

/** Whether the key of the first document still counts, `after` seconds after it was retired. */
async function checked(
  name: RotatingSecret,
  { waits, after }: { waits: number[]; after: number },
  check: (before: Keys, later: Keys, now: number) => Promise<boolean>,
) {
  const documents = await history(name, waits);
  const now = documents[1]!.at + after;
  const held = documents.findLast(({ at }) => at <= now)!;
  return check(startingWith(name, documents[0]!.document, NOW), startingWith(name, held.document, now), now);
}

describe("whatever was made before rotations", () => {
  it("is a session that is found within its life, and no longer after it", async () => {
    await fc.assert(
      fc.asyncProperty(scenario("cookie"), async (times) => {
        const found = await checked("cookie", times, async (before, later) => {
          const { kid, key } = await before.current("cookie");
          const token = sessionToken(challengeWith(), kid, key);
          const held = await later.find("cookie", claimedKid(token)!);
          return held !== undefined && readSessionToken(token, held.key) !== undefined;
        });
        expect(found).toBe(times.after < LIFE_SECONDS.cookie);
      }),
    );
  });

  it("is a challenge whose passcode is right within its life, and no longer after it", async () => {
    await fc.assert(
      fc.asyncProperty(scenario("passcode"), async (times) => {
        const right = await checked("passcode", times, async (before, later) => {
          const { kid, key } = await before.current("passcode");
          const challenge = challengeWith({ kid });
          const bytes = challengeIdBytes(challenge, key);
          const id = encodeChallengeId(bytes);
          const held = await later.find("passcode", claimedKid(id)!);
          if (!held || !readChallengeId(id, held.key)) return false;
          return derivePasscode(held.key, Buffer.from(id, "base64url"), challenge).equals(
            derivePasscode(key, bytes, challenge),
          );
        });
        expect(right).toBe(times.after < LIFE_SECONDS.passcode);
      }),
    );
  });

  it("is a token that is checked within its life, and whose key is no longer published after it", async () => {
    await fc.assert(
      fc.asyncProperty(scenario("signing"), async (times) => {
        const found = await checked("signing", times, async (before, later, now) => {
          const signer = (keys: Keys) =>
            localKeySigner(
              keys,
              { issuer: ISSUER, audience: "shop" },
              { algorithm: "RS256", clock: () => now },
            );
          const token = await (await signer(before).prepare())({ ...claims, iat: now, exp: now + 900 });
          return (await signer(later).verify(token, now)) !== undefined;
        });
        expect(found).toBe(times.after < LIFE_SECONDS.signing);
      }),
      { numRuns: 8 },
    );
  }, 60_000);

  it("is known to a function that read its keys before the rotation and after the one before", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 40 * DAY }), { minLength: 1, maxLength: 5 }),
        async (waits) => {
          const documents = await history("cookie", waits);
          for (const [index, { document }] of documents.slice(1).entries()) {
            const { current } = parseSecret("cookie", document);
            const older = parseSecret("cookie", documents[index]!.document);
            expect(Object.keys(older.keys)).toContain(String(current));
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});
