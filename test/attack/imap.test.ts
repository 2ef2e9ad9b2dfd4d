import type { AddressInfo } from "node:net";
import { describe, expect, it } from "@jest/globals";
import hoodiecrow from "hoodiecrow-imap";
import { textOf } from "../../attack/imap.ts";
import { closeLater } from "../support/close-later.ts";
import { startTestService } from "../support/service.ts";
import { asStage, runAttack } from "./running.ts";

/** A server of mail that others wrote, with one user. */
async function mailServer() {
  const server = hoodiecrow({ storage: { INBOX: { messages: [] } } });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  closeLater("the server of mail", () => new Promise<void>((resolve) => server.close(resolve)));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `imap://testuser@127.0.0.1:${port}/INBOX`,
    deliver: (to: string, text: string) =>
      server.appendMessage("INBOX", [], false, `To: ${to}\r\nSubject: Your code\r\n\r\n${text}\r\n`),
  };
}

const PASSWORD = { LATCHKEY_ATTACK_IMAP_PASSWORD: "testpass" };
const PATTERN = ["--i-own-this", "--recipient", "attack-*@example.com"];

describe("a mailbox that is read by IMAP", () => {
  it("has the codes of all addresses that are made of the pattern", async () => {
    const service = await startTestService();
    const mail = await mailServer();
    let carried = 0;
    const carrier = setInterval(() => {
      const messages = service.inbox.list();
      for (const { recipient, text } of messages.slice(0, messages.length - carried))
        mail.deliver(recipient, text);
      carried = messages.length;
    }, 20);
    closeLater("what carries mail", () => {
      clearInterval(carrier);
    });
    const { code, stdout } = await runAttack(
      [
        ...[await asStage(service.url), ...PATTERN, "--imap", mail.url],
        ...["--only", "code-of-another,code-shown-twice,race-requests"],
      ],
      PASSWORD,
    );
    expect(stdout).toMatch(/\n3 held, 0 broken, 0 skipped\n$/);
    expect(code).toBe(0);
  });

  it("is none of customers where only they are sent codes", async () => {
    const attackToken = "k3Jq_2wYb8RzV5nXc7Tt-4Lm9Ss6Pd1G";
    const { url } = await startTestService({ attackToken, registration: "registered" });
    const { url: imap } = await mailServer();
    const { code, stderr } = await runAttack(
      [await asStage(url), ...PATTERN, "--token", attackToken, "--imap", imap],
      PASSWORD,
    );
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^The target sends codes to customers alone/)]);
  });

  it.each([429, 503])("of a stage that answers %i to everybody gives no verdict", async (status) => {
    const { url } = await startTestService();
    const { url: imap } = await mailServer();
    const busy = await asStage(url, ({ url: path = "" }, response) => {
      if (!path.startsWith("/otp/request")) return false;
      response.writeHead(status).end();
      return true;
    });
    const names = ["who-is-known", "spellings", "race-requests", "budget-in-one-sitting"];
    const { code, stdout } = await runAttack(
      [busy, ...PATTERN, "--imap", imap, "--yes", "--only", names.join(",")],
      PASSWORD,
    );
    expect(stdout).toContain(`0 held, 0 broken, ${names.length} skipped`);
    expect(code).toBe(2);
  });

  it("that is late gives no verdict", async () => {
    const { url } = await startTestService();
    const { url: imap } = await mailServer();
    const { code, stdout } = await runAttack(
      [
        ...[await asStage(url), ...PATTERN, "--imap", imap, "--mail-seconds", "1"],
        ...["--only", "code-shown-twice"],
      ],
      PASSWORD,
    );
    expect(stdout).toContain("no code came within 1 seconds; it may be late");
    expect([code, stdout.includes("0 held, 0 broken, 1 skipped")]).toEqual([2, true]);
  });

  it.each([
    ["--plan", 0],
    ["--only=no-such-case", 2],
  ])("is closed where %s attacks nothing", async (flag, status) => {
    const { url } = await startTestService();
    const { url: imap } = await mailServer();
    const { code } = await runAttack([await asStage(url), ...PATTERN, "--imap", imap, flag], PASSWORD);
    expect(code).toBe(status);
  });

  it("is never opened where the stage does not say whom it serves", async () => {
    const attackToken = "k3Jq_2wYb8RzV5nXc7Tt-4Lm9Ss6Pd1G";
    const { url } = await startTestService({ attackToken });
    const { url: imap } = await mailServer();
    let asked = 0;
    const hangs = await asStage(url, ({ url: path = "" }) => {
      if (!path.startsWith("/.well-known/latchkey-attack")) return false;
      asked += 1;
      return asked > 1;
    });
    const { code } = await runAttack(
      [hangs, ...PATTERN, "--token", attackToken, "--imap", imap, "--answer-seconds", "1"],
      PASSWORD,
    );
    expect([code, asked]).toEqual([2, 2]);
  });

  it("that cannot be opened is told", async () => {
    const { url } = await startTestService();
    const { url: imap } = await mailServer();
    const { code, stderr } = await runAttack([await asStage(url), ...PATTERN, "--imap", imap]);
    expect([code, stderr]).toEqual([
      2,
      "Nothing was attacked: the mailbox of --imap cannot be opened with this user and password.\n",
    ]);
  });
});

describe("the text of a message", () => {
  it.each([
    ["plain", "To: a\r\n\r\n482913 is it", "482913 is it"],
    ["base64", "Content-Transfer-Encoding: base64\r\n\r\nNDgyOTEz", "482913"],
    ["quoted", "Content-Transfer-Encoding: quoted-printable\n\n4829=\n13 =E2=82=AC", "482913 €"],
    [
      "in parts, the plain one in a part of its own",
      [
        'Content-Type: multipart/mixed;\r\n boundary="a"\r\n\r\n--a\r\nContent-Type: multipart/alternative; boundary=b',
        "\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<b>1</b>\r\n--b\r\nContent-Type: text/plain\r\n\r\n482913\r\n--b--\r\n--a--",
      ].join(""),
      "482913\r\n",
    ],
    [
      "of HTML alone",
      "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: text/html\n\n<b>1</b>\n--a--",
      "",
    ],
  ])("is read: %s", (_, source, text) => {
    expect(textOf(source)).toBe(text);
  });
});
