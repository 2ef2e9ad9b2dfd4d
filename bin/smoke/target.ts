import type { StageConfig } from "../../lib/stage-config.ts";

/** Who smoke signs in as. */
export interface SmokeRecipient {
  readonly address: string;
  /** @param challengeId of the message that holds the code */
  readonly code: (challengeId: string) => Promise<string>;
}

/** What smoke walks. */
export interface Target {
  /** Without a trailing slash. */
  readonly url: string;
  /** The local service, whose inbox and table are open. */
  readonly local: boolean;
  /** What cdk.json says of it, where a stage was named. */
  readonly stage?: { readonly name: string; readonly config: StageConfig };
  /** None where the stage has no test recipient: then nothing is signed in. */
  readonly recipient?: SmokeRecipient;
  /** Another one that nothing was sent to yet; none where the stage has a single test recipient. */
  readonly another: () => SmokeRecipient | undefined;
  /** In `X-Forwarded-For` of every request, although no proxy is there. */
  readonly forgedAddress: string;
}

export function isLoopback(url: string): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);
}

/** The name of a cookie: over plain HTTP the prefix `__Host-` is not possible. */
export function cookieName({ url }: Pick<Target, "url">, name: "session" | "form" | "waiting"): string {
  return `${url.startsWith("http:") ? "latchkey-" : "__Host-"}${name}`;
}
