import { beforeAll, describe, expect, it } from "@jest/globals";
import { NOTICE_WINDOW_SECONDS } from "../../../functions/domain/notice.ts";
import { act } from "../../support/desk.ts";
import { type DeskUser, enrolledAdmin, enterCode, fieldsOf } from "../../support/desk-page.ts";
import { noticesOf } from "../../support/notices.ts";
import { person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const OWNER = "owner@utility.example";
/** The sign-in of this admin is a customer's address too, of whom another person is a contact. */
const BOTH = "both@utility.example";
const BESIDE = "beside@utility.example";
const BY_NUMBER = "+4915123456789";

let service: TestService;
let owner: DeskUser;
beforeAll(async () => {
  service = await startTestService({
    registration: "registered",
    channels: { sms: { countries: ["DE"] } },
    desk: {
      admins: [
        { recipient: OWNER, role: "owner" },
        { recipient: BOTH, role: "operator" },
        { recipient: BY_NUMBER, role: "operator" },
      ],
    },
  });
  for (const recipient of [BOTH, BESIDE])
    await service.post("/_local/customers", { recipient, customerId: "household" });
  owner = await enrolledAdmin(service, OWNER);
});

const { notices } = noticesOf(() => service);
const nextWindow = () => {
  const { now, advance } = service.clock;
  advance(NOTICE_WINDOW_SECONDS - (now() % NOTICE_WINDOW_SECONDS) + 10_800);
};
/** The subjects of what an address was told since a number of messages. */
const toldSince = async (address: string, before = 0) =>
  (await notices(address)).slice(before).map(({ subject }) => subject);

const ADDED =
  "An authenticator app and backup codes were set up for your sign-in to the admin pages of Latchkey";
const REMOVED = "Your authenticator app for the admin pages of Latchkey was removed";
const USED = "A backup code was used to sign in to the admin pages of Latchkey";
const LINK = "A link was made that signs you in to the admin pages of Latchkey without a code";

describe("an admin who is no customer", () => {
  it("is told of each change of the factors for the desk, with no code and no link", async () => {
    nextWindow();
    const user = person(service);
    const page = await enterCode(service, user, OWNER);
    const [, form = ""] = /<details[^]*?(<form[^]*?<\/form>)/.exec(page.text) ?? [];
    const backup = owner.backupCodes[0] ?? "";
    const desk = await user.submit("/admin/sign-in/factor", {
      ...fieldsOf(form, "/admin/sign-in/factor"),
      backup,
    });
    expect(desk.at).toBe("/admin");
    const anew = await act(service, "admins-enrol", { recipient: OWNER, anew: true });
    const opened = await act(service, "open", { recipient: OWNER });
    expect(opened.body).toMatchObject({ outcome: "link-made", told: true });
    expect(await toldSince(OWNER)).toEqual([ADDED, USED, REMOVED, LINK]);
    for (const { subject, text } of await notices(OWNER)) {
      expect(text).toContain(subject);
      expect(text).toContain("If you do not know of this, tell another admin at once.");
      expect(text).not.toMatch(/https?:|\d{6}|[A-Z2-7]{16}/);
      expect(text).not.toContain(String(anew.body.code));
    }
  });

  it("is told by SMS where the sign-in is by a number", async () => {
    nextWindow();
    await act(service, "open", { recipient: BY_NUMBER });
    await service.settled();
    const [{ text } = { text: "" }] = service.inbox.list(BY_NUMBER);
    expect(text).toBe(`${LINK}\nIf you do not know of this, tell another admin at once.`);
  });

  it("gets the link also where no message can be ordered, and the owner learns that nobody was told", async () => {
    nextWindow();
    const before = (await notices(OWNER)).length;
    const { queue } = service.services;
    const { enqueue } = queue;
    queue.enqueue = () => Promise.reject(new Error("the queue is out of reach"));
    try {
      const { body } = await act(service, "open", { recipient: OWNER });
      expect(body).toMatchObject({ outcome: "link-made", told: false });
    } finally {
      queue.enqueue = enqueue;
    }
    expect(await toldSince(OWNER, before)).toEqual([]);
  });
});

describe("an admin who is a customer too", () => {
  it("is told of the desk alone, and the customer's other contacts are not", async () => {
    nextWindow();
    await enrolledAdmin(service, BOTH);
    expect(await toldSince(BOTH)).toEqual([ADDED]);
    expect(await toldSince(BESIDE)).toEqual([]);
  });
});
