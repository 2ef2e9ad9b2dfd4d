import { DescribeSecretCommand } from "@aws-sdk/client-secrets-manager";
import { GetAccountCommand, GetEmailIdentityCommand } from "@aws-sdk/client-sesv2";
import { GetSMSSandboxAccountStatusCommand } from "@aws-sdk/client-sns";
import { maskAddress } from "../../../functions/domain/mask.ts";
import { deskRoutes } from "../../../functions/routes/desk.ts";
import { type DeskAdmin, nameOfAdmin, principalOf } from "../../../functions/settings/desk.ts";
import type { Account } from "../account.ts";
import { carries, type Check, fine, type Finding, note, type Plan, stop, unlessMissing } from "../check.ts";

/**
 * Whether the desk's admins can come in: an owner with AWS credentials of this account, who the caller is among them, and
 * whether a code reaches those who have an address.
 */
export const deskAdminsCheck: Check = {
  looksAt: "the desk's admins",
  actions: ["ses:GetAccount", "ses:GetEmailIdentity", "sns:GetSMSSandboxAccountStatus"],
  async run(account, plan) {
    const { admins = [] } = plan.config.settings.desk ?? {};
    if (admins.length === 0) return [];
    const recipients = admins.flatMap((one) => ("recipient" in one ? [one.recipient] : []));
    return [
      ...byArn(plan, admins),
      caller(plan),
      ...(await unverified(
        account,
        plan,
        recipients.filter((one) => one.includes("@")),
      )),
      ...(await unverifiedNumbers(
        account,
        plan,
        recipients.filter((one) => !one.includes("@")),
      )),
    ];
  },
};

/** IAM lets in callers of the API's own account; those of others need a policy of the API besides, which a stage has not. */
function byArn({ accountId }: Plan, admins: readonly DeskAdmin[]): readonly Finding[] {
  const arns = admins.filter((one) => "arn" in one);
  const isOurs = ({ arn }: { readonly arn: string }) => arn.split(":")[4] === accountId;
  const owners = arns.filter((one) => one.role === "owner" && isOurs(one));
  const foreign = arns.filter((one) => !isOurs(one)).map(nameOfAdmin);
  return [
    owners.length > 0
      ? fine(`${owners.length} may own it with credentials of this account`)
      : stop(
          "no owner of it has an ARN of this account",
          `add { "arn": "arn:aws:iam::${accountId}:role/...", "role": "owner" } to settings.desk.admins: such an owner makes the code of a first sign-in`,
        ),
    ...(foreign.length > 0
      ? [note(`${foreign.join(", ")}: of another account`, "name a role of this account that it may assume")]
      : []),
  ];
}

function caller({ callerArn, config: { settings } }: Plan): Finding {
  // A role that is assumed is called with the name of its session behind it.
  const name = principalOf(callerArn.replace(/^(arn:[^:]+:sts::\d+:assumed-role\/[^/]+)\/.*$/, "$1"));
  const role = settings.desk?.admins.find((one) => "arn" in one && nameOfAdmin(one) === name)?.role;
  if (role === "owner") return fine("your credentials are an owner's");
  const todo =
    "npm run desk -- ... --stage, --live drop and the smoke line of live changes need an owner's credentials";
  return note(
    role === undefined ? "your credentials are no admin's" : `your credentials are a ${role}'s`,
    todo,
  );
}

/** @see https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html */
async function unverified(
  { ses }: Account,
  { config }: Plan,
  addresses: readonly string[],
): Promise<readonly Finding[]> {
  if (addresses.length === 0 || !carries(config, "email", "ses")) return [];
  const { ProductionAccessEnabled } = await ses.send(new GetAccountCommand({}));
  if (ProductionAccessEnabled === true) return [];
  const isVerified = async (EmailIdentity: string) => {
    const asked = ses.send(new GetEmailIdentityCommand({ EmailIdentity }));
    return (await unlessMissing(asked, "NotFoundException"))?.VerifiedForSendingStatus === true;
  };
  const found: Finding[] = [];
  for (const address of addresses) {
    const domain = address.slice(address.indexOf("@") + 1);
    if ((await isVerified(address)) || (await isVerified(domain))) continue;
    found.push(
      stop(
        `SES is in the sandbox, and ${maskAddress(address)} is not verified: no code reaches that admin`,
        "verify the address in the SES console, or leave the sandbox",
      ),
    );
  }
  return found;
}

async function unverifiedNumbers(
  { sns }: Account,
  { config }: Plan,
  numbers: readonly string[],
): Promise<readonly Finding[]> {
  if (numbers.length === 0 || !carries(config, "sms", "sns")) return [];
  const { IsInSandbox } = await sns.send(new GetSMSSandboxAccountStatusCommand({}));
  if (IsInSandbox === false) return [];
  return [
    note(
      `SMS are in the sandbox: a code reaches ${numbers.map(maskAddress).join(", ")} only if the number is verified`,
      "verify it in the SNS console, or leave the sandbox",
    ),
  ];
}

/** What the desk's functions read. */
const SECRETS = [...new Set(deskRoutes.flatMap(({ secrets }): readonly string[] => secrets))];

/**
 * Whether the secrets are there that the desk's functions read: one that somebody deletes keeps them all from starting.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
 */
export const deskSecretsCheck: Check = {
  looksAt: "the desk's secrets",
  actions: ["secretsmanager:DescribeSecret"],
  async run({ secrets }, { stage, config, deployed }) {
    if (!config.settings.desk) return [];
    if (!deployed) return [fine("the deployment makes them")];
    const found: Finding[] = [];
    for (const name of SECRETS) {
      const SecretId = `latchkey/${stage}/${name}`;
      const asked = secrets.send(new DescribeSecretCommand({ SecretId }));
      const there = await unlessMissing(asked, "ResourceNotFoundException");
      if (!there)
        found.push(
          note(
            `there is no ${SecretId}`,
            "the deployment makes it where it is new with this release; one that was deleted comes from no deployment",
          ),
        );
      else if (there.DeletedDate !== undefined)
        found.push(
          stop(
            `${SecretId} waits for its deletion`,
            `take it back: aws secretsmanager restore-secret --secret-id ${SecretId}`,
          ),
        );
    }
    return found.length > 0 ? found : [fine("they are there")];
  },
};
