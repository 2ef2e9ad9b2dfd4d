import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import type { StageConfig } from "../../lib/stage-config.ts";
import { neverStood } from "../deploy/standing.ts";
import type { Account } from "./account.ts";
import type { Check, Finding, Plan } from "./check.ts";
import { deskAdminsCheck, deskSecretsCheck } from "./checks/desk.ts";
import { certificateCheck, zoneCheck } from "./checks/domain.ts";
import { identityCheck, sesCheck } from "./checks/email.ts";
import { eventBusCheck } from "./checks/events.ts";
import { examplesCheck } from "./checks/examples.ts";
import { lambdaCheck } from "./checks/lambda.ts";
import { messagingCheck } from "./checks/messaging.ts";
import { namesCheck } from "./checks/names.ts";
import { placeCheck, stackStatus, stacksCheck } from "./checks/place.ts";
import { signingCheck } from "./checks/signing.ts";
import { smsSandboxCheck, smsSpendingCheck } from "./checks/sms.ts";

/** Every look at an account, in the order in which an owner has to act. */
export const checks: readonly Check[] = [
  examplesCheck,
  placeCheck,
  stacksCheck,
  namesCheck,
  signingCheck,
  lambdaCheck,
  sesCheck,
  identityCheck,
  smsSandboxCheck,
  smsSpendingCheck,
  messagingCheck,
  eventBusCheck,
  deskAdminsCheck,
  deskSecretsCheck,
  certificateCheck,
  zoneCheck,
];

/** What the caller of preflight has to be allowed: the policy that it prints. */
export function preflightPolicy() {
  const Action = [...new Set(checks.flatMap(({ actions }) => actions))].sort();
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] };
}

/**
 * Reads an account before anything is deployed.
 * @param print takes one line for each finding
 * @returns whether the stage can be deployed
 * @throws Error of AWS's when the credentials open nothing at all
 */
export async function runPreflight(
  account: Account,
  stage: { readonly name: string; readonly config: StageConfig },
  print: (line: string) => void,
): Promise<boolean> {
  const plan = await planOf(account, stage);
  let ready = true;
  for (const check of checks) {
    for (const { verdict, found, todo } of await look(check, account, plan)) {
      if (verdict === "stop" || verdict === "unknown") ready = false;
      print(
        `${verdict.padEnd(7)} ${check.looksAt}: ${found}${todo === undefined ? "" : `\n        ${todo}`}`,
      );
    }
  }
  return ready;
}

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html, which no policy has to allow */
async function planOf(
  account: Account,
  { name, config }: { readonly name: string; readonly config: StageConfig },
): Promise<Plan> {
  const { Account: accountId = "", Arn: callerArn = "" } = await account.sts.send(
    new GetCallerIdentityCommand({}),
  );
  const region = await account.sts.config.region();
  const data = await stackStatus(account, `latchkey-${name}-data`).catch(() => undefined);
  // A first deployment that failed has left names behind that it does not own.
  const isUnderWay = data !== undefined && /^(CREATE|ROLLBACK|DELETE)_IN_PROGRESS$/.test(data);
  const deployed = isUnderWay || (data !== undefined && !neverStood(data));
  return { stage: name, config, accountId, callerArn, region, deployed };
}

/** What cannot be read is not taken for right. */
async function look(check: Check, account: Account, plan: Plan): Promise<readonly Finding[]> {
  try {
    return await check.run(account, plan);
  } catch (error) {
    const name = error instanceof Error ? error.name : "an unknown fault";
    const denied = /AccessDenied|Authoriz|Forbidden/i.test(name);
    const todo = denied
      ? `allow ${check.actions.join(", ")}`
      : "try again; if it stays, look at it in the console";
    return [{ verdict: "unknown", found: `AWS answered ${name}`, todo }];
  }
}
