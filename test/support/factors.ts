import type { Totp } from "../../functions/domain/factors.ts";
import type { SubjectKey } from "../../functions/domain/subject.ts";
import { type Passkey, passkeyId } from "../../functions/domain/passkey.ts";
import { pushId, type PushSubscription } from "../../functions/domain/push-subscription.ts";
import { freshKey } from "./challenge.ts";
import { START } from "./service.ts";

/** A partition of factors that no other subject has. */
export function freshSubject(): SubjectKey {
  return freshKey() as string as SubjectKey;
}

/** An authenticator that was enrolled at {@link START}. */
export function aTotp(over: Partial<Totp> = {}): Totp {
  return { id: freshKey(), name: "Phone", secret: "sealed", enrolledAt: START, lastStep: 0, ...over };
}

/** A passkey that was enrolled at {@link START}. */
export function aPasskey(over: Partial<Passkey> = {}): Passkey {
  const credentialId = freshKey();
  return {
    id: passkeyId(credentialId),
    credentialId,
    publicKey: "cose",
    counter: 1,
    transports: ["internal"],
    aaguid: "00000000-0000-0000-0000-000000000000",
    backedUp: true,
    name: "Laptop",
    recipientKey: freshKey(),
    address: "anna@example.com",
    channel: "email",
    locale: "en",
    enrolledAt: START,
    ...over,
  };
}

/** A browser that shows codes. */
export function aPush(over: Partial<PushSubscription> = {}): PushSubscription {
  const endpoint = `https://fcm.googleapis.com/fcm/send/${freshKey()}`;
  return {
    id: pushId(endpoint),
    endpoint,
    p256dh: "B".repeat(87),
    auth: "A".repeat(22),
    name: "Phone",
    recipientKey: freshKey(),
    address: "anna@example.com",
    channel: "email",
    locale: "en",
    enrolledAt: START,
    ...over,
  };
}
