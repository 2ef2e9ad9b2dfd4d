import { describe, expect, it } from "@jest/globals";
import { permissionsOf } from "./permissions.ts";
import { ofType, synthesize } from "./synthesize.ts";

const off = await synthesize("prod");
const on = await synthesize("prod", {
  settings: { secondFactor: "optional", registration: "registered" },
});
const passkeysAlone = await synthesize("prod", {
  settings: { factors: { passkeys: { rpId: "example.com" } } },
});

const accountAlone = await synthesize("prod", { settings: { account: "on", registration: "registered" } });
const accountWithPasskeys = await synthesize("prod", {
  settings: { account: "on", factors: { passkeys: { rpId: "example.com" } } },
});

/** What a function may do in the partitions of subjects. */
function inSubjects(stage: typeof on, name: string): string[] {
  const functionName = `latchkey-prod-${name}`;
  const template = [...stage.templates.values()].find((one) =>
    ofType(one, "AWS::Lambda::Function").some(({ Properties }) => Properties.FunctionName === functionName),
  );
  return template
    ? permissionsOf(stage, template, functionName).filter((grant) => grant.includes("subject#"))
    : [];
}

const NAMES = [
  "request",
  "verify",
  "resend",
  "session",
  "factor",
  "user-account",
  "dispatch",
  "deliver-code-email",
  "deliver-code-sms",
  "tokens",
  "apps",
];

const may = (action: string, keys: string) =>
  `dynamodb:${action} on latchkey-prod if dynamodb:LeadingKeys ForAllValues:StringLike ${keys} if dynamodb:LeadingKeys Null false`;

describe("what subjects have enrolled", () => {
  it("is read by who asks and who follows, and changed by who checks it, and by who tells of a reset", () => {
    const found = NAMES.map((name) => [name, inSubjects(on, name)] as const);
    const reads = [may("GetItem", "subject#*")];
    expect(Object.fromEntries(found.filter(([, grants]) => grants.length > 0))).toEqual({
      request: reads,
      apps: reads,
      dispatch: reads,
      factor: ["GetItem", "UpdateItem"].map((action) => may(action, "recipient#* or subject#*")),
      // The first notice of a reset that is sent sets its hour.
      "deliver-code-email": ["GetItem", "UpdateItem"].map((action) =>
        may(action, "recipient#* or subject#*"),
      ),
      "deliver-code-sms": ["GetItem", "UpdateItem"].map((action) =>
        may(action, "recipient#* or message#* or spend#* or subject#*"),
      ),
      // The first factor of a subject puts its item.
      "user-account": ["GetItem", "PutItem", "Query", "UpdateItem"].map((action) =>
        may(action, "recipient#* or subject#*"),
      ),
    });
  });

  it("has a page that reads and ends what recipients have, without secrets that it does not need", () => {
    const template = [...accountAlone.templates.values()].find((one) =>
      ofType(one, "AWS::Lambda::Function").some(
        ({ Properties }) => Properties.FunctionName === "latchkey-prod-user-account",
      ),
    );
    const name = "latchkey-prod-user-account";
    const grants = permissionsOf(accountAlone, template!, name).filter((one) => !/logs:|xray:/.test(one));
    expect(grants.filter((one) => one.startsWith("dynamodb:"))).toEqual([
      ...["GetItem", "Query"].map((action) => may(action, "recipient#*")),
      expect.stringContaining("dynamodb:Query on latchkey-prod/index/customers "),
      may("UpdateItem", "recipient#*"),
    ]);
    const [made] = ofType(template!, "AWS::Lambda::Function").filter(
      ({ Properties }) => Properties.FunctionName === name,
    );
    const { Variables } = made?.Properties.Environment as { readonly Variables: object };
    expect(Object.keys(Variables).filter((one) => one.startsWith("SECRET_ID_"))).toEqual([
      ...["SECRET_ID_COOKIE", "SECRET_ID_FORM", "SECRET_ID_RECIPIENT"],
    ]);
  });

  it("is written by who follows where passkeys are on, who reads what a refused write does not show", () => {
    expect(inSubjects(passkeysAlone, "dispatch")).toEqual([
      may("GetItem", "subject#*"),
      may("UpdateItem", "subject#*"),
    ]);
  });

  it("is read by the page of the account where there are passkeys alone", () => {
    expect(inSubjects(accountWithPasskeys, "user-account")).toEqual([may("GetItem", "subject#*")]);
    expect(inSubjects(accountAlone, "user-account")).toEqual([]);
  });

  it("is changed by the function of passkeys, which finds what it ends", () => {
    expect(inSubjects(passkeysAlone, "passkeys")).toEqual(
      ["GetItem", "PutItem", "Query", "UpdateItem"].map((action) => may(action, "recipient#* or subject#*")),
    );
  });

  it("is told to a customer's contacts, whom dispatch finds by the index only there", () => {
    const finds = (stage: typeof on) =>
      permissionsOf(stage, stage.service, "latchkey-prod-dispatch").filter((grant) =>
        grant.includes("index/customers"),
      );
    expect(finds(on)).not.toEqual([]);
    expect(finds(off)).toEqual([]);
  });

  it("is out of reach for every function where second factors are off", () => {
    expect(NAMES.flatMap((name) => inSubjects(off, name))).toEqual([]);
  });
});
