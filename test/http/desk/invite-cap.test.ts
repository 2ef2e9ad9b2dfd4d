import { beforeAll, describe, expect, it } from "@jest/globals";
import { performAct } from "../../../functions/desk/acts.ts";
import { act } from "../../support/desk.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ registration: "open" });
});

const invite = (at: number) => act(service, "invite", { recipient: `guest-${at}@invited.example` });

describe("an admin who invites", () => {
  it("does so a hundred times a day at most, and the audit is told of the next one", async () => {
    const all = await Promise.all(Array.from({ length: 100 }, (_, at) => invite(at)));
    expect(new Set(all.map(({ body }) => body.outcome))).toEqual(new Set(["invited"]));
    const refused = await invite(100);
    expect([refused.status, refused.body.outcome]).toEqual([409, "too-many-of-admin"]);
    await service.settled();
    expect(service.inbox.list("guest-100@invited.example")).toEqual([]);
    const { body } = await act(service, "audit-list", { most: 200 });
    const results = (body.acts as { result?: string }[]).map(({ result }) => result);
    expect(results.filter((one) => one === "too-many-of-admin")).toHaveLength(1);
    const other = { id: "another", role: "operator" } as const;
    const performed = await performAct(service.services, other, "invite", {
      recipient: "guest-100@invited.example",
    });
    expect(performed).toMatchObject({ kind: "answered", answer: { outcome: "invited" } });
    service.clock.advance(86_400);
    expect((await invite(100)).body.outcome).toBe("invited");
  });
});
