import * as z from "zod";

const browser = z.object({
  id: z.string().describe("Names the browser among its owner's."),
  name: z.string().describe("What its owner knows it by."),
  enrolledAt: z.iso.datetime().describe("When it was added. ISO 8601, in UTC."),
});

/** Bodies of answers about browsers that show codes. */
export const PUSH_ANSWERS = {
  PushBrowser: browser.describe("A browser that shows codes."),
  PushBrowsers: z
    .object({
      publicKey: z
        .string()
        .describe(
          "What a browser subscribes to, as `applicationServerKey`: the stage's public key on P-256. In base64url.",
        ),
      browsers: z.array(browser).max(5),
      mayChange: z
        .boolean()
        .describe("Whether this session may add and remove some now: what it takes was proved just now."),
    })
    .describe("The browsers that show the codes of who is signed in."),
  WebApp: z
    .looseObject({ name: z.string(), start_url: z.string(), display: z.literal("standalone") })
    .describe("A web app manifest."),
} as const;
