import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { LOCAL_TABLE } from "../../../bin/local/service.ts";
import { APP, authorizeAddress, CALLBACK, CLIENTS, pkce } from "../../support/app.ts";
import { person } from "../../support/person.ts";
import type { Answer } from "../../support/ask.ts";
import { startTestService, type TestService } from "../../support/service.ts";
import { type TableItems, tableItems } from "../../support/table-items.ts";

let service: TestService;
let items: TableItems;
beforeAll(async () => {
  service = await startTestService({ registration: "registered", ...CLIENTS });
  items = tableItems(service.database.client, LOCAL_TABLE);
});
afterAll(() => service.close());

let serial = 0;

/** Somebody whom the owner knows. */
async function known(): Promise<string> {
  const recipient = `known${++serial}@example.com`;
  const customer = { recipient, customerId: `c-${serial}`, name: "Anna" };
  expect((await service.post("/_local/customers", customer)).status).toBeLessThan(300);
  return recipient;
}

/** Damages the newest items of a kind, and tells their keys. */
async function damage(sk: RegExp, attributes: Record<string, unknown>): Promise<string[]> {
  await service.settled();
  const all = (await service.get("/_local/items")).body as unknown as { pk: string; sk: string }[];
  const found = all.filter((item) => sk.test(item.sk));
  expect(found).not.toEqual([]);
  for (const item of found) await items.change(item.pk, item.sk, attributes);
  await service.settled();
  return found.flatMap((item) => [item.pk, item.sk]);
}

/** Whether an answer is that of any other fault, and names no item and no attribute. */
function tellsNothing({ status, text }: Answer, keys: readonly string[], attribute: string) {
  expect(status).toBe(500);
  for (const word of [...keys, attribute, "damaged"]) expect(text).not.toContain(word);
}
const INTERNAL = {
  type: "urn:latchkey:problem:internal",
  detail: "The fault has been recorded. Please try again.",
};
const PAGE = { accept: "text/html" };

describe("a damaged item", () => {
  it("of a challenge is a fault for who asks for its state, as a program or on the page", async () => {
    const { challengeId, code } = await service.challenge(await known());
    const keys = await damage(/^challenge#/, { address: 7 });
    for (const [path, body] of [
      ["/otp/status", { challengeId }],
      ["/otp/verify", { challengeId, code }],
    ] as const) {
      const answer = await service.post(path, body);
      tellsNothing(answer, keys, "address");
      expect(answer.body).toMatchObject(INTERNAL);
    }
    const cookie = `latchkey-challenge=${challengeId}`;
    const page = await service.get("/otp/verify", { ...PAGE, cookie });
    tellsNothing(page, keys, "challenge#");
    expect(service.observed.some(({ fields }) => JSON.stringify(fields).includes(keys[0] ?? "-"))).toBe(true);
  });

  it("of a customer is a fault for who asks for a code", async () => {
    const recipient = await known();
    const keys = await damage(/^customer$/, { locale: 7 });
    const answer = await service.post("/otp/request", { recipient });
    tellsNothing(answer, keys, "locale");
    expect(answer.body).toMatchObject(INTERNAL);
  });

  it("of an Idempotency-Key is a fault for who repeats a request", async () => {
    const recipient = await known();
    const ask = () => service.post("/otp/request", { recipient }, { "idempotency-key": "key-0123456789abc" });
    expect((await ask()).status).toBe(202);
    const keys = await damage(/^request$/, { nonce: { a: "b" } });
    tellsNothing(await ask(), keys, "nonce");
  });

  it("of an app's code is a fault in OAuth's words", async () => {
    const user = person(service);
    await user.signIn(await known());
    const { verifier, challenge } = pkce();
    const { leaves } = await user.open(authorizeAddress(challenge));
    const keys = await damage(/^grant#/, { scope: 7 });
    const answer = await service.form("/otp/token", {
      ...{ grant_type: "authorization_code", code: leaves?.searchParams.get("code") ?? "" },
      ...{ redirect_uri: CALLBACK, code_verifier: verifier, client_id: APP.id },
    });
    tellsNothing(answer, keys, "damaged");
    expect(answer.body).toMatchObject({ error: "server_error", error_description: INTERNAL.detail });
  });
});
