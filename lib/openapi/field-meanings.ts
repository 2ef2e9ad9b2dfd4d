import { CANCEL_TOKEN, CHALLENGE_ID } from "./examples.ts";
import type { Json } from "./schema.ts";

/** What fields mean. The schemas themselves carry no words: they are loaded whenever a function starts. */
export const MEANINGS: Readonly<Record<string, Json>> = {
  challengeId: {
    description: "From the answer to the request. A bearer value: keep it out of URLs and logs.",
    examples: [CHALLENGE_ID],
  },
  recipient: {
    description:
      "An e-mail address or a mobile number, as people write them. Numbers are read in the stage's default country unless they start with `+` or `00`.",
    examples: ["anna@example.com", "+1 415 555 0123"],
  },
  channel: {
    description:
      "How the code travels. Without it, an address with `@` is e-mail, and anything else SMS. A resend may take the other channel of a phone number.",
  },
  purpose: {
    description:
      "`login`, the default, opens a session. Any other one gives a token that names it, and no session. `confirm-transaction`, and those of `transactionPurposes`, are for servers alone, with a `transaction`.",
    examples: ["login", "change-address"],
  },
  country: {
    description:
      "The ISO 3166 country that a number without its country code is read in, in place of the stage's default country.",
    examples: ["DE"],
  },
  locale: {
    description:
      "A language tag for the message: the nearest language that there is. Without it, and for what is no tag, the one that `Accept-Language` prefers.",
    examples: ["pt-BR"],
  },
  codeFormats: {
    description:
      "What your field for the code takes. Name `base32` too if it takes letters: where short digits could be guessed, the code is then 13 letters and digits. Without it, a longer code has ten digits.",
    examples: [["digits", "base32"]],
  },
  deviceToken: {
    description:
      "The `deviceToken` of an earlier approval on the same device: its user has sends of their own there, which no stranger can use up. Those of several users of a device may be named, with dots between; what is no token of the recipient counts as none.",
    examples: ["d3JpdHRlbi1vbi1hLWRldg"],
  },
  remember: {
    description:
      "Whether the device is to be known: then the answer has a `deviceToken` for later requests, unless the one that the request named still holds.",
  },
  clientIp: {
    description: "The user's IPv4 or IPv6 address, whose network the send counts against. Else none does.",
    examples: ["203.0.113.7"],
  },
  botCheck: {
    description: "The solution of the puzzle that a 429 carried: `<salt>.<number>`, or the widget's token.",
  },
  transaction: {
    description:
      "What the code confirms: the message says amount and payee, the token says all of it. The purpose is then `confirm-transaction` unless given. Each is a text of 1 to 64 characters, without control characters and invisible ones. `reference` is the server's own name for it, and in no message.",
    examples: [{ amount: "120.00 EUR", payee: "Café Müller", reference: "order-4711" }],
  },
  code: {
    description:
      "What the person typed or pasted, in the digits of any script: the one run of characters of the code's length is the code. A JSON number is not fine, since its leading zeros would be lost.",
    examples: ["123456"],
  },
  factor: { description: "What is proved: one of the `factors` of the answer to the code." },
  all: { description: "Also ends the recipient's other sessions, and cancels its pending challenges." },
  t: { description: "The token of the message's link.", examples: [CANCEL_TOKEN] },
  form: {
    description:
      "The hidden field of the page: tied to the browser by the cookie `__Host-form`, so that no other site can post.",
  },
  email: { description: "The address, where the channel is e-mail." },
  sms: { description: "The number, where the channel is SMS." },
  mark: { description: "Which of the browser's challenges the form is about; without it the newest." },
  resume: { description: "Which app's request goes on after the sign-in." },
  needs: { description: "In a session: the `acr` that is wanted, by which factors are offered." },
  waiting: { description: "An app's request, sealed, on the first page of a sign-in." },
  language: { description: "Shows the page in this language, with what was typed, and does nothing else." },
  back: {
    description: "From the page that an app has sent a user to: the query of that page, to go back to.",
  },
};
