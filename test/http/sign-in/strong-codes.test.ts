import { beforeAll, describe, expect, it } from "@jest/globals";
import { person } from "../../support/person.ts";
import { startTestService, type TestService, wrong } from "../../support/service.ts";

const BOTH = { codeFormats: ["digits", "base32"] };
const GROUPED = /^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{3}$/;

describe("a service whose codes are always strong", () => {
  let service: TestService;
  let serial = 0;
  const somebody = () => `strong${++serial}@example.com`;
  beforeAll(async () => {
    service = await startTestService({
      limits: { strong: "always" },
      testRecipients: [{ recipient: "review@example.com", code: "012345" }],
    });
  });

  it("says what the code looks like, by a request and by a resend", async () => {
    const recipient = somebody();
    const { body } = await service.post("/otp/request", { recipient, ...BOTH });
    expect(body).toMatchObject({ codeFormat: "base32", codeLength: 13 });
    service.clock.advance(30);
    const again = await service.post("/otp/resend", { challengeId: body.challengeId });
    expect(again.body).toMatchObject({ codeFormat: "base32", codeLength: 13, challengeId: body.challengeId });
    await service.settled();
    const codes = service.inbox.list(recipient).map(({ text }) => text.split("\n")[0]);
    expect(codes).toHaveLength(2);
    expect(new Set(codes).size).toBe(1);
  });

  it("shows it in groups in an e-mail, and bare in an SMS", async () => {
    const { code } = await service.challenge(somebody(), BOTH);
    expect(code).toMatch(GROUPED);
    expect((await service.challenge("+14155550123", BOTH)).code).toMatch(/^[0-9A-HJKMNP-TV-Z]{13}$/);
  });

  it("takes it in any case, groups and look-alikes, once", async () => {
    const { challengeId, code } = await service.challenge(somebody(), BOTH);
    const typed = code.toLowerCase().replaceAll("-", " ").replaceAll("0", "o").replaceAll("1", "L");
    expect((await service.post("/otp/verify", { challengeId, code: typed })).status).toBe(200);
    expect((await service.post("/otp/verify", { challengeId, code })).status).toBe(410);
  });

  it("counts a wrong one, and none that cannot be a code", async () => {
    const { challengeId, code } = await service.challenge(somebody(), BOTH);
    const digits = await service.post("/otp/verify", { challengeId, code: "123456" });
    expect(digits.body).toMatchObject({
      status: 400,
      detail: "Enter the 13 letters and digits of the code.",
    });
    const left = [];
    for (let i = 0; i < 5; i++)
      left.push((await service.post("/otp/verify", { challengeId, code: wrong(code) })).body.attemptsLeft);
    expect(left).toEqual([4, 3, 2, 1, 0]);
    expect((await service.post("/otp/verify", { challengeId, code })).status).toBe(403);
  });

  it.each([{}, { codeFormats: ["digits"] }])("gives ten digits to a client that says %j", async (body) => {
    const recipient = somebody();
    const { body: answer } = await service.post("/otp/request", { recipient, ...body });
    expect(answer).toMatchObject({ codeFormat: "digits", codeLength: 10 });
    await service.settled();
    const code = service.code(recipient);
    expect(code).toMatch(/^\d{10}$/);
    const { challengeId } = answer;
    expect((await service.post("/otp/verify", { challengeId, code })).status).toBe(200);
  });

  it.each([[[]], [["letters"]], ["base32"], [["digits", "base32", "digits"]]])(
    "refuses %j as formats",
    async (codeFormats) => {
      const { status, body } = await service.post("/otp/request", { recipient: somebody(), codeFormats });
      expect([status, body.type]).toEqual([400, "urn:latchkey:problem:invalid-request"]);
    },
  );

  it("leaves a test recipient its own digits", async () => {
    const { body } = await service.post("/otp/request", { recipient: "review@example.com", ...BOTH });
    expect(body).toMatchObject({ codeFormat: "digits", codeLength: 6 });
    const { challengeId } = body;
    expect((await service.post("/otp/verify", { challengeId, code: "012345" })).status).toBe(200);
  });

  it("asks for it on a page in a field for letters", async () => {
    const recipient = somebody();
    const browser = person(service);
    const { text } = await browser.ask(recipient);
    const [field = ""] = /<input\s+id="code".*?>/s.exec(text) ?? [];
    expect(field).toContain('inputmode="text"');
    expect(field).toContain('autocapitalize="characters"');
    expect(field).toContain('data-format="base32"');
    expect(field).toContain('data-length="13"');
    expect(text).toContain("We sent a code of 13 letters and digits to");
    expect(text).toContain("K7QFM-2XD9T-RAW");
    expect(text).not.toContain("13-digit");
  });
});

describe("a service whose codes are short", () => {
  it("has a page with a field for digits", async () => {
    const { text } = await person(await startTestService()).ask("anna@example.com");
    const [field = ""] = /<input\s+id="code".*?>/s.exec(text) ?? [];
    expect(field).toContain('inputmode="numeric"');
    expect(field).toContain('data-length="6"');
    expect(text).not.toContain("K7QFM");
  });
});
