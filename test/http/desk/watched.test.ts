import { beforeAll, describe, expect, it } from "@jest/globals";
import { recipientKey } from "../../../functions/domain/recipient.ts";
import { deskSubject } from "../../../functions/domain/subject.ts";
import { act } from "../../support/desk.ts";
import { type DeskUser, enrolledAdmin, enterCode, fill } from "../../support/desk-page.ts";
import { type Person, person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const OWNER = "owner@utility.example";

let service: TestService;
let owner: DeskUser;
beforeAll(async () => {
  const desk = { admins: [{ recipient: OWNER, role: "owner" }] };
  service = await startTestService({ desk }, { shards: 1 });
  owner = await enrolledAdmin(service, OWNER);
});

describe("guesses at the desk", () => {
  it("count with all others, are told by pseudonyms, and are one security event", async () => {
    service.clock.advance(10_800);
    const from = service.observed.length;
    const user = person(service);
    const first = await user.open("/admin/sign-in/address");
    const asked = await fill(user, first, "/admin/sign-in/address", { recipient: OWNER });
    await service.settled();
    const wrong = await fill(user, asked, "/admin/sign-in/code", { code: "000000" });
    let page = await fill(user, wrong, "/admin/sign-in/code", { code: service.code(OWNER) });
    for (let guess = 0; guess < 2; guess += 1)
      page = await fill(user, page, "/admin/sign-in/factor", { code: "000000" });
    await fill(user, page, "/admin/sign-in/factor", { code: owner.shows() });
    await service.settled();
    const observed = service.observed.slice(from);
    const of = (event: string) => observed.filter((one) => one.event === event).map(({ fields }) => fields);
    expect(of("measured WrongCodes")).toEqual([{ value: 1, channel: "email" }]);
    expect(of("measured Approvals")).toEqual([{ value: 1, channel: "email" }]);
    const whose = { recipient: await keyOf(), origin: expect.stringMatching(/^[\w-]{10,}$/) as unknown };
    expect(of("verify-code")[0]).toMatchObject({ outcome: "incorrect-code", ...whose });
    expect(of("desk-sign-in")).toMatchObject([
      { outcome: "incorrect-code", ...whose },
      { outcome: "incorrect-code", ...whose },
      { outcome: "signed-in", ...whose },
    ]);
    const { body } = await act(service, "events", {});
    const told = (body.events as { kind: string; to: string; count: number }[]).filter(
      ({ kind }) => kind === "desk-guessed",
    );
    expect(told).toMatchObject([{ to: "o***@utility.example", count: 1 }]);
  });

  it("are security events where each sign-in has one, but for a browser that the desk knows", async () => {
    const guessed = async () => {
      await service.settled();
      const { body } = await act(service, "events", {});
      const all = body.events as { kind: string; count: number }[];
      return all.filter(({ kind }) => kind === "desk-guessed").reduce((sum, { count }) => sum + count, 0);
    };
    const guessOnce = async (user: Person) => {
      service.clock.advance(10_800);
      const page = await enterCode(service, user, OWNER);
      await fill(user, page, "/admin/sign-in/factor", { code: "000000" });
    };
    const before = await guessed();
    await guessOnce(person(service));
    await guessOnce(person(service));
    expect(await guessed()).toBe(before + 2);
    owner.user.cookies.delete("desk");
    await guessOnce(owner.user);
    expect(await guessed()).toBe(before + 2);
  });

  it("leave the admin's factors for the desk among what is kept of the person", async () => {
    const { body } = await act(service, "story", { customer: OWNER, items: true });
    const at = `subject#${deskSubject(await service.services.keys.recipient(), await keyOf())}`;
    const items = body.items as { pk: string; totps: Record<string, { secret?: string }> }[];
    expect(items.filter(({ pk }) => pk === at)).toHaveLength(1);
  });
});

const keyOf = async () =>
  recipientKey(await service.services.keys.recipient(), { addressKind: "email", address: OWNER });
