import { SNSClient } from "@aws-sdk/client-sns";
import type { CloudFormationCustomResourceEvent } from "aws-lambda";
import { type SmsAccount, setSmsAccount } from "../delivery/sms-account.ts";

/**
 * Answers CloudFormation whatever happens, since a deployment waits for the answer. Deleting leaves the account alone:
 * others send SMS from it too, and without a limit they could spend what they like.
 */
export const create = (client: SNSClient) => async (event: CloudFormationCustomResourceEvent) => {
  const { StackId, RequestId, LogicalResourceId, ResourceProperties } = event;
  const result = { StackId, RequestId, LogicalResourceId, PhysicalResourceId: "sms-account" };
  const wanted = ResourceProperties as object as SmsAccount;
  let answer: object;
  try {
    if (event.RequestType === "Create") await setSmsAccount(client, wanted);
    if (event.RequestType === "Update")
      await setSmsAccount(client, wanted, event.OldResourceProperties as object as SmsAccount);
    answer = { ...result, Status: "SUCCESS" };
  } catch (error) {
    answer = { ...result, Status: "FAILED", Reason: error instanceof Error ? error.message : "unknown" };
  }
  // Bytes, because a text would bring a content type along, which the presigned URL does not allow.
  await fetch(event.ResponseURL, { method: "PUT", body: Buffer.from(JSON.stringify(answer)) });
};

export const handler = create(new SNSClient({}));
