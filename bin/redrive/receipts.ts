import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import type { Message } from "@aws-sdk/client-sqs";
import type { ProviderEvent } from "../../functions/receipts/provider-event.ts";
import type { DeadLetters } from "./dead-letters.ts";

/**
 * Reports of providers, which no queue brought. Their function is called again, and answers before a report is taken off
 * the queue: an asynchronous call that fails would put its report there once more.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function receipts(lambda: LambdaClient, FunctionName: string): Pick<DeadLetters, "judge" | "handOn"> {
  return {
    judge: (message) => Promise.resolve(readLetter(message) ? "sent" : "unreadable"),
    async handOn(messages) {
      const refused: Message[] = [];
      for (const message of messages) {
        const { FunctionError } = await lambda.send(
          new InvokeCommand({
            ...{ FunctionName, InvocationType: "RequestResponse" },
            Payload: JSON.stringify(readLetter(message)),
          }),
        );
        if (FunctionError !== undefined) refused.push(message);
      }
      return refused;
    },
  };
}

/**
 * The event that a dead letter holds, in one of two forms: SNS lays down the notification that Lambda did not take, and
 * Lambda, for a call that failed to the end, the event in a letter of its own.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export function readLetter({ Body = "" }: Pick<Message, "Body">): ProviderEvent | undefined {
  const letter = parse(Body);
  const { requestPayload, Type, Message: text } = letter ?? {};
  if (isEvent(requestPayload)) return requestPayload;
  if (Type !== "Notification" || typeof text !== "string") return undefined;
  return { Records: [{ EventSource: "aws:sns", Sns: letter }] } as unknown as ProviderEvent;
}

function isEvent(value: unknown): value is ProviderEvent {
  if (typeof value !== "object" || value === null) return false;
  return ("Records" in value && Array.isArray(value.Records)) || "awslogs" in value;
}

function parse(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const letter: unknown = JSON.parse(body);
    return typeof letter === "object" && letter !== null ? (letter as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
