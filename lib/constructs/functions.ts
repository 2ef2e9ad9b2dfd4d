import { Construct } from "constructs";
import { variablesOf } from "../../functions/config.ts";
import type { Consumer, FunctionNeeds, SecretName } from "../../functions/routes.ts";
import { Canary } from "./canary.ts";
import { kindOf, SIZES } from "./function-sizes.ts";
import { type FunctionStage, StageFunction } from "./function.ts";
import type { QueueOf } from "./queues.ts";
import type { ServiceTable } from "./table.ts";

export interface FunctionsProps extends FunctionStage {
  readonly publicUrl: string;
  readonly table: ServiceTable;
  readonly secretArns: Readonly<Partial<Record<SecretName, string>>>;
  /** The KMS keys that tokens are signed with, in the order of the configuration; none where the signing secret does. */
  readonly signingKeyArns: readonly string[];
  /** What providers log in with, where one of them does. */
  readonly providersArn: string | undefined;
  /** Of the enabled channels. */
  readonly queues: QueueOf;
}

/** A row of routes.ts. */
type Row = FunctionNeeds & { readonly summary: string; readonly source?: Consumer["source"] };

interface FunctionOptions {
  /** What sets apart functions of one handler. */
  readonly suffix?: string;
  /** What its row does not name, because only this one of its functions needs it. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Makes functions from rows of routes.ts: each gets the grants and the variables that its row names, and no others. */
export class Functions extends Construct {
  private readonly props: FunctionsProps;
  private readonly values: Readonly<Record<string, string>>;
  private readonly made = new Map<string, StageFunction>();
  /** Takes back a version that fails, if the stage wants it. */
  readonly canary: Canary | undefined;

  constructor(scope: Construct, id: string, props: FunctionsProps) {
    super(scope, id);
    this.props = props;
    this.canary = props.config.canary ? new Canary(this, "Canary", { stage: props.stage }) : undefined;
    this.values = {
      STAGE: props.stage,
      PUBLIC_URL: props.publicUrl,
      TABLE_NAME: props.table.tableName,
      SECRET_ID_RECIPIENT: props.secretArns.recipient ?? "",
      SECRET_ID_PASSCODE: props.secretArns.passcode ?? "",
      SECRET_ID_COOKIE: props.secretArns.cookie ?? "",
      SECRET_ID_SIGNING: props.secretArns.signing ?? "",
      SECRET_ID_PROVIDERS: props.providersArn ?? "",
      SIGNING_KEY_IDS: props.signingKeyArns.join(" "),
      ...Object.fromEntries(
        Object.entries(props.queues).map(([channel, { queueUrl }]) => [
          `QUEUE_URL_${channel.toUpperCase()}`,
          queueUrl,
        ]),
      ),
    };
  }

  /** The function of a row, which is made once where several routes share it. */
  of(row: Row): StageFunction {
    const known = this.made.get(row.handler) ?? this.create(row);
    this.made.set(row.handler, known);
    return known;
  }

  create(row: Row, { suffix, environment }: FunctionOptions = {}): StageFunction {
    const { table, secretArns, signingKeyArns, providersArn, queues, stage, config, code } = this.props;
    const name = suffix === undefined ? row.handler : `${row.handler}-${suffix}`;
    const made = new StageFunction(this, name, {
      // A handler for each suffix, so that each has only its own code.
      ...{ stage, config, code, handler: name },
      description: suffix === undefined ? row.summary : `${row.summary} (${suffix})`,
      readsSettings: true,
      environment: {
        ...Object.fromEntries(
          variablesOf(row, config.settings).map((variable) => [variable, this.value(variable)]),
        ),
        ...environment,
      },
      reservedConcurrency: (config.reservedConcurrency as Readonly<Record<string, number | undefined>>)[
        row.handler
      ],
      ...SIZES[kindOf(row)],
    });
    table.allow(made, row.table);
    made.allow(
      ["secretsmanager:GetSecretValue"],
      row.secrets.flatMap((secret) => secretArns[secret] ?? []),
    );
    if (row.providers && providersArn !== undefined)
      made.allow(["secretsmanager:GetSecretValue"], [providersArn]);
    if ((row.secrets as readonly string[]).includes("signing"))
      made.allow(["kms:GetPublicKey"], signingKeyArns);
    if (row.signs) made.allow(["kms:Sign"], signingKeyArns.slice(0, 1));
    if (row.enqueues)
      made.allow(
        ["sqs:SendMessage"],
        Object.values(queues).map(({ queueArn }) => queueArn),
      );
    this.publish(row, made);
    return made;
  }

  /** Only where it is of use: an alias is one thing more to understand in the console. */
  private publish({ handler }: Row, made: StageFunction): void {
    const warm: Readonly<Record<string, number | undefined>> = this.props.config.provisionedConcurrency;
    if (!this.canary && warm[handler] === undefined) return;
    const alias = made.publish(warm[handler]);
    this.canary?.guard(made, alias);
  }

  private value(variable: string): string {
    const value = this.values[variable];
    if (!value) throw new Error(`The stack has no value for the variable ${variable}.`);
    return value;
  }
}
