import { describe, expect, it } from "@jest/globals";
import { providerCredentials } from "../../functions/delivery/credentials.ts";
import { smtpProvider } from "../../functions/delivery/providers/smtp.ts";
import { LOGIN, type MailServer, startMailServer } from "../support/smtp.ts";
import { messageWith, NOW } from "../unit/builders.ts";

let server: MailServer;

const sender = { from: "no-reply@example.com", brand: "Caf\u00e9" };

function send(
  over: { security?: "starttls" | "tls"; login?: object; authority?: string | undefined } = {},
  message = messageWith(),
) {
  const credentials = providerCredentials(
    () => Promise.resolve(JSON.stringify({ smtp: over.login ?? LOGIN })),
    () => NOW,
  );
  const authority = "authority" in over ? over.authority : server.authority;
  return smtpProvider(
    { use: "smtp", host: "localhost", port: server.port, security: over.security ?? "starttls" },
    { ...sender, credentials, ...(authority !== undefined && { authority }) },
  ).send(message);
}

/** The decoded parts of a mail by their content type, and its unfolded headers. */
function partsOf(source: string) {
  const [head = "", ...rest] = source.split("\r\n\r\n");
  const boundary = /boundary="([^"]+)"/.exec(head)?.[1] ?? "";
  const parts = rest
    .join("\r\n\r\n")
    .split(`--${boundary}`)
    .flatMap((part) => {
      const [headers = "", body = ""] = part.split(/\r\n\r\n(.*)/s);
      const type = /content-type: ([^;]+)/i.exec(headers)?.[1];
      const encoding = /content-transfer-encoding: (\S+)/i.exec(headers)?.[1];
      const decoded = encoding === "base64" ? Buffer.from(body, "base64").toString() : body.trim();
      return type === undefined ? [] : [[type, decoded.replaceAll("\r\n", "\n")] as const];
    });
  return { headers: head.replaceAll(/\r\n\s/g, " ").split("\r\n"), parts };
}

describe("an e-mail over SMTP", () => {
  it.each(["starttls", "tls"] as const)(
    "is sent under %s, as the user, with both parts",
    async (security) => {
      server = await startMailServer(security);
      const result = await send({ security });
      expect(result).toMatchObject({ kind: "sent" });
      expect(server.mails).toMatchObject([
        { user: LOGIN.user, from: sender.from, to: ["anna@example.com"], secure: true },
      ]);
      const { headers, parts } = partsOf(server.mails[0]?.source ?? "");
      expect(Object.fromEntries(parts)).toEqual({
        "text/plain": messageWith().text,
        "text/html": messageWith().html,
      });
      expect(headers).toContain("Auto-Submitted: auto-generated");
      expect(headers).toContain("From: =?UTF-8?Q?Caf=C3=A9?= <no-reply@example.com>");
      expect(result).toMatchObject({
        messageId: headers.find((line) => line.startsWith("Message-ID: "))?.slice("Message-ID: ".length),
      });
    },
  );

  it("never goes in the clear, nor to a server that proves no name", async () => {
    server = await startMailServer("clear");
    expect(await send()).toMatchObject({ kind: "failed", retryable: true });
    await server.close();
    server = await startMailServer("starttls");
    expect(await send({ authority: undefined })).toMatchObject({ kind: "failed", retryable: true });
    expect(server.mails).toEqual([]);
  });
});

describe("an e-mail that the server refuses", () => {
  it.each([
    ["sender", 550, false],
    ["sender", 451, true],
    ["recipient", 550, false],
    ["recipient", 553, false],
    ["recipient", 450, true],
    ["data", 554, false],
    ["data", 452, true],
    ["login", 535, true],
    ["login", 454, true],
  ] as const)("at its %s with %i: tried again is %p", async (step, code, retryable) => {
    server = await startMailServer("starttls");
    server.refuse = { step, code };
    const result = await send();
    expect(result).toEqual({ kind: "failed", retryable, reason: String(code) });
    expect(server.mails).toEqual([]);
  });

  it("is tried again where no server listens", async () => {
    server = await startMailServer("starttls");
    await server.close();
    expect(await send()).toMatchObject({ kind: "failed", retryable: true });
    server = await startMailServer("starttls");
  });
});

describe("what an attacker writes into an e-mail", () => {
  it.each([
    ["line breaks", "012345\r\nBcc: evil@example.com"],
    ["bare line feeds", "012345\nBcc: evil@example.com"],
    ["an encoded word", "=?utf-8?q?012345=0d=0aBcc:_evil@example.com?="],
    [
      "an encoded word in base64",
      `=?utf-8?b?${Buffer.from("x\r\nBcc: evil@example.com").toString("base64")}?=`,
    ],
    ["a NUL", "012345\u0000\r\n\r\nBody"],
  ])("adds neither header nor recipient: %s in the subject", async (_, subject) => {
    server = await startMailServer("starttls");
    expect(await send({}, messageWith({ subject }))).toMatchObject({ kind: "sent" });
    const [mail] = server.mails;
    expect(mail?.to).toEqual(["anna@example.com"]);
    const names = partsOf(mail?.source ?? "").headers.map((line) => line.split(":")[0]?.toLowerCase());
    expect(names.sort()).toEqual([
      "auto-submitted",
      "content-type",
      "date",
      "from",
      "message-id",
      "mime-version",
      "subject",
      "to",
      "x-auto-response-suppress",
    ]);
  });
});
