import { Construct } from "constructs";
import { variablesOf } from "../../functions/config.ts";
import type { FunctionNeeds, SecretName } from "../../functions/routes.ts";
import { type FunctionStage, StageFunction } from "./function.ts";

/** Lambda takes 4 KiB of environment; the other variables need less than 1 KiB. */
const MAX_SETTINGS_BYTES = 3 * 1024;

export interface FunctionsProps extends FunctionStage {
  readonly publicUrl: string;
  readonly table: { readonly tableName: string; readonly tableArn: string };
  readonly secretArns: Readonly<Record<SecretName, string>>;
  readonly queues: Readonly<
    Record<"email" | "sms", { readonly queueUrl: string; readonly queueArn: string }>
  >;
}

/** A row of routes.ts. */
type Row = FunctionNeeds & { readonly summary: string };

interface FunctionOptions {
  /** What sets apart functions of one handler. */
  readonly suffix?: string;
  readonly timeoutSeconds?: number;
  /** What its row does not name, because only this one of its functions needs it. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Makes functions from rows of routes.ts: each gets the grants and the variables that its row names, and no others. */
export class Functions extends Construct {
  private readonly props: FunctionsProps;
  private readonly values: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: FunctionsProps) {
    super(scope, id);
    this.props = props;
    const settings = JSON.stringify(props.config.settings);
    if (Buffer.byteLength(settings) > MAX_SETTINGS_BYTES) {
      throw new Error(
        `stages.${props.stage}.settings: more than ${MAX_SETTINGS_BYTES} bytes do not fit into a function's environment`,
      );
    }
    this.values = {
      STAGE: props.stage,
      PUBLIC_URL: props.publicUrl,
      SETTINGS: settings,
      TABLE_NAME: props.table.tableName,
      SECRET_ID_RECIPIENT: props.secretArns.recipient,
      SECRET_ID_PASSCODE: props.secretArns.passcode,
      SECRET_ID_COOKIE: props.secretArns.cookie,
      SECRET_ID_SIGNING: props.secretArns.signing,
      QUEUE_URL_EMAIL: props.queues.email.queueUrl,
      QUEUE_URL_SMS: props.queues.sms.queueUrl,
    };
  }

  create(row: Row, { suffix, timeoutSeconds, environment }: FunctionOptions = {}): StageFunction {
    const { table, secretArns, queues, stage, config, code } = this.props;
    const name = suffix === undefined ? row.handler : `${row.handler}-${suffix}`;
    const made = new StageFunction(this, name, {
      ...{ stage, config, code, name, handler: row.handler },
      description: suffix === undefined ? row.summary : `${row.summary} (${suffix})`,
      environment: {
        ...Object.fromEntries(variablesOf(row).map((variable) => [variable, this.value(variable)])),
        ...environment,
      },
      ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    });
    made.allow(
      row.table.map((action) => `dynamodb:${action}`),
      [table.tableArn],
    );
    made.allow(
      ["secretsmanager:GetSecretValue"],
      row.secrets.map((secret) => secretArns[secret]),
    );
    if (row.enqueues) made.allow(["sqs:SendMessage"], [queues.email.queueArn, queues.sms.queueArn]);
    return made;
  }

  private value(variable: string): string {
    const value = this.values[variable];
    if (value === undefined) throw new Error(`The stack has no value for the variable ${variable}.`);
    return value;
  }
}
