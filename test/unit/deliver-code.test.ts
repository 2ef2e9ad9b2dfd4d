import { describe, expect, it } from "@jest/globals";
import type { SendOrder } from "../../functions/delivery/port.ts";
import type { Challenge } from "../../functions/domain/challenge.ts";
import { deliverCode } from "../../functions/flows/deliver-code.ts";
import { testSettings } from "../support/service.ts";
import { challengeWith, keyNamed, NOW, PUBLIC_URL } from "./builders.ts";

const unexpected = () => Promise.reject(new Error("nobody should ask for this"));

/** Delivers a send of a challenge that is as the claim finds it, through a provider that accepts everything. */
function deliver(challenge: Challenge, send: number) {
  const key = { kid: 1, key: keyNamed("passcode") };
  const order: SendOrder = {
    recipientKey: challenge.recipientKey,
    nonce: challenge.nonce,
    send,
    channel: "email",
  };
  return deliverCode(
    {
      storage: {
        sends: {
          claim: () => Promise.resolve({ kind: "done", challenge, maybeSent: false }),
          settle: () => Promise.resolve(),
          release: unexpected,
        },
        suppressions: { read: () => Promise.resolve(undefined) },
        messages: { keep: unexpected },
        spend: { add: unexpected },
      },
      keys: { find: () => Promise.resolve(key) },
      providers: {
        email: [{ name: "inbox", send: () => Promise.resolve({ kind: "sent", messageId: "m" }) }],
        sms: [],
        whatsapp: [],
      },
      compose: () => ({ text: "" }),
      settings: testSettings(),
      publicUrl: PUBLIC_URL,
      clock: () => NOW,
      random: (bytes) => Buffer.alloc(bytes),
    },
    order,
  );
}

describe("a first send that comes after a second one was asked for", () => {
  const challenge = challengeWith({ issuedAt: NOW - 70, sends: 2, doneSend: 0, nextSendAt: NOW + 20 });

  it("is as old as the request", async () => {
    expect(await deliver(challenge, 1)).toMatchObject({ kind: "sent", ageSeconds: 70 });
  });

  it("leaves the second one as old as the resend", async () => {
    expect(await deliver(challenge, 2)).toMatchObject({ kind: "sent", ageSeconds: 10 });
  });
});
