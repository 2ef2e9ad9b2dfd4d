import { describe, expect, it } from "@jest/globals";
import { refusals, type Stacks, weakReferences } from "./references.ts";
import { synthesize } from "./synthesize.ts";

const ORDERS = [
  ["latchkey-prod-data", "latchkey-prod-service"],
  ["latchkey-prod-service", "latchkey-prod-data"],
];

const HEX = "0123456789abcdef0123456789abcdef";
/** What an owner may change of a stage that stands. */
const CHANGES: Readonly<Record<string, object>> = {
  "as it is": {},
  "tokens signed by KMS": { settings: { signing: "kms" } },
  "another key of KMS": { settings: { signing: "kms" }, kmsSigningKeys: ["second"] },
  "a key of AWS's for the table": { tableEncryption: "aws-owned" },
  "a provider with credentials": {
    settings: { channels: { sms: { providers: [{ use: "twilio", messagingServiceSid: `MG${HEX}` }] } } },
  },
  "no e-mail": { settings: { channels: { email: { enabled: false } } } },
  "servers with a key": { serverClients: { requestsPerSecond: 5, burst: 10, requestsPerDay: 1000 } },
};
const stages = await Promise.all(
  Object.entries(CHANGES).map(
    async ([name, override]) => [name, (await synthesize("prod", override)).templates] as const,
  ),
);
const changes = stages.flatMap(([from, before]) =>
  stages.filter(([to]) => to !== from).map(([to, after]) => ({ from, to, before, after })),
);

describe("a change of a stage that stands", () => {
  it.each(changes)("is refused by no export in use: $from, then $to", ({ before, after }) => {
    for (const order of ORDERS) expect(refusals(before, after, order)).toEqual([]);
  });

  it("reads of the data stack only what it says when it is deployed before", () => {
    for (const [, stacks] of stages) {
      const outputs = Object.keys(stacks.get("latchkey-prod-data")?.Outputs ?? {});
      const service = stacks.get("latchkey-prod-service");
      const read = service ? [...weakReferences(service)] : [];
      expect(read).not.toEqual([]);
      expect(read.filter((one) => !outputs.includes(one.replace("latchkey-prod-data.", "")))).toEqual([]);
    }
  });
});

describe("the look for an export in use", () => {
  const stack = (parts: object) => ({ Description: "", Resources: {}, ...parts });
  const exporting = (...names: readonly string[]) =>
    stack({ Outputs: Object.fromEntries(names.map((Name) => [Name, { Value: Name, Export: { Name } }])) });
  const importing = (...names: readonly string[]) =>
    stack({ Resources: Object.fromEntries(names.map((name) => [name, { "Fn::ImportValue": name }])) });
  const stacks = (data: object, service: object) => new Map(Object.entries({ data, service })) as Stacks;
  const before = stacks(exporting("table", "secret"), importing("table", "secret"));

  it("finds one that goes first", () => {
    const after = stacks(exporting("table"), importing("table"));
    expect(refusals(before, after, ["data", "service"])).toEqual(['data gives up "secret", which is in use']);
    expect(refusals(before, after, ["service", "data"])).toEqual([]);
  });

  it("finds one that is wanted too early", () => {
    const after = stacks(exporting("table", "secret", "key"), importing("table", "secret", "key"));
    expect(refusals(before, after, ["service", "data"])).toEqual([
      'service imports "key", which is not there',
    ]);
    expect(refusals(before, after, ["data", "service"])).toEqual([]);
  });
});
