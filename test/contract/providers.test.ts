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
  faults: {
    message: [21_211, 21_214, 21_217, 21_604, 21_610, 21_614, 21_617, 21_635],
    moment: [20_429, 14_107, 21_611, 30_001],
    account: [
      20_003, 20_005, 20_404, 21_212, 21_408, 21_606, 21_607, 21_608, 21_612, 21_657, 21_659, 21_660, 21_703,
      30_034,
    ],
  },
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
  faults: {
    message: [21_211, 63_003, 63_024, 63_033],
    moment: [20_429, 63_018],
    account: [20_003, 21_655, 21_656, 63_007, 63_016, 63_020, 63_027, 63_028, 63_038, 63_041, 63_042, 63_051],
  },
  seen: (body) => ({
    recipient: form(body).To?.replace(/^whatsapp:/, ""),
    words: form(body).ContentVariables ?? "",
  }),
});

const SENDGRID_WORDS: Readonly<Record<string, readonly [number, object] | undefined>> = {
  credits: [429, { message: "Maximum credits exceeded", field: null }],
  sender: [400, { message: `The from address is wrong, ${about}`, field: "from.email" }],
};

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
  refused: (code) => {
    const [status, error] = SENDGRID_WORDS[code] ?? [
      typeof code === "number" ? code : 451,
      { message: about, field: "personalizations" },
    ];
    return { status, body: JSON.stringify({ errors: [error] }) };
  },
  faults: {
    message: [400, 413],
    moment: [406, 408, 429],
    account: [401, 402, 403, 404, "credits", "sender"],
  },
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
  faults: {
    message: [400, 413, 422],
    moment: [408, 425, 429],
    account: [401, 402, 403, 404, 405, 410, 415],
  },
  seen: (body) => {
    const { data } = JSON.parse(body) as { data: { recipient: string; text: string } };
    return { recipient: data.recipient, words: data.text };
  },
});

const META_CODES = [131_021, 131_026, 131_042, 131_048, 132_001, 132_015, 133_010];

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
    headers: {
      "content-type": "application/json",
      "x-amzn-errortype": typeof code === "number" ? "InvalidParametersException" : code,
    },
    body: JSON.stringify({ message: typeof code === "number" ? `(#${code}) refused, ${about}` : about }),
  }),
  reasons: Object.fromEntries(META_CODES.map((code) => [code, `meta-${code}`])),
  faults: {
    message: [131_026, 131_021],
    moment: [
      "ThrottledRequestException",
      "DependencyException",
      "InternalServiceException",
      131_056,
      130_429,
    ],
    account: [
      "AccessDeniedByMetaException",
      "AccessDeniedException",
      "InvalidParametersException",
      "LimitExceededException",
      "ResourceNotFoundException",
      "ValidationException",
      131_042,
      131_048,
      132_001,
      132_015,
      133_010,
    ],
  },
  seen: (body) => {
    const { message } = JSON.parse(body) as WhatsAppCall;
    const { to, template } = JSON.parse(Buffer.from(message, "base64").toString()) as {
      to: string;
      template: object;
    };
    return { recipient: to, words: JSON.stringify(template) };
  },
});
