import { BOTH } from "./lanes.ts";
import type { TestService } from "./service.ts";

/** What an attacker learns of a code that was sent. */
export interface Asked {
  readonly challengeId: string;
  readonly codeFormat: "digits" | "base32";
  readonly codeLength: number;
}

/** Lets the owner's server name the networks of its users, which is how a test has many of them. */
export const SERVER = { "x-api-key": "local-server-key" };

/** Asks from a network, as a program whose field takes every code. */
export function askFrom(service: TestService, clientIp: string, recipient: string, body: object = {}) {
  return service.post("/server/otp/request", { recipient, clientIp, ...BOTH, ...body }, SERVER);
}

/** An attacker with so many networks, at most 65 536, who goes on to the next where one may not ask any more. */
export function attacker(service: TestService, networks: number) {
  let turn = 0;
  const next = () => `198.18.${Math.floor(turn / 256)}.${turn++ % 256}`;
  return {
    /** Has a code sent. @returns undefined where no network gets one, or the recipient gets no more of them now */
    async ask(recipient: string, body: object = {}): Promise<Asked | undefined> {
      for (let tries = 0; tries < networks; tries++) {
        turn %= networks;
        const answer = await askFrom(service, next(), recipient, body);
        if (answer.status === 202) return answer.body as unknown as Asked;
        if (answer.status !== 429) throw new Error(answer.text);
        if (answer.body.limit !== "origin") return undefined;
      }
      return undefined;
    },

    /** Guesses at a code that was sent. @returns how many guesses were judged, and were wrong */
    async guess({ challengeId, codeFormat, codeLength }: Asked, most = 5): Promise<number> {
      const code = "1".repeat(codeFormat === "digits" ? codeLength : 13);
      let judged = 0;
      for (let tries = 0; tries < most; tries++) {
        const { status } = await service.post("/otp/verify", { challengeId, code });
        if (status === 401) judged += 1;
      }
      return judged;
    },
  };
}

/** The most of these instants that lie in any span of so many seconds. */
export function mostWithin(times: readonly number[], seconds: number): number {
  return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + seconds).length));
}
