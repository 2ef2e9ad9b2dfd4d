import { beforeAll, describe, expect, it } from "@jest/globals";
import { LOCAL_TABLE } from "../../../bin/local/service.ts";
import { subjectKey } from "../../../functions/domain/subject.ts";
import { accountOf, bearer, problemOf } from "../../support/account-user.ts";
import { enrolApp } from "../../support/authenticator-app.ts";
import { enrol } from "../../support/enrolled.ts";
import { startTestService, type TestService } from "../../support/service.ts";
import { tableItems } from "../../support/table-items.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ secondFactor: "optional" });
});

const account = accountOf(() => service);
const raise = (headers: Record<string, string>, code: string) =>
  service.post("/otp/factor", { factor: "totp", code }, headers);

describe("a session from before second factors were switched on", () => {
  /** Which does not say where its subject's factors lie. */
  const before = async () => {
    const { body, headers, address } = await account.signIn();
    const items = tableItems(service.database.client, LOCAL_TABLE);
    const { text } = await service.get(`/_local/items?recipient=${address}`);
    for (const { pk, sk } of JSON.parse(text) as { pk: string; sk: string }[])
      if (sk.startsWith("challenge#")) await items.change(pk, sk, { subjectKey: undefined });
    return { headers, subject: String(body.subject) };
  };

  it("is raised later, once the first factor was set up in it", async () => {
    const { headers } = await before();
    const { shows } = await enrolApp(service, headers);
    service.clock.advance(601);
    expect(problemOf(await account.begin(headers))).toEqual([403, "proof-too-old"]);
    const raised = await raise(headers, shows());
    expect(raised).toMatchObject({ status: 200, body: { status: "approved" } });
    expect((await account.begin(bearer(raised.body.sessionToken))).status).toBe(200);
  });

  it("is raised by a factor that was set up elsewhere, wherever it lies", async () => {
    const { headers, subject } = await before();
    const user = await enrol(service, `${subject}-before`, 0);
    const { storage, keys } = service.services;
    const secret = await keys.recipient();
    const [own, from] = [subjectKey(secret, subject), subjectKey(secret, user.subject)];
    const write = { by: "move", now: service.clock.now() };
    expect(await storage.factors.takeOver(own, { subject, version: 0, from }, write)).toBe(true);
    expect((await raise(headers, user.wrong())).body).toMatchObject({ attemptsLeft: 19 });
    expect((await raise(headers, user.shows())).status).toBe(200);
  });
});
