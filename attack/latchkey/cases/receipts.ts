import { attackCase, tally } from "../../case.ts";
import { isRefusal, settled } from "../../sign-in.ts";
import { openHere } from "../sign-in.ts";

const PATHS = ["/otp/receipts/twilio", "/otp/receipts/sendgrid", "/otp/receipts/webhook"];

const now = () => String(Math.floor(Date.now() / 1000));

/** Reports of providers that no provider sent. */
export const receiptCases = [
  attackCase({
    name: "forged-receipts",
    proves: "a provider's report without its signature, or with a made-up one, is not believed",
    needs: ["latchkey"],
    cost: { requests: 60, messages: 1 },
    async run(attack) {
      const { target } = attack;
      const client = target.client();
      const { challengeId } = await openHere(attack, client);
      const sns = JSON.stringify({
        ...{ Type: "Notification", MessageId: "x", TopicArn: "arn:aws:sns:eu-central-1:123456789012:x" },
        ...{
          Message: JSON.stringify({ eventType: "Bounce", reference: challengeId }),
          SignatureVersion: "1",
        },
        ...{ Signature: "AAAA", SigningCertURL: "https://attacker.example/cert.pem" },
      });
      const report = JSON.stringify({ reference: challengeId, status: "bounced" });
      const signed = {
        ...{ "x-twilio-signature": "AAAA", "webhook-id": "x", "webhook-timestamp": now() },
        "webhook-signature": "v1,AAAA",
        ...{
          "x-twilio-email-event-webhook-signature": "AAAA",
          "x-twilio-email-event-webhook-timestamp": now(),
        },
      };
      const answers = [];
      for (const path of PATHS) {
        answers.push(await client.form(path, { MessageSid: "SM0", MessageStatus: "failed" }));
        answers.push(await client.form(path, { MessageSid: "SM0", MessageStatus: "failed" }, signed));
        for (const body of [sns, report, `[${report}]`])
          for (const headers of [{}, signed])
            answers.push(
              await client.ask(path, {
                method: "POST",
                body,
                headers: { "content-type": "application/json", ...headers },
              }),
            );
      }
      const { body } = await client.json("/otp/status", { challengeId });
      const state = (body.delivery as { readonly state?: string } | undefined)?.state ?? "unknown";
      return {
        held: settled(answers).every(isRefusal) && state !== "bounced",
        did: `${answers.length} reports that no provider sent`,
        cameBack: `${tally(answers.map(({ status }) => status))}; the message counts as ${state}`,
      };
    },
  }),
];
