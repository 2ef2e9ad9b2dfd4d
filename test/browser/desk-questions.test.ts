import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { recipientKey } from "../../functions/domain/recipient.ts";
import { act } from "../support/desk.ts";
import { fieldsOf } from "../support/desk-page.ts";
import { enrol } from "../support/enrolled.ts";
import type { TestService } from "../support/service.ts";
import { type As, lookAt, type Role, startDesk } from "./desk-admins.ts";
import { type Question, QUESTIONS } from "./desk-question-table.ts";

let service: TestService;
let as: As;
let cookieOf: (role: Role) => string;
beforeAll(async () => {
  ({ service, as, cookieOf } = await startDesk({ secondFactor: "optional" }));
  const { storage, keys } = service.services;
  const now = service.clock.now();
  for (const address of ["anna@example.com", "bert@example.com"])
    await storage.suppressions.keep(
      recipientKey(await keys.recipient(), { addressKind: "email", address }),
      { reason: "bounce", until: now + 86_400 },
      now,
    );
  for (const customer of ["C-1001", "C-1002"]) await enrol(service, customer);
  await act(service, "contacts-add", { customer: "C-3000", as: "id", recipient: "gone@example.com" });
});

/** What the browser of an admin who may not do something is answered all the same, with a form token of a page that is theirs. */
async function refusal(role: Role, path: string, fields?: Record<string, string>): Promise<[number, string]> {
  const headers = { cookie: cookieOf(role), "sec-fetch-site": "same-origin", accept: "text/html" };
  const today = await service.get("/admin", headers);
  const { form = "" } = fieldsOf(today.text, "/admin/sign-in/out");
  const { status, text } = await (fields
    ? service.form(path, { ...fields, form }, { ...headers, origin: service.url })
    : service.get(path, headers));
  return [
    status,
    /<p class="notice bad"[^>]*>(.*?)<\/p>/s.exec(text)?.[1] ?? /<h1>(.*?)<\/h1>/.exec(text)?.[1] ?? "",
  ];
}

const NOT_HERE = [404, "There is no such page"];
const LADDER: readonly Role[] = ["viewer", "operator", "owner"];

const isFor = (role: Role, { from }: Question) => LADDER.indexOf(role) >= LADDER.indexOf(from);

describe.each(LADDER)("an admin with the role %s", (role) => {
  let page: Page;
  let leave: () => Promise<void>;
  // One browser for all questions: a fresh one costs more than most walks.
  beforeAll(async () => {
    const opened = Promise.withResolvers<Page>();
    const done = Promise.withResolvers<undefined>();
    const walked = as(role, (one) => {
      opened.resolve(one);
      return done.promise;
    });
    walked.catch(opened.reject);
    leave = () => {
      done.resolve(undefined);
      return walked;
    };
    page = await opened.promise;
  });
  // Says what the pages did that they must not do.
  afterAll(() => leave());

  it.each(QUESTIONS.filter((one) => isFor(role, one)))("walks to the answer: $asks", ({ walk }) =>
    walk(page, role),
  );

  const others = QUESTIONS.filter((one) => !isFor(role, one));
  if (others.length > 0)
    it.each(others)("is refused who asks all the same: $asks", async ({ screen, form }) => {
      if (screen !== undefined) expect(await refusal(role, `/admin/${screen}`)).toEqual(NOT_HERE);
      if (form === undefined) return;
      const [path, fields] = form;
      const { version } = await service.services.storage.liveSettings.read();
      const over = "base:number" in fields ? { "base:number": String(version) } : {};
      expect(await refusal(role, path, { ...fields, ...over })).toEqual(
        path.startsWith("/admin/act/")
          ? [403, expect.stringMatching(/may not do this|for owners/)]
          : NOT_HERE,
      );
    });
});

describe("what a role may not do", () => {
  const offered = async (page: Page) => [
    await page.locator(`nav[aria-label="Screens"] a`).allInnerTexts(),
    await page.locator("form.act").count(),
  ];

  it("is not offered to a viewer: three screens, and no act on them", () =>
    as("viewer", async (page) => {
      for (const screen of ["today", "attacks", "events"]) {
        await page.goto(`/admin/${screen}`);
        expect(await offered(page)).toEqual([["Today", "Attacks", "Events"], 0]);
      }
    }));

  it("is not offered to an operator: nothing that is an owner's", () =>
    as("operator", async (page) => {
      await lookAt(page, "C-1001");
      const [screens] = await offered(page);
      expect(screens).toEqual(["Today", "One person", "Customers", "Attacks", "Settings", "Events"]);
      const owners = QUESTIONS.filter(({ from }) => from === "owner").flatMap(({ form }) => form?.[0] ?? []);
      const formsAt = async (path?: string) => {
        if (path !== undefined) await page.goto(path);
        return [...(await page.content()).matchAll(/<form[^>]* action="([^"]+)"/g)].map(([, to]) => to);
      };
      const actions = [
        ...(await formsAt()),
        ...(await formsAt("/admin/customers")),
        ...(await formsAt("/admin/settings")),
      ];
      expect(actions.length).toBeGreaterThan(10);
      for (const path of owners.filter((one) => !one.endsWith("settings-set")))
        expect(actions).not.toContain(path);
    }));
});
