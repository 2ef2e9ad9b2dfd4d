import { NestedStack } from "aws-cdk-lib";
import type { Alarm } from "aws-cdk-lib/aws-cloudwatch";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { variablesOf } from "../../functions/config.ts";
import {
  type Consumer,
  type FunctionName,
  type FunctionNeeds,
  FUNCTIONS,
  functionsOf,
  type KeyPrefix,
  type Route,
  type SecretName,
  type Wing,
  WINGS,
  WINGS_WITH_ADDRESSES,
} from "../../functions/routes.ts";
import { Canary } from "./canary.ts";
import {
  asksFactors,
  believes,
  canHaveFactors,
  enabledChannels,
  keepsProofs,
  offersPush,
  takesLiveChanges,
  tellsEvents,
} from "../../functions/settings.ts";
import { eventsQueue } from "./events-queue.ts";
import { kindOf, SIZES } from "./function-sizes.ts";
import { type FunctionStage, StageFunction } from "./function.ts";
import { valuesOf } from "./function-values.ts";
import { ChannelQueues, type QueueOf } from "./queues.ts";
import type { ServiceTable } from "./table.ts";

export interface FunctionsProps extends FunctionStage {
  readonly publicUrl: string;
  readonly table: ServiceTable;
  readonly secretArns: Readonly<Partial<Record<SecretName, string>>>;
  /** The KMS keys that tokens are signed with, in the order of the configuration; none where the signing secret does. */
  readonly signingKeyArns: readonly string[];
  /** What providers log in with, where one of them does. */
  readonly providersArn: string | undefined;
  /** The key of the owner's bot check, where it has one. */
  readonly botCheckArn: string | undefined;
  /** Of calls to apps, where one of them is called. */
  readonly outbound: Queue | undefined;
  /** What calls to receivers of events are signed with, where one of them is called. */
  readonly webhooksArn: string | undefined;
}

/** A function of addresses, or a consumer, as routes.ts describes it. */
type Row = FunctionNeeds & {
  readonly summary: string;
  readonly source?: Consumer["source"];
  readonly wing?: Wing;
};

/** Where functions are made. */
interface Place {
  readonly scope: Construct;
  /** Takes back a version that fails, if the stage wants it. */
  readonly canary: Canary | undefined;
}

interface FunctionOptions {
  /** What sets apart functions of one handler. */
  readonly suffix?: string;
  /** What its row does not name, because only this one of its functions needs it. */
  readonly keys?: readonly KeyPrefix[];
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Makes functions from rows of routes.ts: each gets the grants and the variables that its row names, and no others. Those
 * of a wing stand in a nested stack of their own, with all that belongs to them: a template holds 500 resources.
 */
export class Functions extends Construct {
  /** Of the enabled channels. */
  readonly queues: QueueOf;
  /** Of events, where the owner has them told: in the nested stack of what tells them. */
  readonly events: Queue | undefined;
  private readonly props: FunctionsProps;
  private readonly values: Readonly<Record<string, string>>;
  private readonly made = new Map<FunctionName, StageFunction>();
  private readonly core: Place;
  private readonly wings = new Map<Wing, Place>();

  constructor(scope: Construct, id: string, props: FunctionsProps) {
    super(scope, id);
    this.props = props;
    const canary = props.config.canary ? Canary.ofStage(this, props.stage) : undefined;
    this.core = { scope: this, canary };
    const { settings } = props.config;
    this.queues = new ChannelQueues(scope, "Queues", {
      stage: props.stage,
      channels: enabledChannels(settings),
      ttlSeconds: settings.passcode.ttlSeconds,
      besidePush: () => this.placeOf("factors").scope,
    }).of;
    this.events = tellsEvents(settings) ? eventsQueue(this.placeOf("events").scope, props.stage) : undefined;
    this.values = valuesOf(props, this);
  }

  /** Makes the functions of some addresses. */
  answer(routes: readonly Route[]): void {
    for (const row of functionsOf(routes)) this.made.set(row.handler, this.create(row));
  }

  /** The function that answers an address. */
  of(route: Pick<Route, "function">): StageFunction {
    const made = this.made.get(route.function);
    if (!made) throw new Error(`The function ${route.function} was not made.`);
    return made;
  }

  /** The nested stack that an address stands in with its function; undefined for those of the service stack. */
  stackOf(route: Pick<Route, "function">): Construct | undefined {
    const { wing } = FUNCTIONS[route.function];
    return wing !== undefined && WINGS_WITH_ADDRESSES.has(wing) ? this.placeOf(wing).scope : undefined;
  }

  /** The alarms by which new versions are taken back; none without a canary. */
  get failing(): readonly Alarm[] {
    return [this.core, ...this.wings.values()].flatMap(({ canary }) => canary?.alarms ?? []);
  }

  create(row: Row, { suffix, keys = [], environment }: FunctionOptions = {}): StageFunction {
    const { table, secretArns, signingKeyArns, outbound, stage, config, code } = this.props;
    const name = suffix === undefined ? row.handler : `${row.handler}-${suffix}`;
    const { scope, canary } = this.placeOf(row.wing);
    const made = new StageFunction(scope, name, {
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
    const mine = [...(row.keys ?? []), ...keys];
    table.allowItems(made, { table: row.table.filter((action) => action !== "DeleteItem"), keys: mine });
    // Who deletes what is kept of a person does not delete what was done.
    if (row.table.includes("DeleteItem"))
      table.allowItems(made, { table: ["DeleteItem"], keys: mine.filter((key) => key !== "audit") });
    if (row.onlyReads) table.allowItems(made, { table: ["GetItem", "Query"], keys: row.onlyReads });
    // On its own: what a function does elsewhere in the table, it must not do to factors.
    if (row.recordsPasskeys && keepsProofs(config.settings))
      // A refused write of an item that is not there is followed by a read.
      table.allowItems(made, { table: ["GetItem", "UpdateItem"], keys: ["subject"] });
    if (row.readsFactors && (asksFactors(config.settings) || offersPush(config.settings)))
      table.allowItems(made, { table: ["GetItem"], keys: ["subject"] });
    if (row.showsFactors && canHaveFactors(config.settings))
      table.allowItems(made, { table: ["GetItem"], keys: ["subject"] });
    // Who writes them is the desk's alone.
    if (row.followsLive && takesLiveChanges(config.settings))
      table.allowItems(made, { table: ["GetItem"], keys: ["settings"] });
    if (row.changesLive && takesLiveChanges(config.settings))
      table.allowItems(made, { table: ["PutItem", "Query"], keys: ["settings"] });
    const finds = row.findsCustomers ?? (row.tellsContacts && canHaveFactors(config.settings));
    if (finds && config.settings.registration === "registered") table.allowCustomers(made);
    made.allow(
      ["secretsmanager:GetSecretValue"],
      row.secrets
        .filter((secret) => secret !== "signing" || believes(config.settings, "secret"))
        .flatMap((secret) => secretArns[secret] ?? []),
    );
    const { providersArn, botCheckArn, webhooksArn } = this.props;
    if (row.ordersEvents && this.events) made.allow(["sqs:SendMessage"], [this.events.queueArn]);
    if (row.tellsEvents && webhooksArn !== undefined)
      made.allow(["secretsmanager:GetSecretValue"], [webhooksArn]);
    if (row.providers && providersArn !== undefined)
      made.allow(["secretsmanager:GetSecretValue"], [providersArn]);
    if (row.checksBots && botCheckArn !== undefined)
      made.allow(["secretsmanager:GetSecretValue"], [botCheckArn]);
    if (row.secrets.some((secret) => secret === "signing" || secret === "verifying"))
      made.allow(["kms:GetPublicKey"], signingKeyArns);
    if (row.signs && config.settings.signing === "kms") made.allow(["kms:Sign"], signingKeyArns.slice(0, 1));
    if (row.enqueues)
      made.allow(
        ["sqs:SendMessage"],
        [...Object.values(this.queues), ...(outbound ? [outbound] : [])].map(({ queueArn }) => queueArn),
      );
    if (row.ordersCalls) made.allow(["sqs:SendMessage"], outbound ? [outbound.queueArn] : []);
    this.publish(row, made, canary);
    return made;
  }

  /** Only where it is of use: an alias is one thing more to understand in the console. */
  private publish({ handler }: Row, made: StageFunction, canary: Canary | undefined): void {
    const warm: Readonly<Record<string, number | undefined>> = this.props.config.provisionedConcurrency;
    if (!canary && warm[handler] === undefined) return;
    const alias = made.publish(warm[handler]);
    canary?.guard(made, alias);
  }

  /** The nested stack of what keeps the books, which every stage has: what only people look at has room there. */
  get besideBooks(): Construct {
    return this.placeOf("money").scope;
  }

  /** The nested stack of the desk, for what watches it. Only for a stage that has one. */
  get besideDesk(): Construct {
    return this.placeOf("desk").scope;
  }

  /** A wing's nested stack is made with its first function: a stage that has none of them has no such stack. */
  private placeOf(wing: Wing | undefined): Place {
    if (wing === undefined) return this.core;
    const known = this.wings.get(wing);
    if (known) return known;
    const scope = new NestedStack(this, wing, {
      description: `Latchkey (${this.props.stage}): ${WINGS[wing]}`,
    });
    // A few admins call the desk: a tenth of their calls in five minutes would say nothing of a new version.
    const place = { scope, canary: wing === "desk" ? undefined : this.core.canary?.within(scope) };
    this.wings.set(wing, place);
    return place;
  }

  private value(variable: string): string {
    const value = this.values[variable];
    if (!value) throw new Error(`The stack has no value for the variable ${variable}.`);
    return value;
  }
}
