import { SocialMessagingClient } from "@aws-sdk/client-socialmessaging";
import { awsWhatsappProvider } from "../../functions/delivery/providers/aws-whatsapp.ts";
import type { ReadCredentials } from "../../functions/delivery/credentials.ts";
import { providerCredentials } from "../../functions/delivery/credentials.ts";
import { sendgridProvider } from "../../functions/delivery/providers/sendgrid.ts";
import { twilioProvider, twilioWhatsappProvider } from "../../functions/delivery/providers/twilio.ts";
import { webhookProvider } from "../../functions/delivery/providers/webhook.ts";
import { messageWith, NOW } from "../unit/builders.ts";
import { providerContract } from "./provider-contract.ts";

const HEX = "0123456789abcdef0123456789abcdef";
const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

const credentials: ReadCredentials = providerCredentials(
  () =>
    Promise.resolve(
      JSON.stringify({
        twilio: { accountSid: `AC${HEX}`, authToken: HEX },
        sendgrid: { apiKey: "SG.key" },
        webhook: { secret: WEBHOOK_SECRET },
      }),
    ),
  () => NOW,
);

const email = messageWith();

const text = messageWith({
  channel: "sms",
  address: "+14155550123",
  text: "012345 is your code.\n\n@id.example #012345",
});

const about = `about ${email.address} and ${text.address}`;

const twilioRefused = (code: string | number) => ({
  status: code === 20_429 ? 429 : code === 20_003 ? 401 : 400,
  body: JSON.stringify({ code, message: about, status: 400 }),
});

const twilioTaken = {
  status: 201,
  body: JSON.stringify({ sid: `SM${HEX}`, status: "queued" }),
  messageId: `SM${HEX}`,
};

const form = (body: string) => Object.fromEntries(new URLSearchParams(body));

providerContract({
  name: "twilio",
  message: text,
  make: (api) => twilioProvider({ use: "twilio", from: "+14155550100" }, { credentials, api }),
  taken: twilioTaken,
  refused: twilioRefused,
  permanent: [21_211, 21_214, 21_217, 21_408, 21_604, 21_606, 21_608, 21_610, 21_612, 21_614, 21_617],
  passing: [20_003, 20_429, 14_107, 21_611, 30_001],
  seen: (body) => ({ recipient: form(body).To, words: form(body).Body ?? "" }),
});

providerContract({
  name: "twilio-whatsapp",
  message: { ...text, channel: "whatsapp" },
  make: (api) =>
    twilioWhatsappProvider(
      { use: "twilio-whatsapp", from: "+14155550100", contentSid: `HX${HEX}` },
      { credentials, api },
    ),
  taken: twilioTaken,
  refused: twilioRefused,
  permanent: [21_211, 21_655, 63_003, 63_007, 63_016, 63_024],
  passing: [20_003, 20_429, 63_018],
  seen: (body) => ({
    recipient: form(body).To?.replace(/^whatsapp:/, ""),
    words: form(body).ContentVariables ?? "",
  }),
});

interface Mail {
  readonly personalizations: readonly { readonly to: readonly { readonly email: string }[] }[];
  readonly content: readonly { readonly type: string; readonly value: string }[];
}

providerContract({
  name: "sendgrid",
  message: email,
  make: (api) =>
    sendgridProvider(
      { use: "sendgrid", region: "global" },
      { credentials, from: "no-reply@example.com", brand: "Caf\u00e9", api },
    ),
  taken: { status: 202, headers: { "x-message-id": "0100-abc" }, messageId: "0100-abc" },
  refused: (status) => ({
    status: typeof status === "number" ? status : 451,
    body: JSON.stringify({ errors: [{ message: about, field: "personalizations" }] }),
  }),
  permanent: [400, 413],
  passing: [401, 403, 406, 408, 429],
  seen: (body) => {
    const { personalizations, content } = JSON.parse(body) as Mail;
    return {
      recipient: personalizations.flatMap(({ to }) => to.map((one) => one.email)).join(),
      words: content.map(({ value }) => value).join(),
    };
  },
});

providerContract({
  name: "webhook",
  message: text,
  make: (api) => webhookProvider({ use: "webhook", url: api }, { credentials, clock: () => NOW }),
  taken: { status: 200, body: '{"id":"gateway-7"}', messageId: "gateway-7" },
  refused: (status) => ({ status: typeof status === "number" ? status : 418, body: about }),
  permanent: [400, 404, 405, 410, 413, 415, 422],
  passing: [401, 403, 408, 425, 429],
  seen: (body) => {
    const { data } = JSON.parse(body) as { data: { recipient: string; text: string } };
    return { recipient: data.recipient, words: data.text };
  },
});

interface WhatsAppCall {
  readonly message: string;
}

providerContract({
  name: "aws-whatsapp",
  message: { ...text, channel: "whatsapp" },
  make: (endpoint) =>
    awsWhatsappProvider(
      new SocialMessagingClient({
        endpoint,
        region: "us-east-1",
        maxAttempts: 1,
        credentials: { accessKeyId: "test", secretAccessKey: "test" },
      }),
      {
        use: "aws-whatsapp",
        phoneNumberId: `phone-number-id-${HEX}`,
        template: "sign_in",
        languages: ["en_US", "de"],
      },
    ),
  taken: {
    status: 200,
    headers: { "content-type": "application/json" },
    body: '{"messageId":"wamid-1"}',
    messageId: "wamid-1",
  },
  refused: (code) => ({
    status: code === 429 || code === "ThrottledRequestException" ? 429 : 400,
    headers: { "content-type": "application/json", "x-amzn-errortype": String(code) },
    body: JSON.stringify({ message: about }),
  }),
  permanent: [
    "AccessDeniedByMetaException",
    "InvalidParametersException",
    "ResourceNotFoundException",
    "ValidationException",
  ],
  passing: [
    "ThrottledRequestException",
    "DependencyException",
    "InternalServiceException",
    "AccessDeniedException",
  ],
  seen: (body) => {
    const { message } = JSON.parse(body) as WhatsAppCall;
    const { to, template } = JSON.parse(Buffer.from(message, "base64").toString()) as {
      to: string;
      template: object;
    };
    return { recipient: to, words: JSON.stringify(template) };
  },
});
