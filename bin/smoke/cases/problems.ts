import { neededCredentials } from "../../../functions/settings.ts";
import { expect, expectProblem, expectStatus, need, Skipped, type SmokeCase, type Walk } from "../case.ts";
import { wrong } from "./sign-in.ts";

const oneMore = "another recipient: add a second one to settings.testRecipients";

/** Problem documents that no sign-in meets. */
export const problemCases: readonly SmokeCase[] = [
  {
    checks: "400 invalid-request: no JSON, no recipient, an unknown field",
    async run({ http }) {
      for (const body of ["{", {}, { recipient: "smoke@example.com", unknown: 1 }])
        expectProblem(await http.post("/otp/request", body), 400, "invalid-request");
    },
  },
  {
    checks: "403 recipient-not-allowed: a number of a country that no SMS goes to",
    async run({ http, target: { stage } }) {
      const sms = stage?.config.settings.channels.sms;
      if (sms?.enabled === false) throw new Skipped("the stage sends no SMS");
      if (sms?.countries.some((country) => country === "KP"))
        throw new Skipped("the stage sends SMS to the country that smoke takes for one that is left out");
      const answer = await http.post("/otp/request", { recipient: "+8501921234567" });
      expectProblem(answer, 403, "recipient-not-allowed");
    },
  },
  {
    checks: "403 channel-disabled: a channel that the settings leave out",
    async run({ http, target: { stage } }) {
      const channels = stage?.config.settings.channels ?? {
        whatsapp: { enabled: false },
        sms: { enabled: true },
      };
      const channel = (["whatsapp", "sms"] as const).find((one) => !channels[one].enabled);
      if (channel === undefined) throw new Skipped("every channel is on");
      const answer = await http.post("/otp/request", { recipient: "+14155550123", channel });
      expectProblem(answer, 403, "channel-disabled");
    },
  },
  {
    checks: "404 challenge-not-found: an id and a link that were not made here",
    async run({ http }) {
      const challengeId = "made-up";
      for (const [path, body] of [
        ["/otp/status", { challengeId }],
        ["/otp/resend", { challengeId }],
        ["/otp/verify", { challengeId, code: "000000" }],
        ["/otp/not-me", { t: "made-up" }],
      ] as const)
        expectProblem(await http.post(path, body), 404, "challenge-not-found");
    },
  },
  {
    checks: "403 too-many-attempts: wrong codes until none is left, then the right one",
    async run(walk) {
      const { http, target } = walk;
      const recipient = need(target.another(), oneMore);
      const opened = await http.post("/otp/request", { recipient: recipient.address });
      expectStatus(opened, 202);
      const challengeId = String(opened.body.challengeId);
      await settled(walk, challengeId);
      const code = await recipient.code(challengeId);
      for (let left = Number(opened.body.attemptsLeft); left > 0; left -= 1) {
        const answer = await http.post("/otp/verify", { challengeId, code: wrong(code) });
        expectProblem(answer, 401, "incorrect-code");
        expect(answer.body.attemptsLeft === left - 1, "the attempts are not counted one by one");
      }
      expectProblem(await http.post("/otp/verify", { challengeId, code }), 403, "too-many-attempts");
    },
  },
  {
    checks: "405 method-not-allowed: with Allow",
    settles: ["method-not-allowed"],
    async run({ http }) {
      for (const [path, allowed] of [
        ["/otp/request", ["GET", "POST"]],
        ["/otp/status", ["POST"]],
        ["/.well-known/jwks.json", ["GET"]],
      ] as const) {
        const answer = await http.ask(path, { method: "DELETE" });
        expectProblem(answer, 405, "method-not-allowed");
        const named = (answer.headers.get("allow") ?? "").split(/, */);
        const unnamed = allowed.filter((method) => !named.includes(method));
        expect(unnamed.length === 0, `Allow of ${path} does not name ${unnamed.join(", ")}`);
      }
    },
  },
  {
    checks: "413 too-large: a body of 17 KiB",
    async run({ http }) {
      const answer = await http.post("/otp/request", { recipient: "a".repeat(17 * 1024) });
      expectProblem(answer, 413, "too-large");
    },
  },
  {
    checks: "415 unsupported-media-type: neither JSON nor a form",
    async run({ http }) {
      const answer = await http.post("/otp/request", "recipient", { "content-type": "text/plain" });
      expectProblem(answer, 415, "unsupported-media-type");
      expect(answer.headers.get("accept-post") !== null, "Accept-Post is missing");
    },
  },
  unsignedReport("twilio"),
  unsignedReport("sendgrid"),
  unsignedReport("webhook"),
  {
    checks:
      "410 challenge-expired, 410 challenge-canceled, 403 too-many-sends, 429 by API Gateway, 500 and 503",
    run() {
      throw new Skipped(
        "they need a message, much time, a flood or a fault; the tests provoke them on the local service",
      );
    },
  },
];

function unsignedReport(provider: "twilio" | "sendgrid" | "webhook"): SmokeCase {
  return {
    checks: `403 forbidden: a report of ${provider} without its signature`,
    async run({ http, target: { stage } }) {
      if (!stage || !neededCredentials(stage.config.settings).includes(provider))
        throw new Skipped(`${provider} carries no channel, or --stage does not say that it does`);
      // In the provider's own form: another is refused for that, before anyone looks for a signature.
      const path = `/otp/receipts/${provider}`;
      const form = { "content-type": "application/x-www-form-urlencoded" };
      const answer = await (provider === "twilio" ? http.post(path, "", form) : http.post(path, {}));
      if (provider === "sendgrid" && answer.status === 404)
        throw new Skipped("the providers' secret has no verificationKey of sendgrid");
      expectProblem(answer, 403, "forbidden");
    },
  };
}

/** Waits until the status says that the code is where it can be read. */
async function settled({ http, pause }: Walk, challengeId: string): Promise<void> {
  for (let look = 0; look < 50; look += 1) {
    const { body } = await http.post("/otp/status", { challengeId });
    if ((body.delivery as { readonly state?: string } | undefined)?.state !== "queued") return;
    await pause(0.2);
  }
}
