import { SESClient, VerifyDomainIdentityCommand } from "@aws-sdk/client-ses";
import { SNSClient } from "@aws-sdk/client-sns";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { sesProvider } from "../../functions/delivery/providers/ses.ts";
import { snsProvider } from "../../functions/delivery/providers/sns.ts";
import { messageWith } from "../unit/builders.ts";
import { type Moto, motoIsHere, REGION, startMoto } from "./moto.ts";

if (!motoIsHere) process.stdout.write("skipped: moto_server is not installed (pip install 'moto[server]')\n");

interface RawMail {
  readonly destinations: readonly string[];
  readonly raw_data: string;
}

/** What moto tells of the messages that it took. */
interface Taken {
  readonly ses?: { readonly RawMessage?: readonly RawMail[] };
  readonly sns?: { readonly SMS?: readonly unknown[] };
}

(motoIsHere ? describe : describe.skip)("messages that the client libraries of AWS send to moto", () => {
  let moto: Moto;
  const client = () => ({
    endpoint: moto.endpoint,
    region: REGION,
    credentials: { accessKeyId: "moto", secretAccessKey: "moto" },
  });
  const taken = async () => (await (await fetch(`${moto.endpoint}/moto-api/data.json`)).json()) as Taken;
  const sender = { from: "no-reply@example.com", brand: "Latchkey" };

  beforeAll(async () => {
    moto = await startMoto();
  });

  it("are refused by name as long as the sender is not verified", async () => {
    // The words that tell an account's fault apart are AWS's; moto has others.
    const result = await sesProvider(new SESClient(client()), sender).send(messageWith());
    expect(result).toMatchObject({ kind: "failed", fault: "message", reason: "MessageRejected" });
  });

  it("arrive as e-mails with text and HTML", async () => {
    const ses = new SESClient(client());
    await ses.send(new VerifyDomainIdentityCommand({ Domain: "example.com" }));
    const result = await sesProvider(ses, sender).send(messageWith());
    expect(result).toMatchObject({ kind: "sent" });
    const mails = (await taken()).ses?.RawMessage ?? [];
    expect(mails).toHaveLength(1);
    expect(mails[0]?.destinations).toContain("anna@example.com");
    const source = mails[0]?.raw_data ?? "";
    expect(source).toContain("From: Latchkey <no-reply@example.com>\r\n");
    expect(source).toContain("Content-Type: multipart/alternative;");
    expect(source).toMatch(/text\/plain[^]+012345[^]+text\/html[^]+<p>012345<\/p>/);
  });

  it("arrive as SMS at their number", async () => {
    const sms = messageWith({ channel: "sms", address: "+14155550123", text: "012345 is your code" });
    const result = await snsProvider(new SNSClient(client()), { use: "sns" }).send(sms);
    expect(result).toMatchObject({ kind: "sent" });
    const { sns } = await taken();
    const found = JSON.stringify(sns?.SMS ?? []);
    expect(found).toContain("+14155550123");
    expect(found).toContain("012345 is your code");
  });
});
