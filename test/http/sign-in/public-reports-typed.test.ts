import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { hiddenOf, person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";
import { inDigitsOf } from "../../unit/typed-builders.ts";

/** Reports about other products, each named with its source: what people typed, and what is right. The numbers are invented. */
const COUNTRIES = ["AR", "BJ", "CI", "DE", "ES", "GB", "JP", "MX", "MY", "SK", "US"];
const ARABIC = "\u0660";
const DEVANAGARI = "\u0966";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ channels: { sms: { countries: COUNTRIES } } });
});
afterAll(() => service.close());

/** Where the code went that a text asked for; otherwise what was said. */
async function sentTo(recipient: string, channel: "email" | "sms"): Promise<unknown> {
  const before = new Set(service.inbox.list().map(({ recipient }) => recipient));
  const { status, body } = await service.post("/otp/request", { recipient, channel });
  if (status !== 202) return [status, body.detail];
  await service.settled();
  return service.inbox.list().find(({ recipient: one }) => !before.has(one))?.recipient;
}

describe("a number", () => {
  it.each([
    [
      "from a contacts app, between marks (A1: verbb/hyper#86)",
      "\u202a+49 151 23456701\u202c",
      "+4915123456701",
    ],
    [
      "of Buenos Aires without its 9 (A6: vanshg395/intl_phone_field#445)",
      "+54 11 1234-5678",
      "+5491112345678",
    ],
    ["of Mexico with its old 1 (A7: marmelroy/PhoneNumberKit#779)", "+52 1 55 1234 5678", "+525512345678"],
    ["of a new area (A8: jackocnr/intl-tel-input#2005)", "+1 624 305 0111", "+16243050111"],
    [
      "with 00, typed where 011 is dialled (A9: libphonenumber-js#185)",
      "0049 151 23456702",
      "+4915123456702",
    ],
    ["with its country code in brackets (A9: libphonenumber-js#207)", "(+49) 151 23456703", "+4915123456703"],
    ["in Arabic digits (libphonenumber-js#141)", inDigitsOf(ARABIC, "+44 7400 123401"), "+447400123401"],
    ["in Arabic digits (jackocnr/intl-tel-input#2105)", inDigitsOf(ARABIC, "(415) 555-0101"), "+14155550101"],
    ["of Spain with 00 (govuk-one-login/authentication-frontend#1019)", "0034608453301", "+34608453301"],
    ["with a no-break hyphen (notifications-utils#1222)", "+1 415\u2011555\u20110102", "+14155550102"],
    ["with the zero of home in brackets (Respect/Validation#1440)", "+44 (0) 7400 123402", "+447400123402"],
    ["of Japan with the zero of home (authgear-server#1315)", "+81 090-1234-5601", "+819012345601"],
    ["of Slovakia with the zero of home (libphonenumber-for-php#505)", "+421 0944 888 701", "+421944888701"],
    ["of a new range in Malaysia (google-libphonenumber#483)", "+60 11-7234 5601", "+601172345601"],
    ["of Ivory Coast before 2021 (flutter_libphonenumber#18)", "+225 07 12 34 01", "+2250707123401"],
    ["of Benin before 2024 (mobi/telephone_number#138)", "+229 97 12 34 01", "+2290197123401"],
    ["copied from a link (verbb/hyper#86)", "tel:447400123403", "+447400123403"],
  ])("%s is sent to", async (_, typed, address) => {
    expect(await sentTo(typed, "sms")).toBe(address);
  });

  it("is one recipient in its old and its new spelling, with one cooldown", async () => {
    expect(await sentTo("+52 55 1234 5699", "sms")).toBe("+525512345699");
    const { status, body } = await service.post("/otp/request", { recipient: "+52 1 55 1234 5699" });
    expect([status, body.limit]).toEqual([429, "cooldown"]);
  });

  it("of Jersey is not one of the United Kingdom's, although both start with +44 (A11: notifications-utils#749)", async () => {
    expect(await sentTo("+44 7797 712301", "sms")).toEqual([
      403,
      "Codes cannot be sent to this number. Use another number or an e-mail address.",
    ]);
    const islands = await startTestService({ channels: { sms: { countries: ["GB", "JE"] } } });
    const { status } = await islands.post("/otp/request", { recipient: "+44 7797 712301" });
    await islands.close();
    expect(status).toBe(202);
  });
});

describe("an e-mail address", () => {
  it.each([
    ["with a no-break space at its end (A2: notifications-utils#471)", "report1@example.com\u00a0"],
    ["with a zero-width space before it (A2: egulias/EmailValidator#358)", "\u200breport2@example.com"],
    ["with spaces around it (learningequality/studio#2943)", " report3@example.com  "],
    ["with a full-width at sign (whatwg/html#1389)", "report4\uff20example.com"],
    ["in full-width letters (validatorjs/validator.js#343)", "report5@\uff45\uff58\uff41mple\u3002com"],
  ])("%s is sent to", async (_, typed) => {
    expect(await sentTo(typed, "email")).toMatch(/^report\d@example\.com$/);
  });
});

describe("the right code", () => {
  it.each<[string, (code: string) => string]>([
    ["in Arabic digits (A3: firebase/FirebaseUI-iOS#790)", (code) => inDigitsOf(ARABIC, code)],
    ["in Devanagari digits (A3: devfolioco/react-otp-input#440)", (code) => inDigitsOf(DEVANAGARI, code)],
    ["with a full stop (A5: devfolioco/react-otp-input#340)", (code) => `${code}.`],
    ["with words (A5: MetaMask/metamask-mobile#23939)", (code) => `${code} is your Latchkey code`],
    ["with a prefix (squatto/alfred-imessage-2fa#3)", (code) => `G-${code}`],
    [
      "after words (react-native-confirmation-code-field#222)",
      (code) => `your otp for x application is\n${code}`,
    ],
    ["in two halves (scheb/two-factor-bundle#155)", (code) => `${code.slice(0, 3)} ${code.slice(3)}`],
    [
      "with what a mail program adds (PostHog/posthog#71442)",
      (code) => `\u200b${code.slice(0, 3)}\u00ad-${code.slice(3)}\u00a0\n`,
    ],
    ["as the last line of its message (A5)", (code) => `@example.com #${code}`],
  ])("%s signs in", async (name, typed) => {
    const { challengeId, code } = await service.challenge(
      `right${Buffer.from(name).toString("hex").slice(0, 40)}@example.com`,
    );
    const { status, text } = await service.post("/otp/verify", { challengeId, code: typed(code) });
    expect([status, text]).toEqual([200, text]);
  });

  it("as the whole text message signs in", async () => {
    const { challengeId } = await service.challenge("+14155550155");
    const [message] = service.inbox.list("+14155550155");
    const { status } = await service.post("/otp/verify", { challengeId, code: message?.text });
    expect(status).toBe(200);
  });
});

describe("a text that holds no single code", () => {
  it.each([
    [
      "two that differ",
      "123456 or 654321",
      "There is more than one code of 6 digits in this. Enter only the newest one.",
    ],
    ["one that is too long (authgear-server#2194)", "#123456789", "Enter the 6 digits of the code."],
    ["one without its leading zero (wstrange/GoogleAuth#37)", "12345", "Enter the 6 digits of the code."],
    ["words", "what code?", "Enter the 6 digits of the code."],
  ])("costs no attempt and no write: %s", async (name, code, detail) => {
    const { challengeId } = await service.challenge(`none${name.length}@example.com`);
    const before = await service.get("/_local/items");
    const answer = await service.post("/otp/verify", { challengeId, code });
    expect([answer.status, answer.body]).toMatchObject([
      400,
      { detail, errors: [{ path: "code", message: detail }] },
    ]);
    expect((await service.get("/_local/items")).text).toBe(before.text);
    expect((await service.post("/otp/status", { challengeId })).body.attemptsLeft).toBe(5);
  });
});

describe("a language", () => {
  const ask = async (recipient: string, body: object, headers: Record<string, string> = {}) => {
    const { status } = await service.post("/otp/request", { recipient, ...body }, headers);
    await service.settled();
    return [status, service.inbox.list(recipient)[0]?.subject];
  };
  const subjects = { en: /^\d{6} is your/, de: /^\d{6} ist Ihr/, fr: /^\d{6} est votre/ };

  it.each<[string, object, Record<string, string>, keyof typeof subjects]>([
    ["with an extension (A13: openstreetmap-americana#1304)", { locale: "en-US-u-va-posix" }, {}, "en"],
    ["of a header with an extension (A13)", {}, { "accept-language": "de-DE-u-co-phonebk" }, "de"],
    ["with an underscore (shoelace-style/localize#20)", { locale: "de_CH" }, {}, "de"],
    ["with what POSIX appends (RemoteWebViewServer#12)", { locale: "fr-FR@posix" }, {}, "fr"],
    ["that is a whole header (bluesky-social/social-app#2381)", { locale: "en-US;q=0.7" }, {}, "en"],
    ["that is none, beside one of the browser's", { locale: "*" }, { "accept-language": "fr" }, "fr"],
  ])("%s is understood", async (name, body, headers, language) => {
    const asked = await ask(`language${name.length}.${language}@example.com`, body, headers);
    expect(asked).toEqual([202, expect.stringMatching(subjects[language])]);
  });
});

describe("a form with an address that is none", () => {
  it.each([
    ["email", "anna.example.com", "Das @ fehlt."],
    ["sms", "+1 415 555", "Diese Nummer ist zu kurz."],
  ])("says on the page what is missing: %s %s", async (channel, typed, words) => {
    const user = person(service);
    const page = await user.open("/otp/request?locale=de");
    const answer = await user.submit("/otp/request", { ...hiddenOf(page), channel, [channel]: typed });
    expect(answer.text).toContain(words);
  });
});
