import { beforeAll, describe, expect, it } from "@jest/globals";
import { COMMANDS } from "../../../bin/desk/commands.ts";
import { whyNotDone } from "../../../bin/desk/tell-refusal.ts";
import { LOCAL_TABLE } from "../../../bin/local/service.ts";
import { freshSubject } from "../../support/factors.ts";
import { LOSABLE, resetsOf } from "../../support/resets.ts";
import { startTestService, type TestService } from "../../support/service.ts";
import { tableItems } from "../../support/table-items.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService(LOSABLE);
});
const { customer, steps, reset, cancel, shown, keyOf, placeOf } = resetsOf(() => service);

describe("factors that are named and are gone", () => {
  it("are not taken for none: the user is refused, and the desk says so and changes nothing", async () => {
    const { email } = await customer();
    const items = tableItems(service.database.client, LOCAL_TABLE);
    const named = { factorsOf: freshSubject() };
    await items.change(`recipient#${await keyOf(email)}`, "customer", named);
    service.clock.advance(31);
    expect((await service.post("/otp/request", { recipient: email })).status).toBe(500);
    expect(await shown(email)).toEqual({ outcome: "factors-gone" });
    expect((await reset(email)).body).toEqual({ outcome: "factors-gone" });
    expect((await cancel(email)).body).toEqual({ outcome: "factors-gone" });
    const command = COMMANDS.find(({ words }) => words === "factors show");
    const told = command && whyNotDone(command, [email], "factors-gone", undefined);
    expect(told).toContain("signs in nowhere until it is mended");
    await items.change(`recipient#${await keyOf(email)}`, "customer", { factorsOf: undefined });
    expect(await steps(email)).toBe(2);
  });

  it("are so too where the item of the customer's id names them", async () => {
    const { id, email } = await customer();
    const items = tableItems(service.database.client, LOCAL_TABLE);
    await items.change(`subject#${await placeOf(id)}`, "factors", { takenFrom: freshSubject() });
    service.clock.advance(31);
    expect((await service.post("/otp/request", { recipient: email })).status).toBe(500);
    expect(await shown(id)).toEqual({ outcome: "factors-gone" });
  });
});
