import type { Challenge } from "../../functions/domain/challenge.ts";
import type { OriginKey } from "../../functions/domain/origin.ts";
import type { RecipientKey } from "../../functions/domain/recipient.ts";
import { START } from "./service.ts";

let serial = 0;

/** A name that no other item has, as long as the real ones. */
export function freshKey(): RecipientKey {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32BE(++serial, 12);
  return bytes.toString("base64url") as RecipientKey;
}

/** A pending challenge that was opened at {@link START}. */
export function aChallenge(over: Partial<Challenge> = {}): Challenge {
  const recipientKey = over.recipientKey ?? freshKey();
  return {
    kid: 1,
    format: "digits",
    length: 6,
    opensSession: true,
    issuedAt: START,
    recipientKey,
    ledgerKey: recipientKey,
    nonce: freshKey(),
    status: "pending",
    channel: "email",
    address: "anna@example.com",
    subject: "subject-of-anna",
    purpose: "login",
    locale: "en",
    attempts: 0,
    maxAttempts: 5,
    sends: 1,
    maxSends: 4,
    doneSend: 0,
    expiresAt: START + 300,
    nextSendAt: START + 30,
    delivery: { state: "queued" },
    origin: "origin-of-anna" as OriginKey,
    lane: "strangers",
    amr: ["otp"],
    decoy: false,
    ...over,
  };
}
