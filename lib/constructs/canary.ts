import { Duration } from "aws-cdk-lib";
import {
  Alarm,
  ComparisonOperator,
  MathExpression,
  Metric,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import {
  type ILambdaApplication,
  LambdaApplication,
  LambdaDeploymentConfig,
  LambdaDeploymentGroup,
} from "aws-cdk-lib/aws-codedeploy";
import { PolicyStatement, Role } from "aws-cdk-lib/aws-iam";
import type { Alias } from "aws-cdk-lib/aws-lambda";
import { FilterPattern, MetricFilter } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { acknowledge, wildcardRule } from "./acknowledge.ts";
import { alarmText, FAILING, FAILING_PERCENT } from "./alarm-list.ts";
import { ALIAS, type StageFunction } from "./function.ts";
import { servicePrincipal } from "./service-principal.ts";

/** A part of the deployment's five minutes, so that there is time left to act. */
const PERIOD = Duration.minutes(1);

/**
 * How many functions one role moves: CDK reckons 10 000 characters for a role's policy, 150 of them for each name, and
 * hands what is more to a managed policy, of which a role has few.
 */
const FUNCTIONS_OF_A_ROLE = 15;

/**
 * Lets a new version of a function serve a tenth of the calls for five minutes, then all of them; takes it back, and the
 * whole deployment with it, when the function fails meanwhile.
 */
export class Canary extends Construct {
  private readonly application: ILambdaApplication;
  private readonly stage: string;
  private role: Role | undefined;
  private readonly guarding: Alarm[] = [];

  private constructor(scope: Construct, stage: string, application?: ILambdaApplication) {
    super(scope, "Canary");
    this.stage = stage;
    this.application =
      application ?? new LambdaApplication(this, "Application", { applicationName: `latchkey-${stage}` });
  }

  /** Of a stage, with the one application in which CodeDeploy lists its functions. */
  static ofStage(scope: Construct, stage: string): Canary {
    return new Canary(scope, stage);
  }

  /**
   * The same for functions of a nested stack: alarms, roles and groups stand beside the aliases that they are about. From
   * the stack around them they would have to wait for the aliases, which wait for them.
   */
  within(scope: Construct): Canary {
    return new Canary(scope, this.stage, this.application);
  }

  /** One for each function; they go off outside of deployments too. */
  get alarms(): readonly Alarm[] {
    return this.guarding;
  }

  /** Moves an alias to new versions in this way from now on. */
  guard(guarded: StageFunction, alias: Alias): void {
    const { functionName } = guarded;
    const alarm = new Alarm(this, `${guarded.node.id}-${FAILING.name}`, {
      alarmName: `${functionName}-${FAILING.name}`,
      alarmDescription: alarmText(FAILING),
      metric: new MathExpression({
        label: "Calls that failed, in percent",
        expression: "100 * (FILL(errors, 0) + FILL(faults, 0)) / calls",
        period: PERIOD,
        usingMetrics: {
          calls: alias.metricInvocations({ period: PERIOD }),
          errors: alias.metricErrors({ period: PERIOD }),
          faults: this.faultsOf(guarded),
        },
      }),
      threshold: FAILING_PERCENT,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    this.guarding.push(alarm);
    const role = this.roleFor(guarded);
    const group = new LambdaDeploymentGroup(this, guarded.node.id, {
      application: this.application,
      deploymentGroupName: functionName,
      deploymentConfig: LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
      alias,
      alarms: [alarm],
      autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
      // Otherwise CDK adds AWS's policy for this role, which may move every alias of the account.
      role: role.withoutPolicyUpdates(),
    });
    // The role's permissions included: they must be there before the first deployment.
    group.node.addDependency(role);
  }

  /**
   * An endpoint answers a fault with 500, and a consumer hands the message back: to Lambda either is a success. Only
   * the log knows of them.
   */
  private faultsOf({ node, functionName, function: { logGroup } }: StageFunction): Metric {
    const name = { metricNamespace: "Latchkey/Faults", metricName: functionName };
    new MetricFilter(this, `${node.id}-faults`, {
      ...name,
      logGroup,
      filterPattern: FilterPattern.stringValue("$.message", "=", "fault"),
      metricValue: "1",
      // Every line that is no fault counts as none: FILL fills the gaps of a metric, and not one that never had a value.
      defaultValue: 0,
    });
    return new Metric({
      namespace: name.metricNamespace,
      metricName: name.metricName,
      statistic: "Sum",
      period: PERIOD,
    });
  }

  /** The role that moves a function's alias; a new one where the last is full. */
  private roleFor({ function: { functionArn } }: StageFunction): Role {
    const place = this.guarding.length % FUNCTIONS_OF_A_ROLE;
    if (place === 1 || this.role === undefined) this.role = this.newRole();
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ["lambda:GetAlias", "lambda:UpdateAlias", "lambda:GetProvisionedConcurrencyConfig"],
        resources: [functionArn, `${functionArn}:${ALIAS}`],
      }),
    );
    return this.role;
  }

  private newRole(): Role {
    const role = new Role(this, this.guarding.length === 1 ? "Role" : `Role${this.guarding.length}`, {
      assumedBy: servicePrincipal(this, "codedeploy.amazonaws.com"),
      description: `Moves functions of Latchkey (${this.stage}) from one version to the next, and back`,
    });
    // As AWS's own policy for such a role has it (AWSCodeDeployRoleForLambda): CodeDeploy asks for the alarms of a group by
    // a list, and a list of alarms has no ARN.
    role.addToPolicy(new PolicyStatement({ actions: ["cloudwatch:DescribeAlarms"], resources: ["*"] }));
    acknowledge(
      role,
      "CodeDeploy looks for the alarms of a deployment in the list of all; AWS's own policy for it has the same.",
      wildcardRule(this, "*"),
    );
    return role;
  }
}
