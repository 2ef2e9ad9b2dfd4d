import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Settings } from "../../functions/settings.ts";
import { MAX_LOGO_LENGTH } from "../../functions/settings/brand.ts";
import { APP } from "../support/app.ts";
import { functionsOf } from "../infrastructure/functions.ts";
import { permissionsOf } from "../infrastructure/permissions.ts";
import { synthesize } from "../infrastructure/synthesize.ts";
import { type DeployedStage, deployStage } from "./deployed-stage.ts";
import { playLife } from "./played-life.ts";

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
    passcode: { resendAfterSeconds: 1 },
    limits: { originPerRecipientPerHour: 10 },
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
    /^sqs:SendMessage on latchkey-prod-(dispatch|record-receipt)-failed$/,
    "Lambda puts aside what the consumer could not handle",
  ],
  [
    /^kms:Decrypt on alias\/latchkey-prod-table$/,
    "DynamoDB uses the table's key in the name of the caller that asks it for items",
  ],
  [
    /^iam:PassRole on DeliveryTextLogsRole/,
    "SNS asks for it when the role is named to it; no function calls it",
  ],
];

const functions = functionsOf(await synthesize("prod", OVERRIDE));

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

  it.each(functions)("made every call with a grant, and has no grant without a call: $name", ({ name }) => {
    const { template } = functionsOf(stage.app).find((one) => one.name === name) ?? {};
    const granted = template ? permissionsOf(stage.app, template, name).map(withoutConditions) : [];
    const ours = granted.filter(
      (grant) => !grant.startsWith("Deny ") && !MADE_BY_AWS.some(([what]) => what.test(grant)),
    );
    expect([...(stage.cloud.calls.get(name) ?? [])].sort()).toEqual(ours);
  });
});

function withoutConditions(grant: string): string {
  return grant.replace(/ if .*$/, "");
}
