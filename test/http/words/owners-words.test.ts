import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const EXAMPLES = join(import.meta.dirname, "../../../words/example");

let service: TestService;
const folder = temporaryFolder();
beforeAll(async () => {
  copyFileSync(join(EXAMPLES, "mail.html"), join(folder, "mail.html"));
  const german = { pages: { signIn: "Willkommen", "error.incorrect": "Falsch." } };
  writeFileSync(join(folder, "de.json"), JSON.stringify(german));
  writeFileSync(join(folder, "de-AT.json"), '{"pages": {"language": "Österreich", "signIn": "Servus"}}');
  service = await startTestService({}, { wordsFolder: folder });
});

const heading = (page: string) => /<h1>([^<]*)<\/h1>/.exec(page)?.[1];

describe("an owner's words of the pages", () => {
  it("are what the page shows, in their language alone", async () => {
    const german = await service.get("/otp/request", { "accept-language": "de" });
    expect(heading(german.text)).toBe("Willkommen");
    expect(german.text).toContain("<title>Willkommen – Latchkey</title>");
    expect(german.text).toContain("E-Mail-Adresse");
    expect(heading((await service.get("/otp/request")).text)).toBe("Sign in");
  });

  it("of a region are a language to choose", async () => {
    const { text } = await service.get("/otp/request", { "accept-language": "de-AT" });
    expect(heading(text)).toBe("Servus");
    expect(text).toContain('<html lang="de-AT" dir="ltr">');
    expect(text).toMatch(/lang="de-AT"[^>]*aria-current="true"[^>]*>\s*Österreich\s*<\/button/);
    expect((await service.get("/otp/request")).text).toContain('value="de-AT"');
  });

  it("are on the page of a fault too", async () => {
    const { text } = await service.form("/otp/verify", {}, { "accept-language": "de", accept: "text/html" });
    expect(text).toContain('<html lang="de" dir="ltr">');
    expect(text).toContain("Das hat nicht geklappt");
  });
});

describe("an owner's layout of e-mails", () => {
  it("is what is sent, in the words of the message's language", async () => {
    await service.challenge("anna@example.com", { locale: "ar" });
    const { html, text } = service.inbox.list("anna@example.com")[0]!;
    expect(html).toContain("Georgia, serif");
    expect(html).toContain('<html lang="ar" dir="rtl">');
    expect(html).toContain("رمز تسجيل الدخول");
    expect(html).toMatch(/href="http:\/\/localhost:\d+\/otp\/not-me\?t=[^"]+"/);
    expect(html).toContain("Example Ltd, 1 Example Street");
    expect(text).not.toContain("Example Street");
  });

  it("is what the page of every message shows", async () => {
    const { text } = await service.get("/_local/preview?locale=de");
    expect(text.match(/<iframe sandbox /g)).toHaveLength(5);
    expect(text.match(/Georgia, serif/g)).toHaveLength(5);
  });

  it("shows there what is wrong with it once it was changed", async () => {
    const file = join(folder, "mail.html");
    const right = readFileSync(file, "utf8");
    writeFileSync(file, right.replace("{code}", ""));
    try {
      const { text } = await service.get("/_local/preview");
      expect(text).toContain("words/mail.html: {code} is missing; put it between tags");
      expect(text).not.toContain("<iframe");
    } finally {
      writeFileSync(file, right);
    }
  });
});

describe("a service whose owner's words are wrong", () => {
  it("does not start, and lists every fault of every file", async () => {
    const wrong = temporaryFolder();
    writeFileSync(join(wrong, "mail.html"), "<script></script>");
    writeFileSync(join(wrong, "de.json"), JSON.stringify({ pages: { signIn: "{nmae}", tilte: "x" } }));
    const start = startTestService({}, { wordsFolder: wrong }).then(({ close }) => close());
    await expect(start).rejects.toThrow(
      /words\/de\.json: pages\.signIn: \{nmae\} is no placeholder[^]*words\/de\.json: pages\.tilte: there is no such text[^]*words\/mail\.html: <script> may not be in an e-mail[^]*\{code\} is missing/,
    );
  });
});
