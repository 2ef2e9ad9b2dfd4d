import { GetAccountSettingsCommand } from "@aws-sdk/client-lambda";
import { enabledChannels } from "../../../functions/settings.ts";
import { type Check, fine, type Finding, note, stop } from "../check.ts";

/** What Lambda keeps for functions without a reservation, whatever is asked of it. */
const KEPT = 100;

/** What accounts have by default; new ones may have 10. */
const USUAL = 1000;

const sum = (numbers: Readonly<Record<string, number | undefined>>) =>
  Object.values(numbers).reduce((total: number, one) => total + (one ?? 0), 0);

/**
 * Concurrency that the stage asks for, against what is there.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html for the 100 that stay unreserved
 */
export const lambdaCheck: Check = {
  looksAt: "Lambda's concurrency",
  actions: ["lambda:GetAccountSettings"],
  async run({ lambda }, { config, deployed }) {
    const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
    const { ConcurrentExecutions: limit = 0, UnreservedConcurrentExecutions: free = 0 } = AccountLimit ?? {};
    const raise =
      'ask for more under Service Quotas, "Concurrent executions" of AWS Lambda, before you deploy';
    const findings: Finding[] = [];
    const reserved = sum(config.reservedConcurrency);
    // A deployed stage's own reservations are in what is taken already.
    if (reserved > 0 && !deployed && free - reserved < KEPT)
      findings.push(
        stop(
          `reservedConcurrency asks for ${reserved}; ${free} of ${limit} are free, of which ${KEPT} have to stay`,
          `${raise}, or lower reservedConcurrency`,
        ),
      );
    const warm = sum(config.provisionedConcurrency);
    if (warm > 0 && warm > free - KEPT)
      findings.push(
        stop(
          `provisionedConcurrency asks for ${warm}; ${free} of ${limit} are free, of which ${KEPT} have to stay`,
          `${raise}, or lower provisionedConcurrency`,
        ),
      );
    const deliverers = enabledChannels(config.settings)
      .map((channel) => config.deliverers[channel])
      .reduce((total, one) => total + one, 0);
    if (deliverers >= limit)
      findings.push(
        stop(
          `up to ${deliverers} deliverers at once leave nothing of ${limit} for sign-ins`,
          `${raise}, or lower deliverers`,
        ),
      );
    else if (limit < USUAL)
      findings.push(
        note(`${limit} functions at once, fewer than the usual ${USUAL}: a small or new account`, raise),
      );
    return findings.length > 0 ? findings : [fine(`${limit} functions at once, ${free} of them unreserved`)];
  },
};
