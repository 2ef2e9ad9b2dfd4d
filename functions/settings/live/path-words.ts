import { LIVE_PATHS } from "./paths.ts";

const CHANNEL = {
  email: "e-mails",
  sms: "SMS",
  whatsapp: "WhatsApp messages",
  voice: "phone calls",
} as const;

const SAYS: Readonly<Record<string, string>> = {
  "limits.recipientPerHour": "Sends to one recipient in an hour",
  "limits.recipientPerDay": "Sends to one recipient in a day",
  "limits.originPerHour": "Sends that one network may cause in an hour",
  "limits.originPaidPerHour": "How many of them may have a price",
  "limits.originWrongPerHour": "Wrong guesses in an hour at the codes that one network asked for",
  "limits.originPerRecipientPerDay": "How many of a network's sends may go to one recipient in a day",
  "limits.strong": "When codes are long ones that cannot be guessed",
  "limits.strongAfterFailures": "From so many wrong guesses on a recipient's codes are long ones",
  "limits.strongForDays": "For so many days wrong guesses count",
  "channels.sms.spend.dailyUsd": "What SMS, WhatsApp and calls may cost in a day, in US dollars",
  "channels.sms.spend.callUsd": "What one phone call counts, in US dollars",
  "channels.sms.spend.leastConversion":
    "What share of SMS has to lead to a right code, else they are stopped",
  "channels.sms.countries": "Countries that messages go to: false stops one",
  "networks.denied": "Networks whose requests are refused",
  "networks.allowed": "Networks whose sends the hour does not limit, until an end",
  "clients.suspended": "Apps that get and keep nothing",
  "admins.suspended": "Admins who may do nothing",
  "brand.name": "The service's name in messages and on pages",
  "brand.color": "The colour of buttons and links",
  "brand.logo": "The picture at the head of messages and pages",
  words: "Texts of messages and pages",
  ...Object.fromEntries(
    Object.entries(CHANNEL).flatMap(([channel, messages]) => [
      [`channels.${channel}.enabled`, `Whether codes go by ${messages}: false stops them`],
      [`channels.${channel}.providers`, `Who carries ${messages}, the first one first`],
    ]),
  ),
};

/** What a path that may be changed live is about, in a few words. */
export function whatOf(path: string): string {
  return SAYS[path] ?? path;
}

/** The paths that nothing says what they are about, and the other way round. */
export function unsaidPaths(): readonly string[] {
  const paths = [...LIVE_PATHS.keys()];
  return [
    ...paths.filter((path) => SAYS[path] === undefined),
    ...Object.keys(SAYS).filter((path) => !LIVE_PATHS.has(path)),
  ];
}
