import { randomUUID } from "node:crypto";
import { expect, expectProblem, expectStatus, need, schemeOf, type SmokeCase, type Walk } from "../case.ts";
import { expectCookie } from "../cookie.ts";
import { expectToken } from "../expect-token.ts";

/** How long a message may take from the table to its provider. In seconds. */
const SENT_SECONDS = 60;

const recipientOf = ({ recipient }: Walk["target"]) =>
  need(recipient, "a test recipient: settings.testRecipients");
const challengeOf = ({ learned }: Walk) => need(learned.challengeId, "the challenge that was not opened");

/** One user signs in and out. */
export const signInCases: readonly SmokeCase[] = [
  {
    checks:
      "a request opens a challenge; its repeat gives the same one, another body with its key is refused",
    async run({ http, target, learned }) {
      const body = { recipient: recipientOf(target).address };
      const key = { "idempotency-key": `smoke-${randomUUID()}` };
      const answer = await http.post("/otp/request", body, key);
      const wait = answer.headers.get("retry-after");
      expect(
        answer.status !== 429,
        `the recipient has to wait ${wait ?? "some"} seconds: run smoke again then`,
      );
      expectStatus(answer, 202);
      expect(typeof answer.body.challengeId === "string", "there is no challengeId");
      expect(answer.body.recipient !== body.recipient, "the address is not masked");
      learned.challengeId = answer.body.challengeId;
      const again = await http.post("/otp/request", body, key);
      expectStatus(again, 202);
      expect(again.body.challengeId === learned.challengeId, "the repeat opened another challenge");
      const other = await http.post("/otp/request", { ...body, purpose: "smoke" }, key);
      expectProblem(other, 422, "idempotency-mismatch");
    },
  },
  {
    checks: "a second message within the pause is refused with Retry-After",
    async run(walk) {
      challengeOf(walk);
      const answer = await walk.http.post("/otp/request", { recipient: recipientOf(walk.target).address });
      expectProblem(answer, 429, "rate-limited");
      expect(answer.body.limit === "cooldown", `the limit is ${String(answer.body.limit)}, not cooldown`);
      expect(Number(answer.headers.get("retry-after")) > 0, "Retry-After is missing");
      expect(answer.headers.get("ratelimit") !== null, "RateLimit is missing");
      const resent = await walk.http.post("/otp/resend", { challengeId: challengeOf(walk) });
      expectProblem(resent, 429, "rate-limited");
    },
  },
  {
    checks: `the message is sent within ${SENT_SECONDS} seconds`,
    settles: ["stream-to-queue"],
    async run(walk) {
      const challengeId = challengeOf(walk);
      let state = "";
      for (let waited = 0; waited <= SENT_SECONDS; waited += 2) {
        const answer = await walk.http.post("/otp/status", { challengeId });
        expectStatus(answer, 200);
        state = (answer.body.delivery as { readonly state?: string } | undefined)?.state ?? "";
        // A registered service says `accepted` to every caller, so that no caller learns who is known.
        if (["sent", "delivered", "accepted"].includes(state)) return;
        expect(state !== "failed", "the provider refused it");
        await walk.pause(2);
      }
      expect(false, `it is ${state} still`);
    },
  },
  {
    checks: "a wrong code is counted, one that cannot be right is not",
    async run(walk) {
      const challengeId = challengeOf(walk);
      expectProblem(
        await walk.http.post("/otp/verify", { challengeId, code: "no digits" }),
        400,
        "invalid-request",
      );
      const answer = await walk.http.post("/otp/verify", { challengeId, code: wrong(await codeOf(walk)) });
      expectProblem(answer, 401, "incorrect-code");
      expect(Number(answer.body.attemptsLeft) > 0, "no attempt is left");
      expect(schemeOf(answer) !== "", "WWW-Authenticate is missing");
    },
  },
  {
    checks: "the right code opens a session: a token for backends, and a cookie with every flag",
    settles: ["cookie-flags", "signing-keys"],
    async run(walk) {
      const { http, target, learned } = walk;
      const answer = await http.post("/otp/verify", {
        challengeId: challengeOf(walk),
        code: await codeOf(walk),
      });
      expectStatus(answer, 200);
      const cookie = expectCookie(answer, target, "session");
      learned.sessionCookie = cookie;
      learned.sessionToken = cookie.slice(cookie.indexOf("=") + 1);
      expect(typeof answer.body.token === "string", "there is no token");
      learned.accessToken = answer.body.token;
      await expectToken(walk, learned.accessToken);
    },
  },
  {
    checks: "a code works once",
    async run(walk) {
      const body = { challengeId: challengeOf(walk), code: await codeOf(walk) };
      expectProblem(await walk.http.post("/otp/verify", body), 410, "challenge-used");
    },
  },
];

function codeOf(walk: Walk): Promise<string> {
  return recipientOf(walk.target).code(challengeOf(walk));
}

/** A code that is wrong for sure. */
export function wrong(code: string): string {
  return code.replace(/.$/, (digit) => String((Number(digit) + 1) % 10));
}
