import { beforeAll, describe, expect, it } from "@jest/globals";
import * as z from "zod/mini";
import { ACTS, type ActName } from "../../functions/desk/acts.ts";
import { SCREENS } from "../../functions/desk/pages/screens.ts";
import { poster } from "../../functions/outbound/post.ts";
import { CLIENTS } from "../support/app.ts";
import { described, operations } from "../support/described.ts";
import { act } from "../support/desk.ts";
import { enterCode, fieldsOf } from "../support/desk-page.ts";
import { type EventReceiver, says, startEventReceiver } from "../support/event-receiver.ts";
import { person } from "../support/person.ts";
import { startTestService, type TestService } from "../support/service.ts";
import {
  chance,
  changed,
  isOnlySentOn,
  ODD,
  pick,
  type Random,
  randomOf,
  send,
  written,
} from "./support/fuzzer.ts";

/** Fewer than without the desk: there it is about each address, here about what the desk adds. */
const ROUNDS = { addresses: 4, acts: 8, screens: 2, forms: 1 };

const OWNER = "owner@utility.example";

let service: TestService;
/** The same, whose answers are not held against the document: it does not describe files. */
let plain: TestService;
let receiver: EventReceiver;
let page: { readonly cookie: string; readonly form: string };
beforeAll(async () => {
  receiver = await startEventReceiver();
  receiver.answers(says(204));
  plain = await startTestService(
    {
      ...{
        ...CLIENTS,
        registration: "registered",
        account: "on",
        secondFactor: "optional",
        liveChanges: "on",
      },
      factors: { passkeys: "on", push: { contact: "mailto:ops@example.com" } },
      desk: { secondFactor: false, admins: [{ recipient: OWNER, role: "owner" }] },
      events: { webhooks: [{ id: "billing", url: receiver.url }] },
    },
    { shards: 1, override: () => ({ post: poster({ nearby: true, timeoutMilliseconds: 500 }) }) },
  );
  await act(plain, "contacts-add", { customer: "C-1001", as: "id", recipient: "anna@example.com" });
  await plain.post("/otp/verify", await plain.challenge("anna@example.com"));
  const user = person(plain);
  const today = await enterCode(plain, user, OWNER);
  page = {
    cookie: [...user.cookies].map((pair) => pair.join("=")).join("; "),
    form: fieldsOf(today.text, "/admin/sign-in/out").form ?? "",
  };
  service = described(plain, new Set());
});

/** What an act may take that does something. */
const USUAL: Readonly<Record<string, unknown>> = {
  ...{
    customer: "C-1001",
    as: "id",
    recipient: "more@example.com",
    reason: "an attack",
    base: 0,
    version: 0,
  },
  ...{ text: "C-", name: "Anna", locale: "de", note: "moved", evidence: "a passport", provider: "inbox" },
  ...{
    hours: 48,
    days: 2,
    most: 5,
    period: "7-days",
    timeZone: "Asia/Tokyo",
    before: "2026-11-28T10:14:00Z",
  },
  ...{
    csv: "id;email\nC-7;seven@example.com",
    dryRun: true,
    receiver: "billing",
    event: "missed",
    month: "2026-11",
  },
  edits: [{ path: "limits.recipientPerHour", value: 3 }],
  places: [{ path: "limits.recipientPerHour" }],
  kinds: ["locked"],
};

const NAMES = Object.keys(ACTS) as ActName[];

/** The fields that an act takes. */
function fieldsOfAct(name: ActName): readonly string[] {
  const { properties = {} } = z.toJSONSchema(ACTS[name].input, { unrepresentable: "any", io: "input" });
  return Object.keys(properties);
}

/** An input with the act's own fields: some as they should be, some odd, some missing. */
function inputOf(name: ActName, random: Random): Readonly<Record<string, unknown>> {
  const fields = fieldsOfAct(name).filter(() => chance(random, 0.7));
  return Object.fromEntries(
    fields.map((field) => [field, field in USUAL && chance(random, 0.85) ? USUAL[field] : pick(random, ODD)]),
  );
}

/** What is always refused finds nothing behind the check of an input. */
function someChanged(input: Readonly<Record<string, unknown>>, random: Random): unknown {
  return chance(random, 0.4) ? changed(input, random) : input;
}

const unless = async (faults: string[], asked: Promise<unknown>) => {
  await asked.catch((error: unknown) => faults.push(String(error)));
};

describe("with the desk, live changes and events on", () => {
  it("each act is answered as described, whatever it is given", async () => {
    const faults: string[] = [];
    const answered = new Set<number>();
    for (const name of NAMES) {
      const random = randomOf(name);
      for (let round = 0; round < ROUNDS.acts; round++)
        await unless(
          faults,
          act(service, name, someChanged(inputOf(name, random), random) as object).then(({ status }) => {
            answered.add(status);
            if (status >= 500) faults.push(`${name} was answered ${status}`);
          }),
        );
    }
    await service.settled();
    // Not all were refused.
    expect([...answered]).toEqual(expect.arrayContaining([200, 400, 409]));
    expect([...new Set(faults)]).toEqual([]);
  });

  it("no screen and no form of a signed-in owner's page breaks", async () => {
    const faults: string[] = [];
    const hold = ({ status, text }: { status: number; text: string }, what: string) => {
      if (status >= 500) faults.push(`${what} was answered ${status}: ${text.slice(0, 300)}`);
    };
    const headers = { cookie: page.cookie, "sec-fetch-site": "same-origin" };
    const odd = (random: Random, fields: Readonly<Record<string, unknown>>) =>
      Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [
          name,
          chance(random, 0.3) ? written(pick(random, ODD)) : written(value),
        ]),
      );
    const answered: number[] = [];
    for (const { name } of SCREENS) {
      const random = randomOf(name);
      for (let round = 0; round < ROUNDS.screens; round++) {
        const query = odd(random, {
          hours: "168",
          before: "2026-11-28T10:14:00Z",
          path: "words",
          period: "today",
          done: "x",
        });
        const opened = await plain.get(`/admin/${name}?${new URLSearchParams(query).toString()}`, headers);
        answered.push(opened.status);
        hold(opened, `GET ${name}`);
        const fields = odd(random, {
          customer: "C-1001",
          as: "id",
          text: "C-",
          name: "An",
          path: "words",
          entry: "en/login.lead",
        });
        hold(await plain.form(`/admin/${name}`, { ...fields, form: page.form }, headers), `POST ${name}`);
      }
    }
    // It was a desk that was asked, and no page of a sign-in.
    expect(answered.filter((status) => status === 200).length).toBeGreaterThan(SCREENS.length / 2);
    for (const name of NAMES) {
      const random = randomOf(`form ${name}`);
      for (let round = 0; round < ROUNDS.forms; round++) {
        const fields = odd(random, inputOf(name, random));
        hold(
          await plain.form(`/admin/act/${name}`, { ...fields, form: page.form }, headers),
          `form of ${name}`,
        );
      }
    }
    await service.settled();
    expect([...new Set(faults)]).toEqual([]);
  });

  it("every other address is answered as described", async () => {
    const faults: string[] = [];
    for (const [name, operation] of operations()) {
      const random = randomOf(name);
      for (let round = 0; round < ROUNDS.addresses; round++)
        await unless(faults, send(service, name, operation, random));
    }
    await service.settled();
    expect([...new Set(faults)].filter((fault) => !isOnlySentOn(fault))).toEqual([]);
  });
});
