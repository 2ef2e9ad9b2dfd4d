import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, jest } from "@jest/globals";
import { eventually } from "../../support/eventually.ts";
import { postJson, type Running, startLocalProcess } from "../../support/local-process.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { LOGIN, type MailServer, startMailServer } from "../../support/smtp.ts";

/** Each starts a process, which takes seconds on a busy machine. */
jest.setTimeout(60_000);

let folder: string;
let mail: MailServer;
beforeAll(async () => {
  folder = temporaryFolder();
  mail = await startMailServer("starttls");
});

/** A file in the folder of this test. */
function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

function start(channels: object, credentials?: unknown): Promise<Running> {
  return startLocalProcess({
    LATCHKEY_SETTINGS: file("settings.json", { channels }),
    LATCHKEY_CREDENTIALS: credentials === undefined ? "" : file("credentials.json", credentials),
    // The mail server's certificate is its own.
    NODE_EXTRA_CA_CERTS: file("authority.pem", mail.authority),
  });
}

const refusal = (channels: object, credentials?: unknown) =>
  start(channels, credentials).then(
    () => "started",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );

const smtp = () => ({ use: "smtp", host: "localhost", port: mail.port });

describe("the service on this machine with a real mail server", () => {
  it("sends an e-mail whose code verifies, and keeps none of it in its inbox", async () => {
    const { url, output } = await start({ email: { providers: [smtp()] } }, { smtp: LOGIN });
    const asked = await postJson(`${url}/otp/request`, { recipient: "anna@example.com" });
    expect(asked.status).toBe(202);
    const [taken] = await eventually(
      () => mail.mails,
      (mails) => mails.length > 0,
    );
    expect(taken).toMatchObject({ user: LOGIN.user, to: ["anna@example.com"], secure: true });
    const code = /^subject: .*?(\d{6})/im.exec(taken?.source ?? "")?.[1] ?? "";
    const { challengeId } = asked.body;
    expect((await postJson(`${url}/otp/verify`, { challengeId, code })).status).toBe(200);
    expect(await (await fetch(`${url}/_local/inbox`)).json()).toEqual([]);
    expect(output.join("\n")).not.toMatch(new RegExp(`${LOGIN.password}|anna@example.com`));
  });

  it("prints messages where the console is their provider", async () => {
    const { url, output } = await start({ sms: { providers: ["console"] } });
    await postJson(`${url}/otp/request`, { recipient: "+14155550123" });
    const printed = await eventually(
      () => output.join("\n"),
      (text) => text.includes("sms to +14155550123"),
    );
    expect(printed).toMatch(/sms to \+14155550123\n\d{6}/);
  });
});

describe("providers that cannot work here", () => {
  it("are refused by their place where they are those of AWS, with what there is instead", async () => {
    const channels = { email: { providers: ["inbox", "ses"] }, sms: { providers: ["inbox"] } };
    expect(await refusal(channels)).toMatch(
      /channels\.email\.providers\.1: "ses" is not available here; choose one of .*smtp/,
    );
  });

  it.each<[situation: string, credentials: unknown, place: RegExp]>([
    ["in no file", undefined, /LATCHKEY_CREDENTIALS: name a JSON file/],
    ["in a file that is not JSON", "{", /LATCHKEY_CREDENTIALS \(.*credentials\.json\) is not a JSON object/],
    [
      "half there",
      { smtp: { user: "mailer" } },
      /credentials\.json\) is wrong:\n- smtp\.password: must be the password/,
    ],
  ])("are refused at the start when their credentials are %s", async (_, credentials, place) => {
    const said = await refusal({ email: { providers: [smtp()] } }, credentials);
    expect(said).toMatch(place);
    expect(said).not.toContain("    at ");
  });

  it("are refused when their options are missing, by the place of each", async () => {
    expect(await refusal({ email: { providers: ["inbox", "smtp"] } })).toMatch(
      /channels\.email\.providers\.1\.host: /,
    );
  });
});
