import { describe, expect, it } from "@jest/globals";
import { localSecrets } from "../../../bin/local/secrets.ts";
import { solvePuzzle } from "../../../client/src/solve-puzzle.ts";
import { keyring } from "../../../functions/keys/keyring.ts";
import type { Answer } from "../../support/ask.ts";
import { askFrom, attacker, type Asked, SERVER } from "../../support/attacker.ts";
import { BOTH } from "../../support/lanes.ts";
import { person, type Shown } from "../../support/person.ts";
import { type ProxiedService, startProxiedService } from "../../support/proxied-service.ts";
import { DEPLOYED_LIMITS, START } from "../../support/service.ts";

const HOME = "203.0.113.7";

/** A recipient whom the service may know. Of all of them the address is as long, and is masked alike. */
interface Target {
  readonly service: ProxiedService;
  readonly email: string;
  readonly phone: string;
}

/** What a caller sees of a service: every answer. */
type Seen = (Answer | Shown)[];

interface Walk {
  readonly name: string;
  readonly settings?: object;
  readonly act: (target: Target) => Promise<Seen>;
  /** Whether codes are sent meanwhile, so that calls of the stream's consumers are no part of the picture. */
  readonly attached?: true;
}

const ask = ({ service, email }: Target, body: object = {}, recipient = email) =>
  askFrom(service, HOME, recipient, body);
const resend = ({ service }: Target, body: object) =>
  service.post("/server/otp/resend", { clientIp: HOME, ...body }, SERVER);
const post = ({ service }: Target, path: string, body: object) => service.post(path, body);

/** A code that is wrong for a customer too, but once in a million. */
const GUESS = "000000";
const STRONG_GUESS = "0".repeat(13);

const WALKS: readonly Walk[] = [
  {
    name: "a request, one that comes too soon, and one with a key that is repeated",
    async act(target) {
      const keyed = (recipient: string) =>
        target.service.post("/otp/request", { recipient }, { "idempotency-key": "key-0123456789abcdef" });
      const seen = [await ask(target), await ask(target)];
      target.service.clock.advance(31);
      seen.push(await keyed(target.email), await keyed(target.email), await keyed("third@example.com"));
      return seen;
    },
  },
  {
    name: "wrong codes, until there are no attempts left",
    async act(target) {
      const { body, ...first } = await ask(target);
      const { challengeId } = body;
      const seen: Seen = [{ ...first, body }];
      for (let i = 0; i < 6; i++) seen.push(await post(target, "/otp/verify", { challengeId, code: GUESS }));
      seen.push(await post(target, "/otp/verify", { challengeId, code: "no code" }));
      seen.push(await post(target, "/otp/status", { challengeId }));
      return seen;
    },
  },
  {
    name: "resends, until there are none left, and an end by time",
    async act(target) {
      const { body } = await ask(target);
      const { challengeId } = body;
      const seen: Seen = [];
      for (const wait of [0, 31, 1, 31, 31, 31]) {
        target.service.clock.advance(wait);
        seen.push(await resend(target, { challengeId }));
      }
      target.service.clock.advance(300);
      for (const path of ["/otp/status", "/otp/resend", "/otp/verify"])
        seen.push(
          await post(target, path, path === "/otp/verify" ? { challengeId, code: GUESS } : { challengeId }),
        );
      return seen;
    },
  },
  {
    name: "requests and a resend after strangers have used up all sends of a day",
    async act(target) {
      const { service, email } = target;
      const first = await ask(target);
      const bot = attacker(service, 100);
      const seen: Seen = [first];
      for (let turn = 0; turn < 10; turn++) {
        service.clock.advance(turn === 4 ? 3600 : 31);
        await bot.ask(email);
      }
      const late = await ask(target);
      service.clock.advance(31);
      seen.push(late, await askFrom(service, "203.0.113.8", email));
      seen.push(await resend(target, { challengeId: first.body.challengeId }));
      return seen;
    },
  },
  {
    name: "requests after guessing: strong codes, long digits, and none of them",
    async act(target) {
      const { service, email } = target;
      const bot = attacker(service, 100);
      const seen: Seen = [];
      for (let round = 0; round < 9; round++) {
        service.clock.advance(3 * 3600);
        const asked = await bot.ask(email);
        if (asked) await bot.guess(asked);
      }
      for (const body of [BOTH, { codeFormats: ["digits"] }]) {
        service.clock.advance(3 * 3600);
        const answer = await ask(target, body);
        const { challengeId, codeLength } = answer.body as unknown as Asked;
        const code = codeLength === 13 ? STRONG_GUESS : GUESS.padEnd(10, "0");
        seen.push(answer, await post(target, "/otp/verify", { challengeId, code }));
      }
      return seen;
    },
  },
  {
    name: "a network that guesses at many recipients, and then asks for this one",
    async act(target) {
      const { service } = target;
      const bot = attacker(service, 1);
      for (let i = 0; i < 5; i++) {
        const asked = await bot.ask(`other${i}@example.com`);
        if (asked) await bot.guess(asked);
      }
      const asked = await askFrom(service, "198.18.0.0", target.email);
      const { challengeId } = asked.body;
      return [asked, await post(target, "/otp/verify", { challengeId, code: STRONG_GUESS })];
    },
  },
  {
    name: "a network whose hour is used up, with a puzzle and its solution",
    settings: { limits: { ...DEPLOYED_LIMITS, originPerHour: 2 }, botCheck: { use: "pow", cost: 1000 } },
    async act(target) {
      for (let i = 0; i < 2; i++) await ask(target, {}, `other${i}@example.com`);
      const refused = await ask(target);
      const botCheck = await solvePuzzle(refused.body.botCheck);
      return [refused, await ask(target, { botCheck: "made up" }), await ask(target, { botCheck })];
    },
  },
  {
    name: "SMS, another channel, and a day whose money is used up",
    settings: {
      channels: {
        sms: { spend: { dailyUsd: 0.5, prices: { US: 0.09 } } },
        whatsapp: { enabled: true, providers: ["inbox"] },
      },
    },
    async act(target) {
      const { service, phone } = target;
      const first = await ask(target, {}, phone);
      const { challengeId } = first.body;
      service.clock.advance(31);
      const seen: Seen = [first, await resend(target, { challengeId, channel: "whatsapp" })];
      service.clock.advance(31);
      seen.push(await resend(target, { challengeId }));
      seen.push(await ask(target, {}, "+14155550170"), await ask(target, {}, "+14155550171"));
      service.clock.advance(31);
      seen.push(await ask(target, {}, phone), await resend(target, { challengeId }));
      seen.push(await ask(target, { channel: "whatsapp" }, phone));
      return seen;
    },
  },
  {
    name: "the pages, with a wrong code, a resend and what is left in the browser",
    attached: true,
    async act({ service, email }) {
      const browser = person(service);
      const asked = await browser.ask(email);
      const hidden = Object.fromEntries(
        [...asked.text.matchAll(/name="(form|mark)" value="([^"]+)"/g)].map(([, name, value]) => [
          name,
          value,
        ]),
      ) as Record<string, string>;
      const seen: Seen = [asked, await browser.submit("/otp/verify", { ...hidden, code: GUESS })];
      seen.push(await browser.submit("/otp/resend", hidden));
      service.clock.advance(31);
      seen.push(await browser.submit("/otp/resend", hidden));
      await service.settled();
      seen.push(await browser.open("/otp/verify"), await browser.open("/otp/link"));
      for (let i = 0; i < 4; i++) seen.push(await browser.submit("/otp/verify", { ...hidden, code: GUESS }));
      seen.push(await browser.open("/otp/request"));
      return seen;
    },
  },
  {
    name: "a message that cannot be sent",
    attached: true,
    async act(target) {
      const { service } = target;
      await service.post("/_local/outage", { channel: "email", mode: "permanent" });
      const asked = await ask(target);
      await service.settled();
      const { challengeId } = asked.body;
      return [asked, await post(target, "/otp/status", { challengeId })];
    },
  },
];

/** Who is asked about. A customer's own language and name must show in messages alone. */
const TARGETS = {
  "an active customer": { status: "active", locale: "hi", name: "Anna" },
  "a blocked customer": { status: "blocked", locale: "hi", name: "Anna" },
  "a stranger": undefined,
} as const;

/** What names a challenge in a form, and the salt of a puzzle. */
const MARKS = /\b\d+\.(\d+\.)?[\w-]{16}(?![\w-])|(?<=\[&#34;)[\w-]{8}(?=&#34;,)/g;
const TOKENS = /(?=[\w-]*[A-Z])[\w-]{20,}/g;

/** Of all services, so that networks share slots of a ledger in all of them or in none. */
const SECRETS = localSecrets(undefined, () => START);

/** An answer without what is random: of that, only how long it is. */
function visible(answer: Answer | Shown): object {
  const headers =
    "headers" in answer ? [...answer.headers].filter(([name]) => !/^(date|x-request-id)$/.test(name)) : [];
  const shown = { ...answer, body: undefined, headers, url: undefined };
  const text = JSON.stringify(shown).replace(TOKENS, (token) => `<${token.length}>`);
  return JSON.parse(text.replace(MARKS, "<mark>")) as object;
}

async function see({ settings, act, attached }: Walk, who: keyof typeof TARGETS) {
  const service = await startProxiedService(
    { limits: DEPLOYED_LIMITS, ...settings, registration: "registered" },
    attached === true,
    { keys: keyring(SECRETS, () => START) },
  );
  const target = { service, email: "person@example.com", phone: "+14155550123" };
  const customer = TARGETS[who];
  if (customer) {
    const { status, ...fields } = customer;
    for (const recipient of [target.email, target.phone]) {
      const { status: answered } = await service.post("/_local/customers", {
        ...{ recipient, customerId: "c-1", ...fields },
      });
      expect(answered).toBe(201);
    }
    if (status === "blocked")
      expect((await service.post("/admin-api/block", { customer: "c-1" })).status).toBe(200);
  }
  await service.settled();
  service.proxy.reset();
  const seen = (await act(target)).map((one): unknown =>
    JSON.parse(
      JSON.stringify(visible(one))
        .replaceAll(service.url, "<url>")
        .replaceAll(/127\.0\.0\.1:\d+/g, "<host>"),
    ),
  );
  await service.settled();
  return { seen, calls: attached ? [] : service.proxy.calls };
}

describe("a registered service, where a caller compares what it says of different recipients", () => {
  it.each(WALKS)(
    "answers alike, by as many calls to its table: $name",
    async (walk) => {
      const stranger = await see(walk, "a stranger");
      expect(await see(walk, "an active customer")).toEqual(stranger);
      expect(await see(walk, "a blocked customer")).toEqual(stranger);
      expect(stranger.seen.length).toBeGreaterThan(1);
    },
    60_000,
  );
});
