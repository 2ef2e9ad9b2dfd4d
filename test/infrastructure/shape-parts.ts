/** What the documents' stages are made of: an account, a domain, and providers of each kind. */
const HEX = "0123456789abcdef0123456789abcdef";
export const ENV = { account: "111122223333", region: "eu-central-1" };
export const DOMAIN = {
  name: "id.example.org",
  certificateArn: `arn:aws:acm:${ENV.region}:${ENV.account}:certificate/0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f`,
};

export const SMTP = { use: "smtp", host: "smtp.example.com" };
export const SMTP_TOKEN = {
  ...{ use: "smtp", host: "smtp.office365.com", auth: "oauth2" },
  tokenUrl: "https://login.microsoftonline.com/example.org/oauth2/v2.0/token",
  scope: "https://outlook.office365.com/.default",
};
export const WEBHOOK = { use: "webhook", url: "https://messages.example.com/send" };
export const TWILIO = { use: "twilio", from: "+14155550100" };
export const TWILIO_WHATSAPP = { use: "twilio-whatsapp", from: "+14155550100", contentSid: `HX${HEX}` };
export const AWS_WHATSAPP = {
  use: "aws-whatsapp",
  phoneNumberId: `phone-number-id-${HEX}`,
  template: "sign_in",
};

export const AWS_SMS = {
  use: "aws-sms",
  originationIdentity: `pool-${HEX}`,
  protectConfigurationId: `protect-${HEX}`,
};
export const AWS_SENDER_ID = {
  use: "aws-sms",
  originationIdentity: `arn:aws:sms-voice:${ENV.region}:${ENV.account}:sender-id/EXAMPLE/DE`,
  countries: ["DE"],
};

export const AWS_VOICE = { use: "aws-voice", originationIdentity: `phone-${HEX}` };

export const TURNSTILE = { use: "turnstile", siteKey: "0x4AAAAAAAexample" };

export const APPLE_APPS = ["ABCDE12345.com.example.app"];

/** What the service's own host says for its owner. */
export const VOUCHED = {
  attackToken: "an-attack-token-of-a-shape-0123456789",
  channels: { sms: { appleApps: APPLE_APPS } },
};

/** As many apps as a stage may have to bear. */
export const CLIENTS = Array.from({ length: 50 }, (_, index) => ({
  id: `app-${index}`,
  name: `App ${index}`,
  redirectUris: [`https://app-${index}.example.com/callback`],
  postLogoutRedirectUris: [`https://app-${index}.example.com/`],
}));

/** A vault that backups are copied to. */
export const ELSEWHERE = "arn:aws:backup:eu-west-1:444455556666:backup-vault:latchkey-copies";

/** Everything that operators may switch on. */
export const OPERATED = {
  domain: {
    name: "id.example.com",
    certificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/0a1b2c3d",
    hostedZoneId: "Z0123456789ABC",
    zoneName: "example.com",
  },
  tags: { team: "identity", "cost-center": "42" },
  budgets: { address: "money@example.com", monthlyUsd: 200, smsMonthlyUsd: 50 },
  permissionsBoundary: "LatchkeyBoundary",
  backup: { keepDays: 35, copyToVaultArn: ELSEWHERE },
  serverClients: { requestsPerSecond: 5, burst: 10, requestsPerDay: 1000 },
  waf: { enabled: true, logs: true },
  settings: {
    signing: "kms",
    botCheck: TURNSTILE,
    events: { webhooks: [{ id: "billing", url: "https://billing.example.com/events" }] },
    factors: { push: { contact: "mailto:security@example.org" } },
    channels: { sms: { providers: ["sns", TWILIO] } },
  },
};

/** The same stage with what stays switched off, and another address for its budgets. */
export const OTHERWISE = {
  tableEncryption: "aws-owned",
  createEmailIdentity: false,
  budgets: { ...OPERATED.budgets, address: "cfo@example.com" },
};
