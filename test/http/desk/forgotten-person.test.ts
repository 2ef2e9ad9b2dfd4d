import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { newActId } from "../../../functions/domain/act-id.ts";
import { recipientKey, subjectOf } from "../../../functions/domain/recipient.ts";
import { subjectKey } from "../../../functions/domain/subject.ts";
import { signedIn } from "../../support/blocked.ts";
import { act } from "../../support/desk.ts";
import { enrol } from "../../support/enrolled.ts";
import { enrol as enrolPasskey } from "../../support/passkey-user.ts";
import { aGrant } from "../../support/grant.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const EMAIL = "forgotten@person.example";
const PHONE = "+14155550199";
const ID = "forgotten-customer";
const SETTINGS = {
  ...{ registration: "registered", passcode: { resendAfterSeconds: 1 } },
  ...{ secondFactor: "optional", factors: { passkeys: "on" } },
};

/** Of a grant that no sweep takes away. */
const LONG = { codeExpiresAt: 4e9, expiresAt: 4e9 };

let service: TestService;
beforeAll(async () => {
  service = await startTestService(SETTINGS, { shards: 2 });
});

const items = async () => JSON.parse((await service.get("/_local/items")).text) as Record<string, unknown>[];

describe("a person who is forgotten", () => {
  it("leaves nothing in the whole table but what the documents name", async () => {
    const secret = await service.services.keys.recipient();
    const keys = [
      recipientKey(secret, { addressKind: "email", address: EMAIL }),
      recipientKey(secret, { addressKind: "phone", address: PHONE }),
    ] as const;
    const csv = `id,email,phone,name,note\n${ID},${EMAIL},${PHONE},Forgotten Person,a note of hers`;
    await act(service, "customers-import", { csv, import: newActId(randomBytes, service.clock.now()) });
    const bearer = await signedIn(service, EMAIL);
    expect((await enrolPasskey(service, { authorization: bearer })).answer.status).toBe(201);
    await service.settled();
    service.clock.advance(2);
    await enrol(service, ID);
    const { challengeId } = await service.challenge(PHONE);
    await service.post("/otp/verify", { challengeId, code: "000000" });
    await act(service, "invite", { recipient: EMAIL });
    const [key] = keys;
    await service.services.storage.grants.keep(aGrant({ recipientKey: key, status: "given", ...LONG }));
    const message = { recipientKey: key, nonce: "nonce", send: 1 };
    await service.services.storage.messages.keep("twilio", "message-1", message, service.clock.now());
    await act(service, "customers-edit", { customer: ID, note: "called at noon" });
    await act(service, "block", { customer: ID });
    await act(service, "unblock", { customer: ID });
    service.clock.advance(61);
    await service.settled();

    const subjects = [
      subjectKey(secret, ID),
      subjectKey(secret, subjectOf(secret, { addressKind: "email", address: EMAIL })),
    ];
    const kindsWith = async (traces: readonly string[]) => {
      const found = (await items()).filter((item) => {
        const text = JSON.stringify(item);
        return traces.some((trace) => text.includes(trace));
      });
      const kind = (text: unknown) => /^[a-z-]+/.exec(String(text))?.[0] ?? "";
      return [...new Set(found.map(({ pk, sk }) => `${kind(pk)} ${kind(sk)}`))].sort();
    };
    const named = [EMAIL, PHONE, ID, "Forgotten Person", "a note of hers", "called at noon"];
    expect(await kindsWith(named)).toEqual(
      expect.arrayContaining([
        "recipient challenge",
        "recipient customer",
        "recipient notice",
        "subject factors",
      ]),
    );
    expect(await kindsWith(keys)).toEqual(
      expect.arrayContaining(["recipient grant", "recipient notices-of-day"]),
    );
    expect((await act(service, "forget", { customer: ID, as: "id" })).body.outcome).toBe("forgotten");
    service.clock.advance(61);
    await service.settled();
    // With your id of the customer, and by pseudonyms alone.
    expect(await kindsWith(named)).toEqual(["audit "]);
    expect(await kindsWith([EMAIL, PHONE, "Forgotten", "a note of hers", "called at noon"])).toEqual([]);
    expect(await kindsWith(keys)).toEqual(["audit ", "message receipt", "recipient ledger"]);
    expect(await kindsWith(subjects)).toEqual([]);
  });

  it("finds in the documents how long each kind of item is kept", async () => {
    const file = readFileSync(join(import.meta.dirname, "../../../docs/operations.md"), "utf8");
    const rows = file.split("\n").filter((line) => /^\| .*`[a-z]+#`/.test(line));
    const documented = rows.flatMap((row) => row.match(/(?<=`)[a-z]+(?=#`)/g) ?? []);
    const lying = new Set((await items()).map(({ pk }) => /^[a-z]+/.exec(String(pk))?.[0]));
    expect(lying.size).toBeGreaterThan(5);
    for (const kind of lying) expect(documented).toContain(kind);
  });
});
