import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Function, Runtime } from "aws-cdk-lib/aws-lambda";
import { LogGroup, type RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { StageConfig } from "../stage-config.ts";
import type { HandlerCode } from "./code.ts";

/** What the functions of a stage have in common. */
export interface FunctionStage {
  readonly stage: string;
  readonly config: StageConfig;
  readonly code: HandlerCode;
}

export interface StageFunctionProps extends FunctionStage {
  /** The file in functions/handlers. */
  readonly handler: string;
  /** What follows the stage in the function's name; by default the handler. */
  readonly name?: string;
  readonly description: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** @default 10 */
  readonly timeoutSeconds?: number;
}

/** A function with a log group and a role of its own, which may write to that log group and nothing else. */
export class StageFunction extends Construct {
  readonly function: Function;
  private readonly role: Role;

  constructor(scope: Construct, id: string, props: StageFunctionProps) {
    super(scope, id);
    const { stage, config, handler, description } = props;
    const functionName = `latchkey-${stage}-${props.name ?? handler}`;
    const logGroup = new LogGroup(this, "Logs", {
      // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the enum's numbers are those that the configuration allows
      retention: config.logRetentionDays as RetentionDays,
      // The audit trail is in there.
      removalPolicy: config.removeDataOnDestroy ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    this.role = new Role(this, "Role", {
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
      description: `What ${functionName} may do`,
    });
    this.allow(["logs:CreateLogStream", "logs:PutLogEvents"], [logGroup.logGroupArn]);
    this.function = new Function(this, "Function", {
      functionName,
      description,
      code: props.code(handler),
      handler: "index.handler",
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      // Lambda gives out CPU by memory, and both cold starts and signatures are work for the CPU.
      memorySize: 1024,
      timeout: Duration.seconds(props.timeoutSeconds ?? 10),
      environment: { ...props.environment },
      role: this.role,
      logGroup,
    });
  }

  /** Grants actions on resources, none of which may be a wildcard without a reason beside it. */
  allow(actions: readonly string[], resources: readonly string[]): void {
    if (actions.length === 0 || resources.length === 0) return;
    this.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
  }

  addToPolicy(statement: PolicyStatement): void {
    this.role.addToPolicy(statement);
  }
}
