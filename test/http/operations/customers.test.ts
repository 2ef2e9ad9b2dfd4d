import { beforeAll, describe, expect, it } from "@jest/globals";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ registration: "registered" });
});

const register = (body: object) => service.post("/_local/customers", body);
const itemOf = async (recipient: string) => {
  const { text } = await service.get(`/_local/items?recipient=${encodeURIComponent(recipient)}`);
  return (JSON.parse(text) as Record<string, unknown>[]).find(({ sk }) => sk === "customer");
};

describe("a customer who is registered", () => {
  it("has an item with the address in its one spelling", async () => {
    const answer = await register({ recipient: " Anna@Example.com", customerId: "c-1", name: "Anna" });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      recipient: "anna@example.com",
      customerId: "c-1",
      name: "Anna",
      status: "active",
    });
    expect(await itemOf("anna@example.com")).toMatchObject({
      address: "anna@example.com",
      customerId: "c-1",
      name: "Anna",
      status: "active",
    });
  });

  it("has the pseudonym as id where the owner has none, the `sub` of an open service", async () => {
    const { body } = await register({ recipient: "berta@example.com" });
    expect(body.customerId).toMatch(/^[\w-]{22}$/);
    const approved = await service.post("/otp/verify", await service.challenge("berta@example.com"));
    expect(approved.body.subject).toBe(body.customerId);
  });

  it("keeps the id, and what is not said again", async () => {
    await register({ recipient: "carla@example.com", customerId: "c-3", name: "Carla", locale: "de" });
    const again = await register({ recipient: "carla@example.com", locale: "fr" });
    expect(again.body).toMatchObject({ customerId: "c-3" });
    expect(await itemOf("carla@example.com")).toMatchObject({
      customerId: "c-3",
      name: "Carla",
      locale: "fr",
    });
  });

  it.each(["", "c".repeat(256)])("is refused with an id that no index or token takes", async (customerId) => {
    expect((await register({ recipient: "dora@example.com", customerId })).status).toBe(400);
    expect(await itemOf("dora@example.com")).toBeUndefined();
  });

  it("stays blocked when it is registered again, and is blocked with a new address too", async () => {
    await register({ recipient: "emil@example.com", customerId: "c-5" });
    const [contact] = await service.services.storage.customers.listContacts("c-5");
    await service.services.storage.customers.setStatus(contact!.recipientKey, "blocked", 1);
    for (const recipient of ["emil@example.com", "+14155550155"])
      expect((await register({ recipient, customerId: "c-5" })).body).toMatchObject({ status: "blocked" });
    expect((await register({ recipient: "other@example.com", customerId: "c-6" })).body.status).toBe(
      "active",
    );
  });
});
