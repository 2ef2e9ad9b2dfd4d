import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Settings } from "../../functions/settings.ts";
import { MAX_LOGO_LENGTH } from "../../functions/settings/brand.ts";
import { APP } from "../support/app.ts";
import { functionsOf } from "../infrastructure/functions.ts";
import { permissionsOf } from "../infrastructure/permissions.ts";
import { synthesize } from "../infrastructure/synthesize.ts";
import { routes as servedRoutes } from "../infrastructure/served-routes.ts";
import { type DeployedStage, deployStage } from "./deployed-stage.ts";
import { playLife } from "./played-life.ts";
import { PARTITIONS } from "./recording-cloud.ts";

/** Forty-nine apps beside the one that is played, each with four addresses. */
const OTHER_APPS = Array.from({ length: 49 }, (_, index) => {
  const addresses = ["callback", "silent", "popup", "bye"].map(
    (path) => `https://app-${index}.a-rather-long-name.example.com/signed-in/${path}`,
  );
  return {
    id: `app-${index}`,
    name: `The App with the Number ${index}`,
    redirectUris: addresses.slice(0, 3),
    postLogoutRedirectUris: addresses.slice(3),
    secretSha256: "0123456789abcdef".repeat(4),
  };
});

const LOGO_START = "data:image/png;base64,";

/** Room for everything that one life asks of one recipient, and settings that a large owner has. */
const OVERRIDE = {
  settings: {
    // What an open stage does is part of it.
    registration: "registered",
    passcode: { resendAfterSeconds: 1 },
    limits: { originPerRecipientPerDay: 10 },
    clients: [APP, ...OTHER_APPS],
    brand: {
      logo: LOGO_START + "iVBORw0K".repeat(MAX_LOGO_LENGTH).slice(0, MAX_LOGO_LENGTH - LOGO_START.length),
    },
  },
};

/** Calls that no code of ours makes, though they need the function's grant. */
const MADE_BY_AWS: readonly (readonly [what: RegExp, why: string])[] = [
  [/^logs:(CreateLogStream|PutLogEvents) on its log group$/, "Lambda writes what the function prints"],
  [
    /^sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes) on latchkey-prod-(email|sms)$/,
    "Lambda polls the queue in the function's name",
  ],
  [
    /^dynamodb:(DescribeStream|GetRecords|GetShardIterator|ListStreams) on latchkey-prod(\.StreamArn|\/stream\/\*)$/,
    "Lambda follows the stream in the function's name",
  ],
  [
    /^sqs:SendMessage on latchkey-prod-(dispatch|bookkeep|record-receipt)-failed$/,
    "Lambda puts aside what the consumer could not handle",
  ],
  [
    /^kms:Decrypt on arn:aws:kms:eu-central-1:111122223333:key\/\*$/,
    "DynamoDB uses the table's key in the name of the caller that asks it for items",
  ],
  [
    /^iam:PassRole on DeliveryTextLogsRole/,
    "SNS asks for it when the role is named to it; no function calls it",
  ],
];

const functions = functionsOf(await synthesize("prod", OVERRIDE));

/** In registered mode it keeps no books of money, since what a send costs must not tell who is a customer: messaging-calls plays it. */
const IDLE = "latchkey-prod-bookkeep";

let stage: DeployedStage;
beforeAll(async () => {
  stage = await deployStage("prod", OVERRIDE);
  await playLife(stage);
}, 300_000);

describe("a stage through which a whole life has been played", () => {
  it("has left out no function", () => {
    const silent = functions.map(({ name }) => name).filter((name) => !stage.played.has(name));
    expect(silent).toEqual([]);
  });

  it("has left out no address", () => {
    const handlers = servedRoutes.map(({ handler }) => handler);
    expect(handlers.filter((handler) => !stage.answered.has(handler))).toEqual([]);
  });

  it("has given its settings to every function, beside its code: fifty apps and a logo of the allowed size", () => {
    const files = functions.map(({ name }) => {
      const handler = name.replace("latchkey-prod-", "");
      return [handler, join(stage.codeFolder(handler), "settings.json")] as const;
    });
    const without = files.filter(([, file]) => !existsSync(file)).map(([handler]) => handler);
    // What these need, their callers tell them at the deployment; a new setting does not deploy them again.
    expect(without.sort()).toEqual(["fill-secrets", "rotate-secrets", "set-sms-account"]);
    for (const [, file] of files.filter(([handler]) => !without.includes(handler))) {
      const settings = JSON.parse(readFileSync(file, "utf8")) as Settings;
      expect(settings.clients).toHaveLength(50);
      expect(settings.brand.logo).toHaveLength(MAX_LOGO_LENGTH);
    }
  });

  it.each(functions.filter(({ name }) => name !== IDLE))(
    "made every call with a grant, and has no grant without a call: $name",
    ({ name }) => {
      const { template } = functionsOf(stage.app).find((one) => one.name === name) ?? {};
      const lines = template ? permissionsOf(stage.app, template, name) : [];
      const granted = [...lines.map(withoutConditions), ...partitionsIn(lines)];
      const ours = granted.filter(
        (grant) => !grant.startsWith("Deny ") && !MADE_BY_AWS.some(([what]) => what.test(grant)),
      );
      expect([...(stage.cloud.calls.get(name) ?? [])].sort()).toEqual(ours.sort());
    },
  );
});

/** The partitions that a role names. */
function partitionsIn(permissions: readonly string[]): string[] {
  const named = permissions.flatMap(
    (line) => /LeadingKeys ForAllValues:String(?:Like|Equals) (.*?)(?: if |$)/.exec(line)?.[1] ?? [],
  );
  return [...new Set(named.flatMap((list) => list.split(" or ")))].map((partition) => PARTITIONS + partition);
}

function withoutConditions(grant: string): string {
  return grant.replace(/ if .*$/, "");
}
