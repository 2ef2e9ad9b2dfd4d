import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { messageWriter } from "../../functions/delivery/message.ts";
import { Passcode } from "../../functions/domain/passcode.ts";
import { wordFaults } from "../../functions/words/check-words.ts";
import { wordBook } from "../../functions/words/word-book.ts";
import { NOW } from "./builders.ts";

const PNG = "data:image/png;base64,iVBOR//8+w==";
const example = readFileSync(join(import.meta.dirname, "../../words/example/mail.html"), "utf8");
const filesOf = (layout: string) => ({ names: ["mail.html"], read: () => layout });
const having = (markup: string) => example.replace("</body>", `${markup}</body>`);

const faultsOf = (layout: string) =>
  wordFaults(filesOf(layout)).map((fault) => fault.replace(/^words\/mail\.html: /, ""));

function htmlOf(layout: string, logo: string | null) {
  const look = { accent: "#7a1fa2", darkAccent: "#d9a5f0", logo };
  const sender = { brand: "Bank", host: "id.example.com", supportUrl: null, look };
  const { html = "" } = messageWriter(
    sender,
    wordBook(filesOf(layout)),
  )({
    channel: "email",
    address: "anna@example.com",
    passcode: new Passcode("012345"),
    purpose: "login",
    locale: "en",
    minutesLeft: 5,
    askedAt: NOW,
  });
  return html;
}

describe("an owner's layout with the logo and the colour of the brand", () => {
  const block =
    '<!--logo--><p style="border-color:{accent}"><img src="{logo}" alt="{brand}"></p><!--/logo-->';

  it("is taken, and shows the block where there is a logo", () => {
    expect(faultsOf(having(block))).toEqual([]);
    expect(htmlOf(having(block), null)).not.toMatch(/<img|<!--|border-color/);
    expect(htmlOf(having(block), PNG)).toContain(
      `<p style="border-color:#7a1fa2"><img src="${PNG}" alt="Bank"></p>`,
    );
  });

  it.each([
    [
      "whose logo has no block",
      '<img src="{logo}">',
      "write {logo} once between <!--logo--> and <!--/logo-->",
    ],
    [
      "whose block has no logo",
      "<!--logo--><p>x</p><!--/logo-->",
      "write {logo} once between <!--logo--> and <!--/logo-->",
    ],
    [
      "with the logo as words",
      "<!--logo-->{logo}<!--/logo-->",
      "{logo} is no placeholder of this layout; use {brand}, {code}, {lead}, {expiry}, {paragraph}, {support}, {preview}",
    ],
    [
      "with the logo in another attribute",
      '<!--logo--><img alt="{logo}" src="{logo}"><!--/logo-->',
      "{logo} is no placeholder of this attribute; use {locale}, {direction}, {brand}",
    ],
    [
      "with the logo as a background",
      '<!--logo--><p style="background:url({logo})">x</p><!--/logo-->',
      "{logo} may not be in a style",
    ],
  ])("%s is refused", (_, markup, fault) => {
    expect(faultsOf(having(markup))).toContain(fault);
  });
});
