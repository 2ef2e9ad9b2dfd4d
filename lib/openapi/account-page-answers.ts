import * as z from "zod";
import { CHANNELS } from "../../functions/domain/channel.ts";
import { ACCOUNT_ANSWERS } from "./account-answers.ts";

const instant = (what: string) => z.iso.datetime().describe(`${what} ISO 8601, in UTC.`);

const masked = z.string().describe("The address or number, masked as it may be shown on a screen.");

const from = {
  by: z
    .enum(["code", "passkey"])
    .describe("What was proved first. A passkey's sign-in is of the contact that enrolled it."),
  channel: z.enum(CHANNELS).describe("How the code travelled, or would."),
  recipient: masked,
  askedFrom: z
    .string()
    .optional()
    .describe('Browser and system, like "Firefox on Windows", as far as they were known.'),
  app: z.string().optional().describe("The app that had sent the user to sign in."),
};

const session = z.object({
  id: z
    .string()
    .describe("Names it to its user, the same each time. It opens nothing, and is no `sid` of a token."),
  current: z.boolean().describe("Whether it is the one that asks."),
  ...from,
  signedInAt: instant("Since when."),
  expiresAt: instant("When it ends by itself."),
});

const app = z.object({
  clientId: z.string().describe("Its `client_id`."),
  name: z.string().describe("What people know it by."),
  scopes: z.array(z.string()).describe("What it was granted, all its grants together."),
  since: instant("Since when, the oldest of its grants."),
});

/** Bodies of answers about an account. */
export const ACCOUNT_PAGE_ANSWERS = {
  Account: z
    .object({
      contacts: z.array(masked).max(10).describe("The contacts of the customer, the session's own first."),
      sessions: z.array(session).max(50).describe("What is signed in: the one that asks, then the newest."),
      apps: z.array(app).describe("Apps with access."),
      recentSignIns: z
        .array(z.object({ ...from, signedInAt: instant("When.") }))
        .max(20)
        .describe("The newest first, as long as they are kept (`retentionSeconds` after their end)."),
      factors: ACCOUNT_ANSWERS.Factors.optional(),
      warnings: z
        .array(z.enum(["reset-asked", "two-steps-off", "few-backup-codes", "authenticators-locked"]))
        .describe(
          "- `reset-asked`: an admin was asked to remove all factors; a factor that is proved in the session stops that\n- `two-steps-off`: a code alone signs in\n- `few-backup-codes`: fewer than three are left\n- `authenticators-locked`: after many wrong guesses, some sign-ins take a backup code for now",
        ),
      more: z
        .boolean()
        .describe(
          "Whether there is more than was read. `others` and a sign-out everywhere end that as well.",
        ),
    })
    .describe("What a user has."),
} as const;

/** What an account may look like. */
export const AN_ACCOUNT = {
  contacts: ["a***@example.com"],
  sessions: [
    {
      id: "m3Vt2nYx8Lr4Zc6Wb1Ds9g",
      current: true,
      by: "code",
      channel: "email",
      recipient: "a***@example.com",
      askedFrom: "Firefox on Windows",
      signedInAt: "2026-11-23T09:10:00.000Z",
      expiresAt: "2026-11-23T21:10:00.000Z",
    },
    {
      id: "f7Kp1sQe5Hn0Jx3Rc8Ty2w",
      current: false,
      by: "code",
      channel: "email",
      recipient: "a***@example.com",
      askedFrom: "Safari on iOS",
      app: "Waste Billing",
      signedInAt: "2026-11-23T07:30:00.000Z",
      expiresAt: "2026-11-23T19:30:00.000Z",
    },
  ],
  apps: [
    {
      clientId: "waste-billing",
      name: "Waste Billing",
      scopes: ["openid", "email"],
      since: "2026-11-23T07:30:05.000Z",
    },
  ],
  recentSignIns: [
    {
      by: "code",
      channel: "email",
      recipient: "a***@example.com",
      askedFrom: "Firefox on Windows",
      signedInAt: "2026-11-23T09:10:00.000Z",
    },
  ],
  warnings: [],
  more: false,
} as const;
