import * as z from "zod/mini";

/** Whom push services reach when messages of ours do harm (RFC 8292, 2.1). */
const contact = z
  .string({ error: "name whom push services reach about your messages, like mailto:ops@example.com" })
  .check(
    z.refine((text) => text.length <= 200 && isContact(text), {
      error: "must be mailto: and an e-mail address, or an https URL: push services ask whom they reach",
    }),
  );

function isContact(text: string): boolean {
  if (/^mailto:[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>".]+$/.test(text)) return true;
  return text.startsWith("https://") && URL.canParse(text);
}

/** Codes as notifications of users' own browsers. */
export const pushChoice = z._default(
  z.union([
    z.literal("off", { error: 'must be "off", or settings like {"contact": "mailto:ops@example.com"}' }),
    z.strictObject(
      { contact },
      {
        error: ({ code }) =>
          code === "invalid_type" ? 'settings like {"contact": "mailto:ops@example.com"}' : undefined,
      },
    ),
  ]),
  "off",
);
