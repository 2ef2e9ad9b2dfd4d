import { execFile } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, expect, it, jest } from "@jest/globals";
import { performAct } from "../../../functions/desk/acts.ts";
import type { ToldStory } from "../../../functions/desk/acts/story.ts";
import { REGISTERED, twoContacts } from "../../support/blocked.ts";
import { act } from "../../support/desk.ts";
import { startTestService, type TestService } from "../../support/service.ts";

/** The command starts a process, which takes seconds on a busy machine. */
jest.setTimeout(120_000);

let service: TestService;
beforeAll(async () => {
  service = await startTestService(REGISTERED);
});

const told = async (customer: string, more: object = {}) =>
  (await act(service, "story", { customer, ...more })).body as unknown as ToldStory;
const ask = async (recipient: string) => {
  await service.post("/otp/request", { recipient });
  await service.settled();
};

describe("all that is kept of a person", () => {
  const everything = async () =>
    JSON.parse((await service.get("/_local/items")).text) as { pk: string; sk: string; email?: string }[];

  it("is there for an owner, addresses whole, and for an operator with none", async () => {
    const { email, phone, customerId } = await twoContacts(service);
    await service.post("/otp/verify", await service.challenge(email));
    await act(service, "customers-edit", { customer: customerId, note: `wrote from ${email}` });
    await act(service, "contacts-add", { customer: customerId, recipient: `new-${email}` });
    await service.settled();
    const whole = await told(customerId, { items: true });
    const keys = (whole.items ?? []).map(({ pk, sk }) => `${String(pk)} ${String(sk)}`);
    const pks = new Set(whole.contacts.map(({ recipient }) => `recipient#${recipient}`));
    const kept = (await everything()).filter(({ pk }) => pks.has(pk)).map(({ pk, sk }) => `${pk} ${sk}`);
    expect(keys.sort()).toEqual(kept.sort());
    expect(kept.some((key) => key.includes("notice#"))).toBe(true);
    for (const address of [email, phone]) expect(JSON.stringify(whole)).toContain(address);

    const operator = { id: "operator", role: "operator" } as const;
    const performed = await performAct(service.services, operator, "story", {
      customer: customerId,
      items: true,
    });
    const text = JSON.stringify(performed);
    expect(text).toContain('"sk":"customer"');
    for (const address of [email, phone]) expect(text).not.toContain(address);
    expect(JSON.stringify(await told(customerId))).not.toContain(email);
  });

  it("is printed by both commands, in pages and as a whole", async () => {
    const { email } = await twoContacts(service);
    await ask(email);
    const story = await run("desk.ts", "story", email, "--time-zone", "Asia/Tokyo");
    expect(story).toMatch(/^c\*\*\*@example.com, of customer customer-\d+, active\.\n/);
    expect(story).toMatch(
      /\n\d+ Nov 2026 \(Asia\/Tokyo\)\n {2}\d\d:\d\d {2}Asked for a code by e-mail to c\*\*\*/,
    );
    const found = JSON.parse(await run("find.ts", email)) as ToldStory;
    expect(found.items?.map(({ sk }) => String(sk).split("#")[0]).sort()).toEqual(
      expect.arrayContaining(["challenge", "customer", "ledger"]),
    );
    expect(found).toMatchObject({ entries: [{ address: email }] });
    expect(JSON.parse(await run("desk.ts", "story", email, "--json"))).toEqual(found);
  });
});

/** What a command prints. */
function run(script: string, ...args: string[]): Promise<string> {
  const env = { PATH: process.env.PATH, PORT: new URL(service.url).port };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(import.meta.dirname, "../../../bin", script), ...args],
      { env },
      (_error, stdout, stderr) => resolve(stdout + stderr),
    );
  });
}
