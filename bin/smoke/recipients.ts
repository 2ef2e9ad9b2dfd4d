import { randomBytes, randomInt } from "node:crypto";
import type { StageConfig } from "../../lib/stage-config.ts";
import { Failed } from "./case.ts";
import type { SmokeRecipient, Target } from "./target.ts";

type Recipients = Pick<Target, "recipient" | "another" | "forgedAddress">;

/** Strangers who read their codes in the inbox of the local service. */
export function inboxRecipients(url: string): Recipients & Required<Pick<Recipients, "recipient">> {
  const fresh = (): SmokeRecipient => {
    const address = `smoke-${randomBytes(6).toString("hex")}@example.com`;
    return { address, code: () => readInbox(url, address) };
  };
  return { recipient: fresh(), another: fresh, forgedAddress: forgedAddress() };
}

/** The test recipients of a stage, who are sent nothing and have fixed codes; `prod` mostly has none. */
export function stageRecipients({ settings }: Pick<StageConfig, "settings">): Recipients {
  const [first, ...others] = settings.testRecipients.map(({ recipient, code }): SmokeRecipient => ({
    address: recipient,
    code: () => Promise.resolve(code),
  }));
  return {
    ...(first && { recipient: first }),
    another: () => others.shift(),
    forgedAddress: forgedAddress(),
  };
}

/** What the reader of a walk without a sign-in is told before it. */
export function withoutRecipient(stage: string): string {
  const example = `{"recipient": "smoke@example.com", "code": "${randomInt(10 ** 5, 10 ** 6)}"}`;
  return `The stage has no test recipient: the lines of a sign-in are skipped. Outside prod, add one to stages.${stage}.settings.testRecipients of cdk.json, like ${example}, and deploy; in prod, sign in by hand (docs/deploy.md, "The smoke test").`;
}

/** Of a network for documentation (RFC 5737): no user has such an address. */
function forgedAddress(): string {
  return `198.51.100.${randomInt(1, 255)}`;
}

async function readInbox(url: string, address: string): Promise<string> {
  const response = await fetch(`${url}/_local/inbox?recipient=${encodeURIComponent(address)}`);
  const [newest] = (await response.json()) as { readonly text: string }[];
  const code = /^\d{4,10}/.exec(newest?.text ?? "")?.[0];
  if (code === undefined) throw new Failed("no message with a code is in the inbox");
  return code;
}
