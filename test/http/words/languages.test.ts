import { beforeAll, describe, expect, it } from "@jest/globals";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0";

const SUBJECTS = {
  en: /^\d{6} is your Latchkey code$/,
  es: /^\d{6} es su código de Latchkey$/,
  fr: /^\d{6} est votre code Latchkey$/,
  de: /^\d{6} ist Ihr Latchkey-Code$/,
};

let service: TestService;
const folder = temporaryFolder();
beforeAll(async () => {
  writeFileSync(join(folder, "fr.json"), JSON.stringify({ login: { text: "{code} ouvre {brand}." } }));
  service = await startTestService({ defaultLocale: "es", registration: "open" }, { wordsFolder: folder });
});

let serial = 0;

async function ask(body: object = {}, headers: Record<string, string> = {}) {
  const recipient = `customer${++serial}@example.com`;
  const { status } = await service.post("/otp/request", { recipient, ...body }, headers);
  expect(status).toBe(202);
  await service.settled();
  return service.inbox.list(recipient)[0]!;
}

describe("the language of a message", () => {
  it("is the one that the request names, before the one that the browser takes", async () => {
    const { subject } = await ask({ locale: "fr-CA" }, { "accept-language": "de" });
    expect(subject).toMatch(SUBJECTS.fr);
  });

  it("is the one that the browser takes", async () => {
    expect((await ask({}, { "accept-language": "sv, de-CH;q=0.9, en;q=0.8" })).subject).toMatch(SUBJECTS.de);
  });

  it.each([{}, { "accept-language": "sv" }, { "accept-language": "*" }] as Record<string, string>[])(
    "is the default for a browser that takes none of ours (%j)",
    async (headers) => {
      expect((await ask({}, headers)).subject).toMatch(SUBJECTS.es);
    },
  );

  it("is the customer's before the browser's", async () => {
    const registered = await startTestService({ registration: "registered" });
    const recipient = "anna@example.com";
    await registered.post("/_local/customers", { recipient, locale: "de" });
    await registered.post("/otp/request", { recipient }, { "accept-language": "fr" });
    await registered.settled();
    expect(registered.inbox.list(recipient)[0]!.subject).toMatch(SUBJECTS.de);
  });

  it("stays with the challenge, region and all", async () => {
    await ask({}, { "accept-language": "de-CH" });
    const items = (await service.get("/_local/items")).body as unknown as { locale?: string }[];
    expect(items.map(({ locale }) => locale)).toContain("de-CH");
  });
});

describe("an owner's words", () => {
  it("are what is sent", async () => {
    const recipient = "+14155550123";
    await service.post("/otp/request", { recipient, locale: "fr" });
    await service.settled();
    expect(service.inbox.list(recipient)[0]!.text).toMatch(/^\d{6} ouvre Latchkey\.\n\n@localhost #\d{6}$/);
  });

  it("that are wrong keep the service from starting", async () => {
    const wrong = temporaryFolder();
    writeFileSync(join(wrong, "de.json"), JSON.stringify({ login: { text: "Hallo {nmae}" } }));
    await expect(startTestService({}, { wordsFolder: wrong })).rejects.toThrow(
      "words/de.json: login.text: {nmae} is no placeholder",
    );
  });
});

describe("where a code was asked from", () => {
  it("is in the e-mail, by browser and system", async () => {
    const { text, html } = await ask({ locale: "en" }, { "user-agent": FIREFOX });
    expect(text).toMatch(/Asked for on [^.]+ from Firefox on Windows\./);
    expect(html).toContain("<bdi>Firefox</bdi> on <bdi>Windows</bdi>");
  });

  it("is left out where it is not known", async () => {
    const { text } = await ask({ locale: "en" }, { "user-agent": "curl/8.5.0" });
    expect(text).toMatch(/Asked for on (?!.* from ).*\./);
  });
});

describe("the page of every message", () => {
  it("shows every language, purpose and channel, with the segments of each text", async () => {
    const { status, text, headers } = await service.get("/_local/preview");
    expect(status).toBe(200);
    expect(text.match(/<section /g)).toHaveLength(8 * 5);
    expect(text.match(/<iframe sandbox /g)).toHaveLength(8 * 5);
    expect(text.match(/<b>\d segments?, \d+ of (GSM-7|UCS-2)<\/b>/g)).toHaveLength(8 * 5);
    expect(text).toContain("ouvre Latchkey.");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(text).not.toContain("<script");
  });

  it("shows one language alone", async () => {
    expect((await service.get("/_local/preview?locale=ar")).text.match(/<section /g)).toHaveLength(5);
  });

  it("says what is wrong with words that were changed meanwhile", async () => {
    writeFileSync(join(folder, "de.json"), "{");
    const { text } = await service.get("/_local/preview");
    rmSync(join(folder, "de.json"));
    expect(text).toContain("words/de.json: is not JSON");
    expect(text).not.toContain("<iframe");
  });
});
