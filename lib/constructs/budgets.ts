import { createHash } from "node:crypto";
import { CfnBudget } from "aws-cdk-lib/aws-budgets";
import { Construct } from "constructs";
import type { StageConfig } from "../stage-config.ts";

interface BudgetsProps {
  readonly stage: string;
  readonly budgets: NonNullable<StageConfig["budgets"]>;
}

/** Under which names AWS bills SMS: SNS sends them through the service for SMS, whose name has changed. */
const SMS_SERVICES = ["Amazon Simple Notification Service", "AWS End User Messaging", "Amazon Pinpoint"];

/** When an e-mail is sent, in percent of the budget. */
const WARNINGS = [
  { notificationType: "ACTUAL", threshold: 80 },
  { notificationType: "ACTUAL", threshold: 100 },
  { notificationType: "FORECASTED", threshold: 100 },
] as const;

/**
 * Tells an address when the account costs more than expected. Budgets of AWS belong to the account: they count what
 * other projects cost there too. They only tell; what stops SMS is `smsAccount.monthlySpendUsd`.
 */
export class Budgets extends Construct {
  constructor(scope: Construct, id: string, { stage, budgets }: BudgetsProps) {
    super(scope, id);
    const { address, monthlyUsd, smsMonthlyUsd } = budgets;
    const notificationsWithSubscribers = WARNINGS.map((warning) => ({
      notification: { ...warning, comparisonOperator: "GREATER_THAN", thresholdType: "PERCENTAGE" },
      subscribers: [{ subscriptionType: "EMAIL", address }],
    }));
    // AWS makes a budget anew for another address, before it deletes the old one: under another name, or it would be taken.
    const suffix = createHash("sha256").update(JSON.stringify(notificationsWithSubscribers)).digest("hex");
    const add = (name: string, amount: number, costFilters?: Readonly<Record<string, readonly string[]>>) =>
      new CfnBudget(this, name, {
        budget: {
          budgetName: `latchkey-${stage}-${name}-${suffix.slice(0, 8)}`,
          budgetType: "COST",
          timeUnit: "MONTHLY",
          budgetLimit: { amount, unit: "USD" },
          ...(costFilters && { costFilters }),
        },
        notificationsWithSubscribers,
      });
    if (monthlyUsd !== undefined) add("total", monthlyUsd);
    if (smsMonthlyUsd !== undefined) add("sms", smsMonthlyUsd, { Service: SMS_SERVICES });
  }
}
