import { beforeAll, describe, expect, it } from "@jest/globals";
import { hiddenOf, person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

/** Reports about other products, each named with its source: what people did in two tabs, and what is right. */
let service: TestService;
let serial = 0;
const somebody = () => `tabs${++serial}@example.com`;
beforeAll(async () => {
  service = await startTestService();
});

describe("a form that was opened before the other tab", () => {
  it("signed in asks for a code all the same (DuendeArchive/IdentityServer4#5282, concretecms#12959)", async () => {
    const user = person(service);
    const waiting = await user.open("/otp/request");
    expect((await user.signIn(somebody(), await user.open("/otp/request"))).at).toBe("/otp/session");
    const recipient = somebody();
    expect((await user.signIn(recipient, waiting)).at).toBe("/otp/session");
  });

  it("signed in takes its own code (django-lot#14, sentry#107214)", async () => {
    const user = person(service);
    const first = somebody();
    const waiting = await user.ask(first, await user.open("/otp/request"));
    await user.signIn(somebody(), await user.open("/otp/request"));
    const shown = await user.submit("/otp/verify", { ...hiddenOf(waiting), code: service.code(first) });
    expect(shown.at).toBe("/otp/session");
    expect(shown.text).toContain("t***@example.com");
  });

  it("signed out still works (Eventra#16595, joindin-legacy#543)", async () => {
    const user = person(service);
    const session = await user.signIn(somebody());
    const waiting = await user.open("/otp/request");
    await user.submit("/otp/logout", hiddenOf(session));
    expect((await user.signIn(somebody(), waiting)).at).toBe("/otp/session");
  });

  it("signed out says so when it signs out too, and calls it no error", async () => {
    const user = person(service);
    const session = await user.signIn(somebody());
    await user.submit("/otp/logout", hiddenOf(session));
    const again = await user.submit("/otp/logout", hiddenOf(session));
    expect(again.text).toMatch(/You are (signed out|not signed in)/);
    expect(again.text).not.toContain("Error");
  });
});

describe("one form that is sent twice (statamic/cms#10465)", () => {
  it("has one code sent, and shows the page that takes it", async () => {
    const user = person(service);
    const recipient = somebody();
    const asked = await user.open("/otp/request");
    const sent = await user.ask(recipient, asked);
    const twice = await user.submit("/otp/request", {
      ...hiddenOf(asked),
      channel: "email",
      email: recipient,
    });
    await service.settled();
    expect(service.inbox.list(recipient)).toHaveLength(1);
    // What is said leads back to the page of the code that was sent.
    expect(twice.text).toContain("Enter the code that you were sent");
    const shown = await user.submit("/otp/verify", { ...hiddenOf(sent), code: service.code(recipient) });
    expect(shown.at).toBe("/otp/session");
  });
});
