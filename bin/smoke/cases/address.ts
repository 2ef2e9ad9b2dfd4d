import { expect, expectStatus, need, type SmokeCase, type Walk } from "../case.ts";
import { forgedOriginIsThere } from "../stage.ts";

/** A proxy's header that any caller can write. */
export const addressCases: readonly SmokeCase[] = [
  {
    checks:
      "a forged X-Forwarded-For is not believed: requests with it are counted by the network that they come from",
    settles: ["source-address"],
    needs: ["secretsmanager:GetSecretValue", "dynamodb:Query"],
    async run(walk) {
      const believed = walk.target.local
        ? await believedLocally(walk)
        : await forgedOriginIsThere(walk.target);
      expect(!believed, "requests are counted by the forged address: every limit by network is open");
    },
  },
];

/** Two users, each with another forged address: what counts them has to be one network. */
async function believedLocally({ http, target }: Walk): Promise<boolean> {
  const origins = [];
  for (const address of [target.forgedAddress, "203.0.113.77"]) {
    const recipient = need(target.another(), "another recipient");
    const opened = await http.post(
      "/otp/request",
      { recipient: recipient.address },
      { "x-forwarded-for": address },
    );
    expectStatus(opened, 202);
    const { text } = await http.ask(`/_local/items?recipient=${encodeURIComponent(recipient.address)}`);
    const items = JSON.parse(text) as { readonly origin?: string }[];
    origins.push(items.find(({ origin }) => origin !== undefined)?.origin);
  }
  expect(
    origins.every((origin) => origin !== undefined),
    "the table names no network",
  );
  return new Set(origins).size > 1;
}
