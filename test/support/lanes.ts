import type { Person } from "./person.ts";
import type { TestService } from "./service.ts";

export const BOTH = { codeFormats: ["digits", "base32"] };
export const OWNER = "owner@example.com";
const HOUR = 3600;

/** What tests of lanes do to a service, and look at in its table. */
export function lanesOf(service: () => TestService) {
  /** Asks as a program whose field takes every code. */
  const ask = (recipient = OWNER, body: object = {}) =>
    service().post("/otp/request", { recipient, ...BOTH, ...body });

  /** The items of a recipient whose sort key begins so. */
  const items = async (beginning: string, recipient = OWNER) => {
    const { text } = await service().get(`/_local/items?recipient=${encodeURIComponent(recipient)}`);
    const all = JSON.parse(text) as (Record<string, unknown> & { readonly sk: string })[];
    return all.filter(({ sk }) => sk.startsWith(beginning));
  };

  return {
    ask,
    items,
    /** Signs in as a program that wants to be known. */
    async remembered(recipient = OWNER, body: object = {}) {
      const challenge = await service().challenge(recipient, { ...BOTH, ...body });
      const answer = await service().post("/otp/verify", { ...challenge, remember: true });
      if (answer.status !== 200) throw new Error(answer.text);
      await service().settled();
      return answer.body as { readonly deviceToken?: string; readonly sessionToken: string };
    },
    /** The lane of a challenge. */
    async laneOf(challengeId: unknown, recipient = OWNER) {
      const nonce = Buffer.from(String(challengeId), "base64url").subarray(23, 39).toString("base64url");
      const challenge = (await items("challenge#", recipient)).find(({ sk }) => sk.endsWith(nonce));
      return String(challenge?.lane);
    },
    /** Asks again and again without a device, until nothing is left of the recipient's day, nor of the network's for them. */
    async useUpSends(recipient = OWNER) {
      for (let i = 0; i < 60; i++) {
        const { status, body } = await ask(recipient);
        if (status === 429 && Number(body.retryAfter) > HOUR) return;
        service().clock.advance(status === 429 ? Number(body.retryAfter) : 31);
      }
      throw new Error("there is no end of sends");
    },
  };
}

/** What a browser is known by. */
export function known({ cookies }: Person): string[] {
  return (cookies.get("latchkey-known") ?? "").split(".").filter(Boolean);
}
