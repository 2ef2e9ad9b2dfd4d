import { describe, expect, it } from "@jest/globals";
import { startTestService } from "../support/service.ts";
import { asStage, runAttack, verdicts } from "./running.ts";

const TOKEN = "k3Jq_2wYb8RzV5nXc7Tt-4Lm9Ss6Pd1G";
const CODE = "482913";

describe("who is a customer is asked, or not, of", () => {
  it("a stage that sends codes to customers alone, beyond what its own customers can show", async () => {
    const recipients = [
      ...Array.from({ length: 10 }, (_, number) => `qa-${10 + number}@example.com`),
      ...["+491713920001", "+491713920002"],
    ];
    const service = await startTestService({
      ...{ registration: "registered", attackToken: TOKEN },
      testRecipients: recipients.map((recipient) => ({ recipient, code: CODE })),
    });
    for (const recipient of recipients) await service.post("/_local/customers", { recipient });
    const { stdout } = await runAttack([
      ...[await asStage(service.url), "--token", TOKEN],
      ...recipients.flatMap((recipient) => ["--recipient", `${recipient}=${CODE}`]),
      ...["--only", "who-is-a-customer,sms-codes,sms-spellings,sms-pumping"],
    ]);
    expect(verdicts(stdout)).toEqual({
      "who-is-a-customer": "held",
      "sms-codes": "held",
      "sms-spellings": "held",
      "sms-pumping": expect.stringMatching(/^the target lacks any number of phone numbers/),
    });
    expect(service.inbox.list()).toEqual([]);
  });

  it("a test recipient of such a stage, whose codes stay short where a network has guessed", async () => {
    const one = { recipient: "qa@example.com", code: CODE };
    const service = await startTestService({
      ...{ registration: "registered", attackToken: TOKEN, testRecipients: [one] },
      limits: { originWrongPerHour: 20 },
    });
    await service.post("/_local/customers", { recipient: one.recipient });
    for (let stranger = 0; stranger < 5; stranger++) {
      const { body } = await service.post("/otp/request", { recipient: `stranger-${stranger}@example.com` });
      for (let guess = 0; guess < 5; guess++)
        await service.post("/otp/verify", { challengeId: body.challengeId, code: "000000" });
    }
    const { stdout } = await runAttack([
      ...[await asStage(service.url), "--token", TOKEN, "--recipient", `${one.recipient}=${CODE}`],
      ...["--only", "strangers-like-customers"],
    ]);
    expect(verdicts(stdout)["strangers-like-customers"]).toMatch(/^this network has guessed so much that/);
  });

  it("recipients who are no customers of such a stage", async () => {
    const addresses = Array.from({ length: 5 }, (_, number) => `qa-${10 + number}@example.com`);
    const { url } = await startTestService({
      ...{ registration: "registered", attackToken: TOKEN },
      testRecipients: addresses.map((recipient) => ({ recipient, code: CODE })),
    });
    const { stdout } = await runAttack([
      ...[await asStage(url), "--token", TOKEN, "--only", "who-is-a-customer"],
      ...addresses.flatMap((recipient) => ["--recipient", `${recipient}=${CODE}`]),
    ]);
    expect(verdicts(stdout)["who-is-a-customer"]).toMatch(/the recipient may be no customer$/);
  });
});
