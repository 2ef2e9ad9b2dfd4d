import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { messageWriter } from "../../functions/delivery/message.ts";
import { Passcode } from "../../functions/domain/passcode.ts";
import { wordFaults } from "../../functions/words/check-words.ts";
import { wordBook } from "../../functions/words/word-book.ts";
import { BUILT_IN_FILES } from "../../functions/words/word-files.ts";
import { NOW } from "./builders.ts";

const filesOf = (layout: string) => ({ names: ["mail.html"], read: () => layout });

const faultsOf = (layout: string) =>
  wordFaults(filesOf(layout)).map((fault) => fault.replace(/^words\/mail\.html: /, ""));

const example = readFileSync(join(import.meta.dirname, "../../words/example/mail.html"), "utf8");

/** The example with one thing changed. */
const changed = (from: string, to: string) => {
  expect(example).toContain(from);
  return example.replaceAll(from, to);
};

/** The example with something more in it. */
const having = (markup: string) => changed("</body>", `${markup}</body>`);

const PNG = "data:image/png;base64,iVBOR//8+w==";

function htmlOf(layout: string, supportUrl: string | null = "https://help.example", brand = "Bank") {
  const write = messageWriter({ brand, host: "id.example.com", supportUrl }, wordBook(filesOf(layout)));
  const { html } = write({
    channel: "email",
    address: "anna@example.com",
    passcode: new Passcode("012345"),
    purpose: "login",
    locale: "ar",
    minutesLeft: 5,
    askedAt: NOW,
    cancelUrl: "https://id.example.com/otp/not-me?t=abc",
  });
  return html!;
}

describe("an owner's layout of e-mails", () => {
  it("is filled with the words of the message's language", () => {
    const html = htmlOf(example);
    expect(html).toContain('<html lang="ar" dir="rtl">');
    expect(html).toContain("<title>Bank</title>");
    expect(html).toMatch(/letter-spacing: 4px">(<span class="d">\d<\/span>){6}<\/p>/);
    expect(html.match(/<p>/g)).toHaveLength(5);
    expect(html).toContain('href="https://id.example.com/otp/not-me?t=abc"');
    expect(html).toContain("https://help.example");
    expect(html).not.toMatch(/<!--|\{[a-z]+\}/);
  });

  it("leaves out the whole block of what there is nothing to say about", () => {
    expect(htmlOf(example, null).match(/font-size: 13px/g)).toHaveLength(1);
    expect(htmlOf(example).match(/font-size: 13px/g)).toHaveLength(2);
  });

  it("takes a value as text, also one that looks like a slot or like markup", () => {
    const html = htmlOf(example, null, "<b>{code}</b>");
    expect(html).toContain("<title>&#60;b&#62;{code}&#60;/b&#62;</title>");
    expect(html.match(/<span class="d">0<\/span>/g)).toHaveLength(1);
  });

  it("may be the built-in one with changes, with a picture within it", () => {
    expect(faultsOf(BUILT_IN_FILES.read("mail.html"))).toEqual([]);
    expect(faultsOf(having(`<img src="${PNG}" alt="{brand}" width="40">`))).toEqual([]);
    expect(faultsOf(changed("<p>{lead}</p>", `<p style="background:url('${PNG}')">{lead}</p>`))).toEqual([]);
  });
});

const LINKS = "is foreign: an e-mail loads nothing, and its links are those of its placeholders";

describe("a layout of e-mails that is wrong", () => {
  it.each(["brand", "code", "lead", "expiry"])("without {%s} is refused", (slot) => {
    expect(faultsOf(changed(`{${slot}}`, ""))).toEqual([`{${slot}} is missing; put it between tags`]);
  });

  it.each<[situation: string, layout: string, faults: readonly string[]]>([
    [
      "without the warning and the link that stops it",
      changed("{paragraph}", ""),
      [
        "{paragraph} is missing; put it between tags",
        "write {paragraph} once between <!--paragraph--> and <!--/paragraph-->",
      ],
    ],
    [
      "without the way to help",
      changed("{support}", ""),
      [
        "{support} is missing; put it between tags",
        "write {support} once between <!--support--> and <!--/support-->",
      ],
    ],
    [
      "whose block is not closed",
      changed("<!--/support-->", ""),
      ["write {support} once between <!--support--> and <!--/support-->"],
    ],
    [
      "whose block is there twice",
      having("<!--support--><p>{support}</p><!--/support-->"),
      ["write {support} once between <!--support--> and <!--/support-->"],
    ],
    [
      "whose style has attributes, so that it is not looked at",
      changed("</head>", '<style media="all">@import "a.css";</style></head>'),
      ['<style media="all"> must be written as <style>...</style>, without attributes'],
    ],
    [
      "whose slot stands outside its block",
      having("{paragraph}"),
      ["write {paragraph} once between <!--paragraph--> and <!--/paragraph-->"],
    ],
    [
      "whose code stands in an attribute alone",
      changed("{code}", "").replace("<p>{lead}", '<p title="{code}">{lead}'),
      [
        "{code} is no placeholder of this attribute; use {locale}, {direction}, {brand}",
        "{code} is missing; put it between tags",
      ],
    ],
    [
      "without its language",
      changed('"{locale}"', '"en"'),
      ['{locale} is missing; put it as lang="{locale}"'],
    ],
    [
      "without its direction",
      changed('dir="{direction}"', ""),
      ['{direction} is missing; put it as dir="{direction}"'],
    ],
    [
      "with an unknown placeholder",
      having("{ code }"),
      [
        "{ code } is no placeholder of this layout; use {brand}, {code}, {lead}, {expiry}, {paragraph}, {support}, {preview}",
      ],
    ],
    [
      "with words in its title, which would be shown as markup",
      changed("<title>{brand}", "<title>{lead}"),
      ["{lead} is no placeholder of this title; use {brand}"],
    ],
    ["with a value in a style", having('<p style="color:{brand}">x</p>'), ["{brand} may not be in a style"]],
    [
      "with a picture from elsewhere",
      having('<img src="https://cdn.example/pixel.png">'),
      [
        `https://cdn.example/pixel.png ${LINKS}`,
        'src="https://cdn.example/pixel.png" must be a picture within the file: data:image/png;base64,... (or gif, jpeg, webp)',
      ],
    ],
    [
      "with a picture that is a program",
      having('<img src="data:image/svg+xml;base64,AAAA">'),
      [
        'src="data:image/svg+xml;base64,AAAA" must be a picture within the file: data:image/png;base64,... (or gif, jpeg, webp)',
      ],
    ],
    [
      "with a background from elsewhere",
      having('<p style="background:url(//cdn.example/a)">x</p>'),
      [`//cdn.example/a ${LINKS}`, "url(//cdn.example/a) may not be in a style: an e-mail loads nothing"],
    ],
    [
      "with a background whose address is hidden from the eye",
      having('<p style="background:u\\72l(a)">x</p>'),
      ["\\ may not be in a style: an e-mail loads nothing"],
    ],
    [
      "with a style sheet from elsewhere",
      changed("</head>", "<style>@import 'a.css';</style></head>"),
      ["@import may not be in a style: an e-mail loads nothing"],
    ],
    [
      "with a link of its own",
      having('<a href="https://bank.example">x</a>'),
      [
        `https://bank.example ${LINKS}`,
        "<a> may not be in an e-mail; use html, head, meta, body, div, span, p, br, hr, table, thead, tbody, tfoot, tr, td, th, h1, h2, h3, h4, ul, ol, li, strong, b, em, i, small, bdi, center, img",
        "the attribute href may not be in an e-mail; use lang, dir, class, id, style, role, align, valign, width, height, border, cellpadding, cellspacing, bgcolor, colspan, rowspan, charset, name, content, alt, title, src, aria-hidden, aria-label",
      ],
    ],
    ["with an address in its words", having("www.bank.example"), [`www.bank.example ${LINKS}`]],
    [
      "with markup that only some mail programs read",
      having("<!--[if mso]><p>x</p><![endif]-->"),
      [
        '<!--[if mso]> cannot be read; write tags like <p style="..."> and &lt; for a sign',
        '<![endif]--> cannot be read; write tags like <p style="..."> and &lt; for a sign',
      ],
    ],
    [
      "with an attribute that cannot be read",
      having("<p style='color:red'>x</p>"),
      ["<p style='color:red'> cannot be read; write its attributes like name=\"value\""],
    ],
    ["that is too large", having("x".repeat(70_000)), ["is longer than 65536 characters"]],
  ])("%s is refused", (_, layout, faults) => {
    expect(faultsOf(layout)).toEqual(faults);
  });

  it.each([
    ["a script", "<script>x</script>", "<script>"],
    ["a form", "<form><p>x</p></form>", "<form>"],
    ["a frame", "<iframe></iframe>", "<iframe>"],
    ["a base", "<base>", "<base>"],
    ["a style sheet's link", '<link rel="stylesheet">', "<link>"],
    ["an animation", "<svg></svg>", "<svg>"],
  ])("with %s is refused", (_, markup, named) => {
    expect(faultsOf(having(markup)).join("\n")).toContain(`${named} may not be in an e-mail`);
  });

  it.each([
    ["an event's", '<p onclick="x">y</p>', "onclick"],
    ["a redirect's", '<meta http-equiv="refresh" content="0">', "http-equiv"],
    ["another picture's", '<img srcset="a">', "srcset"],
  ])("with %s attribute is refused", (_, markup, named) => {
    expect(faultsOf(having(markup))[0]).toContain(`the attribute ${named} may not be in an e-mail`);
  });

  it("of another name is refused, since nothing would use it", () => {
    const own = { names: ["email.html"], read: () => example };
    expect(wordFaults(own)).toEqual([
      "words/email.html: nothing uses this file; the layout of e-mails is mail.html",
    ]);
  });
});
