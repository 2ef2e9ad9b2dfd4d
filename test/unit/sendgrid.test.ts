import { beforeAll, describe, expect, it } from "@jest/globals";
import { providerCredentials } from "../../functions/delivery/credentials.ts";
import { sendgridProvider } from "../../functions/delivery/providers/sendgrid.ts";
import { type HttpEndpoint, startHttpEndpoint } from "../support/http-endpoint.ts";
import { messageWith, NOW, sixteen } from "./builders.ts";

let sendgrid: HttpEndpoint;
beforeAll(async () => {
  sendgrid = await startHttpEndpoint();
  sendgrid.answer = () => ({ status: 202 });
});

async function sent(html: string): Promise<Record<string, unknown>> {
  const credentials = providerCredentials(
    () => Promise.resolve('{"sendgrid":{"apiKey":"SG.key"}}'),
    () => NOW,
  );
  await sendgridProvider(
    { use: "sendgrid", region: "global" },
    { credentials, from: "no-reply@example.com", brand: "Brand", api: sendgrid.url },
  ).send(messageWith({ html }));
  return JSON.parse(sendgrid.requests.at(-1)?.body ?? "") as Record<string, unknown>;
}

describe("an e-mail through SendGrid", () => {
  it("says that nobody wrote it, and is on no list to unsubscribe from", async () => {
    expect(await sent("<p>012345</p>")).toMatchObject({
      headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
      tracking_settings: { subscription_tracking: { enable: false }, open_tracking: { enable: false } },
    });
  });

  it("has its pictures beside its page", async () => {
    const body = await sent('<img src="data:image/png;base64,iVBORw0KGgo=" alt="">');
    const id = `picture1.${sixteen("nonce")}.1@example.com`;
    expect(body.attachments).toEqual([
      {
        content: "iVBORw0KGgo=",
        type: "image/png",
        filename: "picture1.png",
        disposition: "inline",
        content_id: id,
      },
    ]);
    expect(JSON.stringify(body.content)).toContain(`cid:${id}`);
    expect(await sent("<p>012345</p>")).not.toHaveProperty("attachments");
  });
});
