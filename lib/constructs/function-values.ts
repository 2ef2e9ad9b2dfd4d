import { EVENTS_VARIABLE, OUTBOUND_VARIABLE } from "../../functions/config.ts";
import type { Functions, FunctionsProps } from "./functions.ts";

/** What the variables of functions hold, by their names; empty where the stage has none of it. */
export function valuesOf(
  props: FunctionsProps,
  { queues, events }: Pick<Functions, "queues" | "events">,
): Readonly<Record<string, string>> {
  return {
    STAGE: props.stage,
    PUBLIC_URL: props.publicUrl,
    TABLE_NAME: props.table.ownName,
    SECRET_ID_RECIPIENT: props.secretArns.recipient ?? "",
    SECRET_ID_PASSCODE: props.secretArns.passcode ?? "",
    SECRET_ID_COOKIE: props.secretArns.cookie ?? "",
    SECRET_ID_FORM: props.secretArns.form ?? "",
    SECRET_ID_SIGNING: props.secretArns.signing ?? "",
    SECRET_ID_VERIFYING: props.secretArns.verifying ?? "",
    SECRET_ID_FACTOR: props.secretArns.factor ?? "",
    SECRET_ID_PUSH: props.secretArns.push ?? "",
    SECRET_ID_PROVIDERS: props.providersArn ?? "",
    SECRET_ID_BOT_CHECK: props.botCheckArn ?? "",
    SIGNING_KEY_IDS: props.signingKeyArns.join(" "),
    [OUTBOUND_VARIABLE]: props.outbound?.queueUrl ?? "",
    [EVENTS_VARIABLE]: events?.queueUrl ?? "",
    SECRET_ID_WEBHOOKS: props.webhooksArn ?? "",
    ...Object.fromEntries(
      Object.entries(queues).map(([channel, { queueUrl }]) => [
        `QUEUE_URL_${channel.toUpperCase()}`,
        queueUrl,
      ]),
    ),
  };
}
