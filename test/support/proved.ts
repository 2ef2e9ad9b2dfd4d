import { challengeIdBytes, encodeChallengeId } from "../../functions/domain/challenge-id.ts";
import { factorToken } from "../../functions/domain/factor-token.ts";
import { recipientKey, subjectOf } from "../../functions/domain/recipient.ts";
import { subjectKey } from "../../functions/domain/subject.ts";
import { aChallenge, freshKey } from "./challenge.ts";
import type { TestService } from "./service.ts";

/** What names a challenge whose code was right, and shows that its holder sent it. */
export interface Waiting {
  readonly challengeId: string;
  readonly factorToken: string;
}

/**
 * Challenges of an address that wait for their second factor, written by the port: more of them than a recipient is sent
 * codes. Its subject is that of an open service.
 */
export async function seedProved(
  { services, clock }: TestService,
  address: string,
  count: number,
): Promise<readonly Waiting[]> {
  const { keys, storage } = services;
  const [secret, { kid, key }] = await Promise.all([keys.recipient(), keys.current("passcode")]);
  const recipient = { addressKind: "email", address } as const;
  const subject = subjectOf(secret, recipient);
  const now = clock.now();
  const seeded = Array.from({ length: count }, async () => {
    const challenge = aChallenge({
      ...{ kid, address, subject, recipientKey: recipientKey(secret, recipient) },
      ...{ subjectKey: subjectKey(secret, subject), secondFactor: ["totp", "backup-code"] },
      ...{ issuedAt: now, expiresAt: now + 300, nextSendAt: now + 30 },
    });
    await storage.challenges.open(challenge);
    const { kind } = await storage.challenges.prove(challenge, { by: freshKey(), now });
    if (kind !== "done") throw new Error("the challenge was not proved");
    return {
      challengeId: encodeChallengeId(challengeIdBytes(challenge, key)),
      factorToken: factorToken(challenge, kid, key),
    };
  });
  return Promise.all(seeded);
}
