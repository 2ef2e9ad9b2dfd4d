import { describe, expect, it } from "@jest/globals";
import { emailSource } from "../../functions/delivery/providers/email-source.ts";
import type { Message } from "../../functions/delivery/port.ts";
import { messageWith } from "./builders.ts";

const PNG = Buffer.from("\u0089PNG picture of a harbour".repeat(40), "latin1").toString("base64");
const sender = { brand: "Harbour", from: "no-reply@mail.example.com" };

const written = async (message: Partial<Message> = {}) =>
  (await emailSource(sender, messageWith(message))).source.toString();

const headersOf = (source: string) =>
  (source.split("\r\n\r\n")[0] ?? "").replaceAll(/\r\n\s+/g, " ").split("\r\n");

/** A part's body as a mail program reads it (RFC 2045). */
function decoded(source: string, type: string): string {
  const part =
    source.split(/\r\n--[^\r\n]+/).find((one) => one.toLowerCase().includes(`content-type: ${type}`)) ?? "";
  const [head = "", body = ""] = part.split(/\r\n\r\n(.*)/s);
  const encoding = /content-transfer-encoding: (\S+)/i.exec(head)?.[1] ?? "7bit";
  if (encoding === "base64") return Buffer.from(body, "base64").toString();
  if (encoding !== "quoted-printable") return body;
  const bytes = body
    .replaceAll(/[ \t]*=\r\n/g, "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
}

describe("the headers of an e-mail", () => {
  it("have an id of the sender's domain, the same for each try of a send and another for the next send", async () => {
    const id = async (send: number) => {
      const order = { ...messageWith().order, send };
      return headersOf(await written({ order })).find((line) => line.startsWith("Message-ID: "));
    };
    expect(await id(1)).toMatch(/^Message-ID: <[\w-]+\.1@mail\.example\.com>$/);
    expect(await id(1)).toBe(await id(1));
    expect(await id(2)).not.toBe(await id(1));
  });

  it("say that nobody wrote it, and offer no way off a list that there is not", async () => {
    const headers = headersOf(await written());
    expect(headers).toContain("Auto-Submitted: auto-generated");
    expect(headers.filter((line) => /^(list-|precedence|bulk)/i.test(line))).toEqual([]);
  });

  it("have a date, once", async () => {
    expect(headersOf(await written()).filter((line) => line.startsWith("Date: "))).toHaveLength(1);
  });
});

describe("a long link in an e-mail", () => {
  // Public reports: links broken by a soft line break, by =3D, and by a period at the start of a line.
  it.each([
    ["with an equals sign before what looks like a byte", "https://id.example.com/otp/not-me?t=3DAB12=C3"],
    ["longer than a line", `https://id.example.com/otp/not-me?t=${"AbC9_-".repeat(30)}`],
    ["with periods wherever a line may break", `https://id.example.com/${".a".repeat(90)}`],
  ])("arrives whole: %s", async (_, link) => {
    const text = `012345\n\nStop it here: ${link}\n`;
    const html = `<p>012345</p><p><a href="${link}">é</a></p>`;
    const source = await written({ text, html });
    expect(decoded(source, "text/plain").replaceAll("\r\n", "\n").trim()).toBe(text.trim());
    expect(decoded(source, "text/html").trim()).toBe(html);
    for (const line of source.split("\r\n")) expect(line.length).toBeLessThanOrEqual(998);
  });
});

describe("a picture in an e-mail", () => {
  const html = `<p><img src="data:image/png;base64,${PNG}" alt=""></p><p><img src="data:image/png;base64,${PNG}" alt="again"></p>`;

  it("is a part of the message, once, that the page names", async () => {
    const source = await written({ html });
    const [, message = ""] = /^Message-ID: <(.+)>\r$/m.exec(source) ?? [];
    expect(message).toMatch(/@mail\.example\.com$/);
    expect(decoded(source, "text/html").split(`src="cid:picture1.${message}"`)).toHaveLength(3);
    expect(source).not.toContain("data:image");
    // No other message has this id, which begins with the picture's and ends with the message's.
    expect(source.split(`\r\nContent-ID: <picture1.${message}>\r\n`)).toHaveLength(2);
    expect(source).toMatch(/^Content-Disposition: inline; filename="?picture1\.png"?\r$/m);
    const part = source.split(/\r\n--[^\r\n]+/).find((one) => one.includes("Content-Type: image/png")) ?? "";
    expect((part.split("\r\n\r\n")[1] ?? "").replaceAll(/\s/g, "")).toBe(PNG);
  });

  it("stands beside the page alone: the plain text is its alternative still", async () => {
    const types = [...(await written({ html })).matchAll(/^Content-Type: ([\w/-]+)/gm)].map(
      ([, type]) => type,
    );
    expect(types).toEqual([
      "multipart/alternative",
      "text/plain",
      "multipart/related",
      "text/html",
      "image/png",
    ]);
  });

  it("is not asked for: a message without one has two parts", async () => {
    expect(await written()).not.toMatch(/multipart\/related|cid:/);
  });
});
