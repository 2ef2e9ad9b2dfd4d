import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { performAct } from "../../../functions/desk/acts.ts";
import type { Admin } from "../../../functions/desk/admins.ts";
import { newActId } from "../../../functions/domain/act-id.ts";
import { recipientKey } from "../../../functions/domain/recipient.ts";
import { REGISTERED } from "../../support/blocked.ts";
import { act } from "../../support/desk.ts";
import type { ActId } from "../../../functions/storage/port/audit.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const ANNA = "anna@mask.example";
const ALBERT = "albert@mask.example";

let service: TestService;
beforeAll(async () => {
  service = await startTestService(REGISTERED);
  for (const id of [ANNA, ALBERT])
    await act(service, "contacts-add", { customer: id, as: "id", recipient: id });
});

const keyOf = async (address: string) =>
  recipientKey(await service.services.keys.recipient(), { addressKind: "email", address });

/** What the audit says of a customer, by an act that changes nothing. */
async function tagOf(customer: string): Promise<string> {
  service.clock.advance(1);
  await act(service, "customers-edit", { customer, as: "id", note: "seen" });
  const { body } = await act(service, "audit-list", { most: 1 });
  const [newest] = body.acts as { readonly about: readonly string[] }[];
  return newest?.about.find((one) => one.startsWith("customer ")) ?? "";
}

/** An act that began to forget a customer, and broke off. */
async function breakOff(about: readonly string[]): Promise<void> {
  const now = service.clock.now();
  const id = newActId(randomBytes, now) as ActId;
  await service.services.storage.audit.begin(
    {
      id,
      act: "forget",
      by: "arn:aws:iam::1:role/owner",
      role: "owner",
      about,
      before: "customer",
      wish: "w",
    },
    now,
  );
  service.clock.advance(3600);
}

describe("where a list of customers goes on", () => {
  const operator: Admin = { id: "operator", role: "operator", from: "198.51.100.7" };
  const page = async (admin: Admin, after?: string) => {
    const found = await performAct(service.services, admin, "customers-find", {
      ...{ text: "", most: 1 },
      ...(after !== undefined && { after }),
    });
    expect(found).toMatchObject({ kind: "answered", answer: { outcome: "found" } });
    return (found as unknown as { answer: { customers: { customerId: string }[]; next?: string } }).answer;
  };

  it("is told without the id, which is masked for operators", async () => {
    const first = await page(operator);
    expect(first.customers[0]?.customerId).toMatch(/^a\*+@mask/);
    const readable = (first.next ?? "").split(".").map((one) => Buffer.from(one, "base64url").toString());
    expect(readable.join()).not.toContain("mask.example");
    const owner: Admin = { ...operator, role: "owner" };
    expect((await page(owner, first.next)).customers).toMatchObject([{ customerId: ANNA }]);
    // What nobody has sealed leads nowhere.
    const made = `1.${Buffer.from(ALBERT).toString("base64url")}`;
    expect((await page(owner, made)).customers).toMatchObject([{ customerId: ALBERT }]);
  });
});

describe("two customers whose ids are addresses of one mask", () => {
  it("have different names in the audit, without the address", async () => {
    const [anna, albert] = [await tagOf(ANNA), await tagOf(ALBERT)];
    expect(anna).toMatch(/^customer a\*+@mask\.example [\w-]{22}$/);
    expect(albert).toMatch(/^customer a\*+@mask\.example [\w-]{22}$/);
    expect(anna).not.toBe(albert);
  });

  it("are forgotten one by one, though an act about the other broke off", async () => {
    const tag = await tagOf(ANNA);
    // As this release writes it, and as one before it did.
    for (const about of [tag, tag.split(" ").slice(0, 2).join(" ")])
      await breakOff([about, await keyOf(ANNA)]);
    const { body } = await act(service, "forget", { customer: ALBERT, as: "id" });
    expect(body).toMatchObject({ outcome: "forgotten" });
    const { customers } = service.services.storage;
    expect(await customers.read(await keyOf(ALBERT))).toBeUndefined();
    expect(await customers.read(await keyOf(ANNA))).toMatchObject({ customerId: ANNA, status: "active" });
  });
});
