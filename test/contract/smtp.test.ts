import { describe, expect, it } from "@jest/globals";
import { providerCredentials } from "../../functions/delivery/credentials.ts";
import type { ProviderFault } from "../../functions/domain/provider-fault.ts";
import { smtpProvider } from "../../functions/delivery/providers/smtp.ts";
import { LOGIN, type MailServer, type MailStep, startMailServer } from "../support/smtp.ts";
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
    {
      use: "smtp",
      host: "localhost",
      port: server.port,
      security: over.security ?? "starttls",
      auth: "password",
    },
    { ...sender, clock: () => NOW, credentials, ...(authority !== undefined && { authority }) },
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
    // A server that knows no encryption is the wrong one, or somebody stands before it: the owner has to know.
    expect(await send()).toMatchObject({ kind: "failed", fault: "account" });
    await server.close();
    server = await startMailServer("starttls");
    expect(await send({ authority: undefined })).toMatchObject({ kind: "failed", fault: "moment" });
    expect(server.mails).toEqual([]);
  });
});

describe("an e-mail that the server refuses", () => {
  it.each<[MailStep, number, string, string, ProviderFault]>([
    // Without an enhanced code, the step tells.
    ["sender", 550, "no", "550", "account"],
    ["sender", 451, "not now", "451", "moment"],
    ["recipient", 550, "no", "550", "message"],
    ["recipient", 553, "no", "553", "message"],
    ["recipient", 530, "log in first", "530", "account"],
    ["recipient", 450, "not now", "450", "moment"],
    ["data", 554, "no", "554", "message"],
    ["data", 452, "not now", "452", "moment"],
    ["login", 535, "no", "535", "account"],
    ["login", 454, "not now", "454", "moment"],
    // The mailbox's and the message's.
    ["recipient", 550, "5.1.1 User unknown", "550-5.1.1", "message"],
    ["recipient", 552, "5.2.2 Mailbox full", "552-5.2.2", "message"],
    ["recipient", 550, "5.4.1 Recipient address rejected: access denied", "550-5.4.1", "message"],
    ["recipient", 550, "5.7.17 Mailbox owner has changed", "550-5.7.17", "message"],
    ["sender", 552, "5.3.4 Message too large", "552-5.3.4", "message"],
    ["data", 554, "5.6.0 Corrupt message", "554-5.6.0", "message"],
    // Gmail's.
    ["data", 550, "5.4.5 Daily user sending limit exceeded", "550-5.4.5", "account"],
    ["recipient", 550, "5.4.5 Daily sending quota exceeded", "550-5.4.5", "account"],
    ["data", 550, "5.7.1 Our system has detected unsolicited mail", "550-5.7.1", "account"],
    ["data", 550, "5.7.26 Unauthenticated e-mail", "550-5.7.26", "account"],
    ["sender", 530, "5.7.0 Authentication required", "530-5.7.0", "account"],
    ["data", 421, "4.7.28 Unusual rate of unsolicited mail", "421-4.7.28", "account"],
    ["login", 454, "4.7.0 Too many login attempts", "454-4.7.0", "moment"],
    ["recipient", 452, "4.2.2 Over quota", "452-4.2.2", "moment"],
    // Exchange's.
    [
      "login",
      535,
      "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled",
      "535-5.7.139",
      "account",
    ],
    ["sender", 530, "5.7.57 Client not authenticated to send mail", "530-5.7.57", "account"],
    ["data", 554, "5.2.252 SendAsDenied", "554-5.2.252", "account"],
    ["data", 550, "5.7.60 Client does not have permissions to send as this sender", "550-5.7.60", "account"],
    ["recipient", 550, "5.1.8 Access denied, bad outbound sender", "550-5.1.8", "account"],
    ["recipient", 550, "5.1.90 The day's recipients are used up", "550-5.1.90", "account"],
    // Greylisting.
    ["recipient", 451, "4.7.1 Greylisted, try again in 300 seconds", "451-4.7.1", "moment"],
    ["recipient", 450, "4.7.10 Not now, by a rule of ours", "450-4.7.10", "moment"],
    ["data", 451, "4.7.24 The SPF record could not be read", "451-4.7.24", "account"],
    ["data", 451, "4.7.650 The mail server has been limited", "451-4.7.650", "account"],
    // What only looks like an enhanced code.
    ["recipient", 550, "192.0.2.1 is blocked", "550", "message"],
    ["recipient", 550, "5.7.1.9 is no code", "550", "message"],
  ])("at its %s with %i %s: is %s, and the fault of the %s", async (step, code, text, reason, fault) => {
    server = await startMailServer("starttls");
    server.refuse = { step, code, text };
    expect(await send()).toEqual({ kind: "failed", fault, reason });
    expect(server.mails).toEqual([]);
  });

  it("is to blame where it is larger than the server says that it takes", async () => {
    server = await startMailServer("starttls", { size: 500 });
    expect(await send()).toEqual({ kind: "failed", fault: "message", reason: "EMESSAGE" });
    expect(server.mails).toEqual([]);
  });

  it("is to blame where its address cannot be written into a command", async () => {
    server = await startMailServer("starttls");
    expect(await send({}, messageWith({ address: "anna@example.com>\r\nRCPT TO:<eve@example.com" }))).toEqual(
      {
        kind: "failed",
        fault: "message",
        reason: "EENVELOPE",
      },
    );
    expect(server.mails).toEqual([]);
  });

  it("is told of without the server's words, which quote the address", async () => {
    server = await startMailServer("starttls");
    server.refuse = { step: "data", code: 550, text: "5.7.1 anna@example.com" };
    expect(JSON.stringify(await send())).not.toContain("anna");
  });

  it("is tried again where no server listens", async () => {
    server = await startMailServer("starttls");
    await server.close();
    expect(await send()).toMatchObject({ kind: "failed", fault: "moment" });
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
