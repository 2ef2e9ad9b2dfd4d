import { senderDomain } from "../../../lib/sender.ts";
import { GetAccountCommand, GetEmailIdentityCommand } from "@aws-sdk/client-sesv2";
import { carries, type Check, fine, type Finding, note, stop, unlessMissing } from "../check.ts";

/**
 * Whether Amazon SES lets this account write to users.
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html
 */
export const sesCheck: Check = {
  looksAt: "Amazon SES",
  actions: ["ses:GetAccount"],
  async run({ ses }, { config }) {
    if (!carries(config, "email", "ses")) return [];
    const { ProductionAccessEnabled, SendingEnabled, EnforcementStatus, SendQuota } = await ses.send(
      new GetAccountCommand({}),
    );
    const findings: Finding[] = [];
    const { Max24HourSend: day = 0, MaxSendRate: second = 0 } = SendQuota ?? {};
    const quota = `${day} messages a day, ${second} a second`;
    if (ProductionAccessEnabled === true) findings.push(fine(`out of the sandbox: ${quota}`));
    else if (config.sesSandbox)
      findings.push(
        note(
          `in the sandbox: ${quota}, to verified addresses only`,
          "verify the addresses that you test with",
        ),
      );
    else
      findings.push(
        stop(
          `in the sandbox: ${quota}, to verified addresses only`,
          "ask for production access, or set sesSandbox to true in a stage that is not prod",
        ),
      );
    if (SendingEnabled === false || EnforcementStatus === "SHUTDOWN")
      findings.push(stop("AWS has stopped this account's e-mail", "answer AWS's case in the SES console"));
    else if (EnforcementStatus === "PROBATION")
      findings.push(
        note("AWS is looking into this account's e-mail", "answer AWS's case in the SES console"),
      );
    return findings;
  },
};

/**
 * Whether the sender's identity can be made, or is there as the stage says.
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetEmailIdentity.html
 */
export const identityCheck: Check = {
  looksAt: "the sender's identity",
  actions: ["ses:GetEmailIdentity"],
  async run({ ses }, { config, deployed }) {
    if (!carries(config, "email", "ses")) return [];
    const domain = senderDomain(config);
    const identityOf = (EmailIdentity: string) =>
      unlessMissing(ses.send(new GetEmailIdentityCommand({ EmailIdentity })), "NotFoundException");
    const identity = await identityOf(domain);
    const ready = identity?.VerifiedForSendingStatus === true;
    if (!config.createEmailIdentity && !ready) {
      const ofAddress = await identityOf(config.settings.channels.email.from);
      if (ofAddress?.VerifiedForSendingStatus === true)
        return [
          note(
            `the sender's address in ${domain} is verified, and its domain is not`,
            "it may send; without the domain's DKIM, mailboxes take more of its e-mail for spam",
          ),
        ];
      if (ofAddress && !identity)
        return [
          stop(
            `the sender's address in ${domain} is not verified yet`,
            "open the link in the e-mail that AWS sent there",
          ),
        ];
    }
    if (config.createEmailIdentity && identity && !deployed)
      return [stop(`${domain} has an identity here already`, "set createEmailIdentity to false")];
    if (!config.createEmailIdentity && !identity)
      return [
        stop(
          `${domain} has no identity here`,
          "set createEmailIdentity to true, or verify an address: see docs/deploy.md",
        ),
      ];
    if (identity && !ready)
      return [
        (config.createEmailIdentity ? note : stop)(
          `${domain} is not verified yet`,
          "put its DKIM records into the domain's zone",
        ),
      ];
    return [fine(ready ? `${domain} is verified` : `${domain} will be registered by the deployment`)];
  },
};
