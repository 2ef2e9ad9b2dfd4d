import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { Fault } from "../../../functions/domain/errors.ts";
import { powertoolsObserver } from "../../../functions/observability/powertools.ts";
import { formPoster } from "../../../functions/outbound/post-form.ts";
import { auditedStops } from "../../../functions/stream/audit-stops.ts";
import { APP, authorizeAddress, pkce, tokenFields } from "../../support/app.ts";
import { aChallenge } from "../../support/challenge.ts";
import { startEventReceiver } from "../../support/event-receiver.ts";
import { startLogoutReceiver } from "../../support/logout-receiver.ts";
import { linesOf } from "../../support/metric-lines.ts";
import { hiddenOf, person } from "../../support/person.ts";
import { startTestService, type TestService, wrong } from "../../support/service.ts";

const DOCS = join(import.meta.dirname, "../../../docs");
const text = readFileSync(join(DOCS, "operations.md"), "utf8");

let service: TestService;
/** Names of all attributes of all items, after a walk through what can become of a challenge. */
const attributes = new Set<string>();

beforeAll(async () => {
  const { uri } = await startLogoutReceiver();
  service = await startTestService(
    {
      clients: [{ ...APP, backchannelLogoutUri: uri }],
      events: { webhooks: [{ id: "billing", url: (await startEventReceiver()).url }] },
    },
    { override: () => ({ postForm: formPoster({ nearby: true }) }) },
  );
  const note = async () => {
    const items = JSON.parse((await service.get("/_local/items")).text) as Record<string, unknown>[];
    for (const { pk, ...item } of items)
      if (String(pk).startsWith("recipient#")) for (const name of Object.keys(item)) attributes.add(name);
  };
  const { challengeId, code } = await service.challenge("+447400123456");
  await service.post("/otp/verify", { challengeId, code: wrong(code) });
  const { body } = await service.post("/otp/verify", { challengeId, code });
  await service.settled();
  await note();
  const authorization = `Bearer ${String(body.sessionToken)}`;
  await service.post("/otp/logout", {}, { authorization });
  await service.post("/otp/verify", { challengeId, code });
  await service.post("/otp/request", { recipient: "+447400123456" });
  await service.post("/_local/outage", { channel: "email", mode: "account" });
  await service.post("/otp/request", { recipient: "unpaid@example.com" });
  await service.settled();
  await service.post("/_local/outage", { channel: "email", mode: "permanent" });
  await service.post("/otp/request", { recipient: "anna@example.com" });
  await service.settled();
  // The stream brings it when too little of its code's life is left: `dispatch` gives it up.
  await service.services.storage.challenges.open(aChallenge({ expiresAt: service.clock.now() + 20 }));
  await service.settled();
  await note();
  auditedStops(service.services.observer, [{ group: "GB", until: service.clock.now() + 3600 }]);
  await signOutOfAnApp();
});

/** Which is told of it. */
async function signOutOfAnApp(): Promise<void> {
  const user = person(service);
  const { verifier, challenge } = pkce();
  const asked = await user.open(authorizeAddress(challenge), "cross-site");
  const { leaves } = await user.signIn("+447400123499", asked);
  await service.form("/otp/token", tokenFields(leaves?.searchParams.get("code") ?? "", verifier));
  await user.submit("/otp/logout", hiddenOf(await user.open("/otp/session")));
  await service.settled();
}

describe("what the runbook says of items", () => {
  it("explains every attribute that an admin sees", () => {
    const explained = new Set([...text.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name));
    for (let n = 2; n < 10; n += 1) explained.add(`s${n}`);
    for (const slot of "0123456789abcdef") for (let n = 1; n <= 10; n += 1) explained.add(`o${slot}n${n}`);
    expect(attributes.size).toBeGreaterThan(40);
    expect([...attributes].filter((name) => !explained.has(name))).toEqual([]);
  });

  it("has a picture of less than 100 kB", () => {
    expect(statSync(join(DOCS, "images/items.png")).size).toBeLessThan(100_000);
  });
});

describe("the runbook's queries of the logs", () => {
  const WORDS =
    "and or not in like by as desc asc filter fields stats sort limit display count count_distinct min max pct bin ispresent m";
  const queries = [...text.matchAll(/```insights\n(.*?)```/gs)].map(([, query = ""]) => query);

  it("ask for fields that the lines have", () => {
    const logger = linesOf(() => {
      const observer = powertoolsObserver({ stage: "prod", logLevel: "INFO" });
      observer.audit("e", {});
      observer.served("f", { records: 1, handled: 1, failed: 0, milliseconds: 1 });
      observer.fault("f", new Fault("damaged-item", "", { cause: new Error(), item: "i" }));
    });
    const known = new Set([
      ...logger.flatMap(Object.keys),
      ...service.observed.flatMap(({ fields }) => Object.keys(fields)),
      // test/infrastructure/operations.test.ts holds this list against the deployed log.
      ...[...(/\*\*The access log\*\*.*? Its fields: (.*)/.exec(text)?.[1] ?? "").matchAll(/`(\w+)`/g)].map(
        ([, field = ""]) => field,
      ),
      ...WORDS.split(" "),
    ]);
    const unknown = queries.flatMap((query) => {
      const aliases = [...query.matchAll(/\bas (\w+)/g)].map(([, alias = ""]) => alias);
      const bare = query.replaceAll(/"[^"]*"|@\w+|\b\d+m?\b/g, " ");
      return (bare.match(/[a-z_]+/gi) ?? []).filter((word) => !known.has(word) && !aliases.includes(word));
    });
    expect(queries.length).toBeGreaterThan(5);
    expect(unknown).toEqual([]);
  });

  it("ask for events and outcomes by their names", () => {
    const events = new Set(service.observed.map(({ event }) => event));
    const asked = queries.flatMap((query) => [
      ...[...query.matchAll(/event = "([^"]+)"/g)].map(([, event = ""]) => event),
      ...[...query.matchAll(/event in \[([^\]]+)\]/g)].flatMap(
        ([, list = ""]) => list.match(/[a-z-]+/g) ?? [],
      ),
    ]);
    expect(asked.length).toBeGreaterThan(4);
    expect(asked.filter((event) => !events.has(event))).toEqual([]);
  });
});
