import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { providerCredentials } from "../../functions/delivery/credentials.ts";
import { smtpProvider } from "../../functions/delivery/providers/smtp.ts";
import type { Message } from "../../functions/delivery/port.ts";
import { closeLater } from "../support/close-later.ts";
import { LOGIN, type MailServer, startMailServer } from "../support/smtp.ts";
import { messageWith, NOW } from "../unit/builders.ts";

const FROM = "no-reply@example.com";

let server: MailServer;
beforeAll(async () => {
  server = await startMailServer("starttls");
});

const provider = (port: number, brand = "Latchkey", patience?: number) =>
  smtpProvider(
    { use: "smtp", host: "localhost", port, security: "starttls", auth: "password" },
    {
      ...{ from: FROM, brand, clock: () => NOW, authority: server.authority },
      ...(patience !== undefined && { patience }),
      credentials: providerCredentials(
        () => Promise.resolve(JSON.stringify({ smtp: LOGIN })),
        () => NOW,
      ),
    },
  );

/** What the server took. */
async function taken(message: Partial<Message> = {}, brand?: string) {
  server.mails.length = 0;
  expect(await provider(server.port, brand).send(messageWith(message))).toMatchObject({ kind: "sent" });
  const [mail] = server.mails;
  return mail!;
}

const headersOf = (source: string) =>
  (source.split("\r\n\r\n")[0] ?? "").replaceAll(/\r\n[ \t]+/g, " ").split("\r\n");

/** A mailbox of RFC 5322, 3.4, as a mail program reads it: its name may be quoted (3.2.4), or encoded words (RFC 2047). */
function readMailbox(header: string): readonly [name: string, address: string] {
  const [, quoted, words = "", address = ""] =
    /^From: (?:"((?:[^"\\]|\\.)*)"|([\w!#$%&'*+/=?^`{|}~ -]+)) <([^<>]+)>$/.exec(header) ?? [];
  if (quoted !== undefined) return [quoted.replaceAll(/\\(.)/g, "$1"), address];
  const bytes = words
    .replaceAll(/\?= (?==\?)/g, "?=")
    .replaceAll(/=\?UTF-8\?([QB])\?([^? ]*)\?=/gi, (_, kind: string, text: string) =>
      kind.toUpperCase() === "B"
        ? Buffer.from(text, "base64").toString("latin1")
        : text
            .replaceAll("_", " ")
            .replaceAll(/=([0-9A-F]{2})/g, (__, hex: string) =>
              String.fromCharCode(Number.parseInt(hex, 16)),
            ),
    );
  return [Buffer.from(bytes, "latin1").toString(), address];
}

describe("a brand in the sender's name", () => {
  it.each([
    ["chatwoot/chatwoot#15278", "Care Team, Billing"],
    ["dani-garcia/vaultwarden#1862", "Example: Vault"],
    ["domodwyer/mailyak#78", 'A "quoted" <name> \\ more'],
    ["Gig-o-Matic/GO3#549", "Example Name :)"],
    ["textpattern/textpattern#357", "O'Brien & Sons (Ltd.); [x]"],
    ["kootenpv/yagmail#210", "MyService™"],
    ["authgear/authgear-server#5643", "中文公司"],
    ["Purelymail/purelymail-issues#465", "Відділ продажу — Shop"],
    ["a line's length of right-to-left letters", "خدمة التحقق من الهوية للعملاء الكرام"],
    ["emoji outside of the basic plane", "🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑"],
  ])("arrives whole, and leaves the address alone: %s", async (_, brand) => {
    const { source, from } = await taken({}, brand);
    const [header = "", ...others] = headersOf(source).filter((line) => /^from:/i.test(line));
    expect([readMailbox(header), others, from]).toEqual([[brand, FROM], [], FROM]);
    for (const line of source.split("\r\n")) expect(line).toMatch(/^[\t\x20-\x7e]{0,998}$/);
  });
});

describe("the headers that spam filters want", () => {
  it("are there, each once and well-formed (nhost/hasura-auth#527, authelia/authelia#1262, letsencrypt/boulder#1087)", async () => {
    const headers = headersOf((await taken()).source);
    const [date = "", ...others] = headers.filter((line) => line.startsWith("Date: "));
    expect(others).toEqual([]);
    expect(date).toMatch(/^Date: (\w{3}, )?\d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}$/);
    // element-hq/matrix-authentication-service#4747, openreplay/openreplay#3005
    const ids = headers.filter((line) => /^message-id:/i.test(line));
    expect(ids).toEqual([expect.stringMatching(/^Message-ID: <[\w.-]+@example\.com>$/)]);
    expect(headers.filter((line) => /^(to|subject|mime-version):/i.test(line))).toHaveLength(3);
  });
});

describe("a body that SMTP's own marks stand in", () => {
  it("arrives whole: lines that are a period, or begin with one", async () => {
    const text = "012345\n\n.\n..\n.hidden\nQUIT\n";
    const { source } = await taken({ text });
    const [, encoding = "", body = ""] =
      /text\/plain[^]*?Content-Transfer-Encoding: (\S+)[^]*?\r\n\r\n([^]*?)\r\n--/.exec(source) ?? [];
    expect(encoding).toBe("7bit");
    expect(body.replaceAll("\r\n", "\n").trim()).toBe(text.trim());
    expect(server.mails).toHaveLength(1);
  });
});

describe("a server that keeps its clients waiting", () => {
  /** One that does this with each connection. */
  async function listening(meet: (socket: Socket) => void) {
    const sockets: Socket[] = [];
    const slow = createServer((socket) => {
      sockets.push(socket.on("error", () => undefined));
      meet(socket);
    }).listen(0, "localhost");
    await once(slow, "listening");
    closeLater("the slow server", () => {
      for (const socket of sockets) socket.destroy();
      slow.close();
    });
    return (slow.address() as AddressInfo).port;
  }

  it("is given up when it says nothing at all (dani-garcia/vaultwarden#706)", async () => {
    const port = await listening(() => undefined);
    expect(await provider(port).send(messageWith())).toMatchObject({ kind: "failed", fault: "moment" });
  });

  it("is given up when it is never silent and never done (supabase/supabase#30580)", async () => {
    const port = await listening((socket) => {
      socket.write("220 slow\r\n");
      const drip = setInterval(() => socket.write("250-wait\r\n"), 20);
      socket.on("close", () => {
        clearInterval(drip);
      });
    });
    expect(await provider(port, "Latchkey", 400).send(messageWith())).toEqual({
      kind: "failed",
      fault: "moment",
      reason: "ETIMEDOUT",
    });
  });
});
