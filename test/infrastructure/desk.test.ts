import { describe, expect, it } from "@jest/globals";
import { permissionsOf } from "./permissions.ts";
import { ofType, synthesize } from "./synthesize.ts";

const ADMINS = [{ arn: "arn:aws:iam::123456789012:role/support", role: "owner" }];
const on = await synthesize("prod", { settings: { registration: "registered", desk: { admins: ADMINS } } });

function templateOf(functionName: string) {
  return [...on.templates.values()].find((one) =>
    ofType(one, "AWS::Lambda::Function").some(({ Properties }) => Properties.FunctionName === functionName),
  );
}

const grantedTo = (name: string) => {
  const functionName = `latchkey-prod-${name}`;
  return permissionsOf(on, templateOf(functionName)!, functionName);
};

describe("a stage with a desk", () => {
  it("lets in by IAM alone whoever calls an act, at addresses of their own stack", () => {
    const methods = ofType(templateOf("latchkey-prod-desk-act")!, "AWS::ApiGateway::Method");
    const posts = methods.filter(({ Properties }) => Properties.HttpMethod === "POST");
    expect(posts.map(({ Properties }) => Properties.AuthorizationType)).toEqual(["AWS_IAM", "AWS_IAM"]);
    const others = methods.filter(({ Properties }) => Properties.HttpMethod !== "POST");
    for (const { Properties } of others)
      expect(Properties).toMatchObject({ HttpMethod: "ANY", Integration: { Type: "MOCK" } });
  });

  it("lets one function alone delete, and two write the audit", () => {
    const all = [...on.templates.values()].flatMap((template) =>
      ofType(template, "AWS::Lambda::Function").map(({ Properties }) => ({
        name: String(Properties.FunctionName),
        grants: permissionsOf(on, template, String(Properties.FunctionName)),
      })),
    );
    const having = (text: string) =>
      all.filter(({ grants }) => grants.some((grant) => grant.includes(text))).map(({ name }) => name);
    expect(having("dynamodb:DeleteItem")).toEqual(["latchkey-prod-desk-forget"]);
    expect(having("audit#").sort()).toEqual(["latchkey-prod-desk-act", "latchkey-prod-desk-forget"]);
    expect(grantedTo("desk-act").filter((grant) => grant.includes("secretsmanager"))).toHaveLength(1);
    // What is counted of the stream is looked at, and written nowhere.
    expect(grantedTo("desk-act").filter((grant) => grant.includes("stats#"))).toEqual([
      expect.stringMatching(/^dynamodb:GetItem on /),
      expect.stringMatching(/^dynamodb:Query on /),
    ]);
    expect(grantedTo("desk-forget").some((grant) => grant.includes("sqs:"))).toBe(false);
  });

  it("lets one function alone write what is changed live, where it may be changed", async () => {
    expect(grantedTo("desk-act").filter((grant) => grant.includes("settings#"))).toEqual([]);
    const live = await synthesize("prod", {
      settings: { registration: "registered", desk: { admins: ADMINS }, liveChanges: "on" },
    });
    const writing = [...live.templates.values()].flatMap((template) =>
      ofType(template, "AWS::Lambda::Function").flatMap(({ Properties }) => {
        const name = String(Properties.FunctionName);
        const grants = permissionsOf(live, template, name).filter((grant) => grant.includes("settings#"));
        return grants.some((grant) => !grant.includes("dynamodb:GetItem")) ? [name] : [];
      }),
    );
    expect(writing).toEqual(["latchkey-prod-desk-act"]);
  });

  describe("with pages, for an admin with an address", () => {
    const admins = [...ADMINS, { recipient: "anna@utility.example", role: "owner" }];
    const made = synthesize("prod", { settings: { registration: "registered", desk: { admins } } });
    const grants = async (name: string) => {
      const pages = await made;
      const functionName = `latchkey-prod-${name}`;
      const template = [...pages.templates.values()].find((one) =>
        ofType(one, "AWS::Lambda::Function").some(
          ({ Properties }) => Properties.FunctionName === functionName,
        ),
      )!;
      return permissionsOf(pages, template, functionName);
    };

    it("lets what shows write nothing, and what signs in write neither audit nor settings", async () => {
      const shows = await grants("desk-read");
      expect(shows.filter((grant) => /dynamodb:(Put|Update|Delete|Batch|Transact)/.test(grant))).toEqual([]);
      const signsIn = await grants("desk-sign-in");
      expect(
        signsIn.filter((grant) => /audit#|settings#|stats#/.test(grant) && !grant.includes("GetItem")),
      ).toEqual([]);
      expect(signsIn.some((grant) => grant.includes("sqs:"))).toBe(false);
      // The keys of codes and factors are where those are typed, and not where acts are done.
      const secrets = async (name: string) =>
        (await grants(name)).filter((grant) => grant.includes("secretsmanager")).join(" ");
      expect(await secrets("desk-sign-in")).toMatch(/factor/i);
      for (const name of ["desk-read", "desk-act", "desk-forget"])
        expect(await secrets(name)).not.toMatch(/factor|passcode/i);
    });

    it("stands outside the canary: a few admins' calls would say nothing of a new version", async () => {
      const { templates } = await made;
      const ofFunction = (name: string) =>
        [...templates.values()].find((one) =>
          ofType(one, "AWS::Lambda::Function").some(({ Properties }) => Properties.FunctionName === name),
        )!;
      expect(ofType(ofFunction("latchkey-prod-request"), "AWS::Lambda::Alias")).not.toEqual([]);
      expect(ofType(ofFunction("latchkey-prod-desk-act"), "AWS::Lambda::Alias")).toEqual([]);
    });

    it("opens its pages to browsers, and its acts' route by IAM alone as before", async () => {
      const methods = [...(await made).templates.values()].flatMap((one) =>
        ofType(one, "AWS::ApiGateway::Method"),
      );
      const named = methods.map(({ Properties }) => [Properties.OperationName, Properties.AuthorizationType]);
      const ofPages = named.filter(([name]) =>
        /desk-?step|show-?desk|(act|forget)-?on-?page/i.test(String(name)),
      );
      expect(new Set(ofPages.map(([, type]) => type))).toEqual(new Set(["NONE"]));
      expect(methods.filter(({ Properties }) => Properties.AuthorizationType === "AWS_IAM")).toHaveLength(2);
    });
  });

  it("is not there without admins", async () => {
    const off = await synthesize("prod");
    const names = [...off.templates.values()].flatMap((one) =>
      ofType(one, "AWS::Lambda::Function").map(({ Properties }) => Properties.FunctionName),
    );
    expect(names.filter((name) => String(name).includes("desk"))).toEqual([]);
  });
});
