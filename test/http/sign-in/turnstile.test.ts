import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { createClient } from "../../../client/src/client.ts";
import { botCheckWith } from "../../../functions/compose/bot-check.ts";
import { hiddenOf, person } from "../../support/person.ts";
import { DEPLOYED_LIMITS, startTestService, type TestService } from "../../support/service.ts";
import { type StandInTurnstile, standInTurnstile } from "../../support/stand-in-turnstile.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const SITE_KEY = "0x4AAAAAAAexample";
const PUZZLE = { use: "turnstile", siteKey: SITE_KEY, action: "otp-request" };
const ORIGIN = "https://challenges.cloudflare.com";

let serial = 0;
const somebody = () => `one${++serial}@example.com`;
const goodToken = () => `good-${++serial}`;

/** A service whose network has asked for its two messages of the hour, beside a stand-in of Cloudflare. */
async function usedUp(
  botCheck: object = {},
): Promise<{ service: TestService; cloudflare: StandInTurnstile }> {
  const cloudflare = await standInTurnstile();
  const credentialsFile = join(temporaryFolder(), "credentials.json");
  writeFileSync(credentialsFile, JSON.stringify({ turnstile: { secretKey: cloudflare.secretKey } }));
  const service = await startTestService(
    {
      limits: { ...DEPLOYED_LIMITS, originPerHour: 2, originPaidPerHour: 1 },
      botCheck: { use: "turnstile", siteKey: SITE_KEY, ...botCheck },
    },
    {
      credentialsFile,
      override: (services) => ({
        botCheck: botCheckWith(services.keys, services, services.credentials, { url: cloudflare.url }),
      }),
    },
  );
  for (let i = 0; i < 2; i++)
    expect((await service.post("/otp/request", { recipient: somebody() })).status).toBe(202);
  return { service, cloudflare };
}

const ask = (service: TestService, recipient: string, botCheck?: string) =>
  service.post("/otp/request", {
    ...{ recipient, codeFormats: ["digits", "base32"] },
    ...(botCheck !== undefined && { botCheck }),
  });
const faults = ({ observed }: TestService) =>
  observed.filter(({ event }) => event === "bot-check-fault").map(({ fields }) => fields);

describe("a network that has asked for too much, where the owner has Turnstile", () => {
  it("is told of the widget, may ask four times as often with a token each, and gets long codes then", async () => {
    const { service } = await usedUp();
    const refused = await ask(service, somebody());
    expect([refused.status, refused.body.botCheck]).toEqual([429, PUZZLE]);
    for (let i = 0; i < 6; i++) {
      const { status, body } = await ask(service, somebody(), goodToken());
      expect([status, body.codeLength]).toEqual([202, 13]);
    }
    const last = await ask(service, somebody(), goodToken());
    expect([last.status, last.body.limit, last.body.botCheck]).toEqual([429, "origin", undefined]);
  });

  it("gets one challenge and one message for one token, however often it is shown, and for one recipient", async () => {
    const { service } = await usedUp();
    const [recipient, token] = [somebody(), goodToken()];
    const first = await ask(service, recipient, token);
    const [again, other] = await Promise.all([
      ask(service, recipient, token),
      ask(service, somebody(), token),
    ]);
    expect([again.status, again.body.challengeId]).toEqual([202, first.body.challengeId]);
    expect([other.status, other.body.limit]).toEqual([429, "origin"]);
    await service.settled();
    expect(service.inbox.list(recipient)).toHaveLength(1);
  });

  it("gains nothing by a token of another site", async () => {
    const { service, cloudflare } = await usedUp();
    cloudflare.said = { hostname: "evil.example", action: "otp-request" };
    expect((await ask(service, somebody(), goodToken())).status).toBe(429);
    cloudflare.said = { hostname: new URL(service.url).hostname, action: "otp-request" };
    expect((await ask(service, somebody(), goodToken())).status).toBe(202);
  });
});

describe("while Cloudflare is out of reach", () => {
  const breakDown = (cloudflare: StandInTurnstile) =>
    (cloudflare.broken = (_, res) => void res.writeHead(500).end());

  it("a network has its usual sends, and no more, unless the owner wants it so", async () => {
    const { service, cloudflare } = await usedUp();
    breakDown(cloudflare);
    expect((await ask(service, somebody(), goodToken())).status).toBe(429);
    expect(faults(service)).toEqual([{ outcome: "refused", reason: "500" }]);
  });

  it("it may ask four times as often where the owner wants it so, and no token saves a message its count", async () => {
    const { service, cloudflare } = await usedUp({ onFault: "allow" });
    breakDown(cloudflare);
    const statuses = [];
    for (let i = 0; i < 7; i++) statuses.push((await ask(service, somebody(), "one-token")).status);
    expect(statuses).toEqual([202, 202, 202, 202, 202, 202, 429]);
    expect(faults(service)).toHaveLength(7);
    expect(JSON.stringify(service.observed)).not.toContain("one-token");
  });
});

describe("the client's package", () => {
  it("has the page's own widget make a token, and asks once more", async () => {
    const { service } = await usedUp();
    const told: unknown[] = [];
    const solveBotCheck = (puzzle: unknown) => {
      told.push(puzzle);
      return Promise.resolve(goodToken());
    };
    const client = createClient({ baseUrl: service.url, solveBotCheck });
    expect(await client.request({ recipient: somebody() })).toMatchObject({ ok: true });
    expect(told).toEqual([PUZZLE]);
  });

  it("leaves the refusal where the page has no widget, or one that fails; a page may hand on a token itself", async () => {
    const { service } = await usedUp();
    const refusal = { ok: false, error: { type: "rate-limited", botCheck: PUZZLE } };
    for (const options of [{}, { solveBotCheck: () => Promise.reject(new Error("blocked")) }]) {
      const client = createClient({ baseUrl: service.url, ...options });
      expect(await client.request({ recipient: somebody() })).toMatchObject(refusal);
    }
    const client = createClient({ baseUrl: service.url });
    const asked = await client.request({ recipient: somebody(), botCheck: goodToken() });
    expect(asked).toMatchObject({ ok: true, value: { codeLength: 13 } });
  });
});

describe("the page", () => {
  it("loads the widget where it is refused, and nowhere else", async () => {
    const { service } = await usedUp();
    const browser = person(service);
    const fresh = await browser.open("/otp/request");
    const refused = await browser.ask(somebody());
    expect(refused.text).toContain(
      `<script id="bot-check-script" src="${ORIGIN}/turnstile/v0/api.js" defer>`,
    );
    expect(refused.text).toContain(`data-sitekey="${SITE_KEY}"`);
    expect(refused.text).toMatch(/<noscript><p class="hint">With JavaScript switched on/);
    const { policy } = refused;
    expect(policy).toContain(`script-src 'self' ${ORIGIN};`);
    expect(policy).toContain(`frame-src ${ORIGIN}`);
    const usual = fresh.policy;
    expect(policy.replace(` ${ORIGIN};`, ";").replace(`; frame-src ${ORIGIN}`, "")).toBe(usual);
    expect([usual, fresh.text].join()).not.toContain("cloudflare");
    const email = somebody();
    const posted = await browser.submit("/otp/request", {
      ...hiddenOf(refused),
      ...{ channel: "email", email, botCheck: goodToken() },
    });
    expect(posted.text).toContain("13 letters and digits");
    expect(posted.policy).toBe(usual);
  });
});
