import { Duration } from "aws-cdk-lib";
import { PolicyStatement, Role } from "aws-cdk-lib/aws-iam";
import { type Alias, Architecture, Function, type IFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { LogGroup, type RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { functionNameOf } from "../function-names.ts";
import type { StageConfig } from "../stage-config.ts";
import { settingsFile } from "../settings-file.ts";
import { acknowledge, wildcardRule } from "./acknowledge.ts";
import type { HandlerCode } from "./code.ts";
import { type FunctionSize, SIZES } from "./function-sizes.ts";
import { removalPolicyOf } from "./removal.ts";
import { servicePrincipal } from "./service-principal.ts";

/** What the functions of a stage have in common. */
export interface FunctionStage {
  readonly stage: string;
  readonly config: StageConfig;
  readonly code: HandlerCode;
}

export interface StageFunctionProps extends FunctionStage, Partial<FunctionSize> {
  /** As it is deployed: its file in functions/entries, or in functions/handlers beside the service. */
  readonly handler: string;
  readonly description: string;
  /** Whether it reads the stage's settings. A function that does not is not deployed again when one changes. */
  readonly readsSettings?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  /** How many may run at the same time, and cannot be starved by others; as many as the account has left without. */
  readonly reservedConcurrency?: number | undefined;
}

/** The alias that serves, where a function has one. */
export const ALIAS = "live";

/** A function with a log group and a role of its own, which may write to that log group and nothing else. */
export class StageFunction extends Construct {
  readonly function: Function;
  /** Its name in the account. */
  readonly functionName: string;
  private readonly role: Role;
  private alias: Alias | undefined;

  constructor(scope: Construct, id: string, props: StageFunctionProps) {
    super(scope, id);
    const { stage, config, handler, description } = props;
    const functionName = functionNameOf(stage, handler);
    this.functionName = functionName;
    const logGroup = new LogGroup(this, "Logs", {
      // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the enum's numbers are those that the configuration allows
      retention: config.logRetentionDays as RetentionDays,
      // The audit trail is in there. It has no name of its own: a group that stays behind would hold it, and neither could
      // the function move to another stack nor what was switched off come back.
      removalPolicy: removalPolicyOf(config),
    });
    this.role = new Role(this, "Role", {
      assumedBy: servicePrincipal(this, "lambda.amazonaws.com"),
      description: `What ${functionName} may do`,
    });
    this.allow(["logs:CreateLogStream", "logs:PutLogEvents"], [logGroup.logGroupArn]);
    const { reservedConcurrency: reservedConcurrentExecutions } = props;
    this.function = new Function(this, "Function", {
      functionName,
      description,
      code: props.readsSettings
        ? props.code(handler, { stage, json: settingsFile(config.settings) })
        : props.code(handler),
      handler: "index.handler",
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMib ?? SIZES.call.memoryMib,
      timeout: Duration.seconds(props.timeoutSeconds ?? SIZES.call.timeoutSeconds),
      ...(reservedConcurrentExecutions !== undefined && { reservedConcurrentExecutions }),
      environment: { ...props.environment },
      role: this.role,
      logGroup,
    });
  }

  /** What the API, a stream or a queue invokes: the alias, if the function is published. */
  get target(): IFunction {
    // CDK's types contradict each other in exact optional properties: an alias is a function.
    return (this.alias ?? this.function) as IFunction;
  }

  /** The alias that serves; undefined where the latest code does. */
  get qualifier(): string | undefined {
    return this.alias && ALIAS;
  }

  /**
   * Serves from an alias of a numbered version, which only changes when a new one takes its place.
   * @param provisionedConcurrentExecutions how many are kept warm
   */
  publish(provisionedConcurrentExecutions?: number): Alias {
    this.alias = this.function.addAlias(ALIAS, {
      description: "What is invoked; it moves on to a new version with each deployment",
      ...(provisionedConcurrentExecutions !== undefined && { provisionedConcurrentExecutions }),
    });
    return this.alias;
  }

  /** Grants actions on resources, none of which is a wildcard. */
  allow(actions: readonly string[], resources: readonly string[]): void {
    if (actions.length === 0 || resources.length === 0) return;
    this.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
  }

  /** Grants actions where AWS knows nothing narrower, or where what is narrower has no name yet. @param reason why */
  allowWildcard(actions: readonly string[], resource: string, reason: string): void {
    this.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [resource] }), reason);
  }

  /** @param reason why there is a wildcard among its resources, if there is one */
  addToPolicy(statement: PolicyStatement, reason?: string): void {
    if (reason !== undefined)
      acknowledge(
        this.role,
        reason,
        ...statement.resources.filter((arn) => arn.includes("*")).map((arn) => wildcardRule(this, arn)),
      );
    this.role.addToPolicy(statement);
  }
}
