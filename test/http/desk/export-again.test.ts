import { beforeAll, describe, expect, it } from "@jest/globals";
import { act } from "../../support/desk.ts";
import { enrolledAdmin, fieldsOf, fill } from "../../support/desk-page.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const OWNER = "owner@utility.example";
const CSV = "/admin/customers-csv";

let service: TestService;
beforeAll(async () => {
  const admins = [{ recipient: OWNER, role: "owner" }];
  service = await startTestService({ registration: "registered", desk: { admins } });
  await act(service, "contacts-add", { customer: "C-1", as: "id", recipient: "anna@example.com" });
});

describe("a file of customers with whole addresses", () => {
  it("takes a factor of the last half an hour, and its form waits for it", async () => {
    const { user, shows } = await enrolledAdmin(service, OWNER);
    const page = await user.open("/admin/customers");
    expect((await fill(user, page, CSV)).text).toContain("anna@example.com");
    service.clock.advance(1801);
    const again = await fill(user, page, CSV, { text: "C-" });
    expect([again.status, again.text.includes("Is it still you?")]).toEqual([403, true]);
    expect(again.text).not.toContain("anna@example.com");
    const held = await fill(user, again, "/admin/sign-in/again", { code: shows() });
    expect(held.text).toContain("Customers with whole addresses");
    expect(fieldsOf(held.text, CSV).text).toBe("C-");
    expect((await fill(user, held, CSV)).text).toContain("anna@example.com");
    const bare = await user.submit(CSV, { form: "0.x" });
    expect([bare.status, bare.text.includes("anna@example.com")]).toEqual([404, false]);
    // A link has nobody keep addresses.
    expect((await user.open(CSV)).status).toBe(404);
  });
});
