import { beforeAll, describe, expect, it } from "@jest/globals";
import { decodeJwt } from "jose";
import { bearer, problemOf } from "../../support/account-user.ts";
import { begin, enrol, type PasskeyUser, signedIn, signInBy } from "../../support/passkey-user.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ factors: { passkeys: "on" } });
});

const subjectOf = async ({ authorization }: Pick<PasskeyUser, "authorization">) =>
  String((await service.get("/otp/session", authorization)).body.subject);

/** A user, and one who has enrolled a key of their own under the credential id of that user's passkey. */
async function twoOfOneId() {
  const [owner, thief] = [await signedIn(service), await signedIn(service)];
  const { passkey } = await enrol(service, owner);
  const { passkey: copy, answer } = await enrol(service, thief, { credential: passkey.credentialId });
  expect([answer.status, copy.credentialId]).toEqual([201, passkey.credentialId]);
  return { owner, thief, passkey, copy, id: String(answer.body.id) };
}

/** WebAuthn Level 3, 7.1, step 27: such a registration may be taken where it is known to be safe. */
describe("a credential id that two users have enrolled", () => {
  it("signs each of them in as themselves, by the key that they enrolled", async () => {
    const { owner, thief, passkey, copy } = await twoOfOneId();
    for (const [user, key] of [
      [owner, passkey],
      [thief, copy],
      [owner, passkey],
    ] as const) {
      const { status, body } = await signInBy(service, key);
      expect([status, decodeJwt(String(body.token)).sub]).toEqual([200, await subjectOf(user)]);
    }
  });

  it("opens no account by the key of the other one, whomever the assertion names", async () => {
    const { passkey, copy } = await twoOfOneId();
    const handleOf = async (key: typeof passkey) =>
      String(key.get((await begin(service)).publicKey).response.userHandle);
    for (const [key, other] of [
      [copy, passkey],
      [passkey, copy],
    ] as const) {
      const answer = await signInBy(service, key, { userHandle: await handleOf(other) });
      expect(problemOf(answer)).toEqual([401, "incorrect-passkey"]);
    }
  });

  it("counts by itself for each, and leaves the other's with its removal", async () => {
    const { passkey, copy, id } = await twoOfOneId();
    const { body } = await signInBy(service, copy, { counter: 4000 });
    await service.settled();
    expect((await signInBy(service, passkey, { counter: 40 })).status).toBe(200);
    const removed = await service.post("/otp/passkeys/remove", { id }, bearer(body.sessionToken));
    expect(removed.status).toBe(200);
    expect(problemOf(await signInBy(service, copy))).toEqual([404, "not-found"]);
    expect((await signInBy(service, passkey, { counter: 41 })).status).toBe(200);
  });
});
