import { execFile } from "node:child_process";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { allGrants } from "./permissions.ts";
import { nameOf } from "./names.ts";
import { ofType, type Synthesized, synthesize } from "./synthesize.ts";

const app = await synthesize("prod");
const { service } = app;
const called = (value: unknown) => nameOf(value, service, app);
/** What only CloudFormation calls, once in a deployment: of one call there is no tenth, and CloudFormation sees it fail. */
const ofDeployments = Object.values(service.Resources)
  .filter(({ Type }) => Type.startsWith("Custom::"))
  .map(({ Properties }) => called(Properties.ServiceToken));
const names = ofType(service, "AWS::Lambda::Function")
  .map(({ Properties }) => String(Properties.FunctionName))
  .filter((name) => !ofDeployments.includes(name));

describe.each(names)("a new version of %s", (name) => {
  const alias = ofType(service, "AWS::Lambda::Alias").find(
    ({ Properties }) => called(Properties.FunctionName) === name,
  );
  const alarm = ofType(service, "AWS::CloudWatch::Alarm").find(
    ({ Properties }) => Properties.AlarmName === `${name}-failing`,
  );

  it("is what the alias moves on to", () => {
    const { "Fn::GetAtt": version } = alias?.Properties.FunctionVersion as { "Fn::GetAtt": string[] };
    const published = service.Resources[version[0] ?? ""];
    expect(published?.Type).toBe("AWS::Lambda::Version");
    expect(called(published?.Properties.FunctionName)).toBe(name);
    expect(alias?.Properties.Name).toBe("live");
  });

  it("serves a tenth of the calls first, and is taken back by the function's alarm", () => {
    const { CodeDeployLambdaAliasUpdate: update } = alias?.UpdatePolicy as {
      CodeDeployLambdaAliasUpdate: { DeploymentGroupName: { Ref: string } };
    };
    const { Properties } = service.Resources[update.DeploymentGroupName.Ref] ?? {};
    expect(Properties).toMatchObject({
      DeploymentGroupName: name,
      DeploymentConfigName: "CodeDeployDefault.LambdaCanary10Percent5Minutes",
      AutoRollbackConfiguration: {
        Enabled: true,
        Events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_REQUEST", "DEPLOYMENT_STOP_ON_ALARM"],
      },
      AlarmConfiguration: { Enabled: true },
    });
    const { Alarms } = Properties?.AlarmConfiguration as { Alarms: { Name: unknown }[] };
    expect(Alarms.map((watched) => called(watched.Name))).toEqual([`${name}-failing`]);
  });

  it("sets off the alarm by crashes and by faults that it answers, one in a hundred calls", () => {
    expect(alarm?.Properties).toMatchObject({
      Threshold: 1,
      EvaluationPeriods: 1,
      TreatMissingData: "notBreaching",
    });
    const [rate, ...parts] = alarm?.Properties.Metrics as {
      Expression?: string;
      Id: string;
      MetricStat?: { Period: number; Metric: Metric };
    }[];
    expect(rate?.Expression).toBe("100 * (FILL(errors, 0) + FILL(faults, 0)) / calls");
    const ofAlias = [`FunctionName=${name}`, `Resource=${name}:live`];
    expect(
      parts.map(({ Id, MetricStat }) => [Id, MetricStat?.Period, ...described(MetricStat?.Metric)]),
    ).toEqual([
      ["calls", 60, "AWS/Lambda", "Invocations", ...ofAlias],
      ["errors", 60, "AWS/Lambda", "Errors", ...ofAlias],
      ["faults", 60, "Latchkey/Faults", name],
    ]);
  });
});

interface Metric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[];
}

function described({ Namespace = "", MetricName = "", Dimensions = [] }: Partial<Metric> = {}): string[] {
  return [Namespace, MetricName, ...Dimensions.map(({ Name, Value }) => `${Name}=${called(Value)}`)];
}

describe("what a deployment calls itself, and what rotates keys", () => {
  it("has no alias and no canary: CloudFormation and Secrets Manager undo and repeat what fails there", () => {
    expect(ofDeployments).toEqual(["latchkey-prod-set-sms-account"]);
    const guarded = ofType(service, "AWS::Lambda::Alias").map(({ Properties }) =>
      called(Properties.FunctionName),
    );
    expect(guarded.sort()).toEqual([...names].sort());
    expect(Object.values(app.data.Resources).map(({ Type }) => Type)).not.toContain("AWS::Lambda::Alias");
  });
});

describe("the faults of a function", () => {
  const filters = ofType(service, "AWS::Logs::MetricFilter")
    .map(({ Properties }) => ({
      LogGroupName: Properties.LogGroupName,
      FilterPattern: Properties.FilterPattern,
      counted: Properties.MetricTransformations as readonly { MetricNamespace: string; MetricName: string }[],
    }))
    .filter(({ counted }) => counted.some(({ MetricNamespace }) => MetricNamespace === "Latchkey/Faults"));

  it("are counted from its own log", () => {
    const counted = filters.map(({ LogGroupName, counted: [{ MetricName } = { MetricName: "" }] }) => {
      const writer = ofType(service, "AWS::Lambda::Function").find(
        ({ Properties }) => Properties.FunctionName === MetricName,
      );
      const { LogGroup } = writer?.Properties.LoggingConfig as { LogGroup: unknown };
      expect(LogGroupName).toEqual(LogGroup);
      return MetricName;
    });
    expect(counted.sort()).toEqual([...names].sort());
  });

  it("have lines that the filter finds", async () => {
    expect(new Set(filters.map(({ FilterPattern }) => FilterPattern))).toEqual(
      new Set(['{ $.message = "fault" }']),
    );
    expect(JSON.parse(await faultLine())).toMatchObject({ message: "fault" });
  });
});

/** What the service writes for a fault, as it would in Lambda. */
function faultLine(): Promise<string> {
  const file = join(import.meta.dirname, "../../functions/observability/powertools.ts");
  const program = `
    import { powertoolsObserver } from ${JSON.stringify(pathToFileURL(file).href)};
    powertoolsObserver({ stage: "prod", logLevel: "INFO" }).fault("verify-code", new Error("secret"));`;
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ["--input-type=module", "--eval", program], (error, stdout, stderr) => {
      if (error) reject(new Error(stderr));
      else resolve(`${stdout}${stderr}`.split("\n").find((line) => line.includes('"fault"')) ?? "");
    });
  });
}

describe("what moves the aliases", () => {
  it("may move those of this stage, see its alarms, and do nothing else", () => {
    const deploying = allGrants(app, service).filter((grant) => /^(lambda|cloudwatch):/.test(grant));
    const expected = names.flatMap((name) => [
      ...["GetAlias", "UpdateAlias", "GetProvisionedConcurrencyConfig"].flatMap((action) => [
        `lambda:${action} on ${name}`,
        `lambda:${action} on ${name}:live`,
      ]),
      `cloudwatch:DescribeAlarms on ${name}-failing`,
    ]);
    expect(deploying.sort()).toEqual(expected.sort());
    // API Gateway's own role for logs is the account's, not this stage's: lib/acknowledgements.ts has the reason for its policy.
    const ofStage = ofType(service, "AWS::IAM::Role").filter(
      ({ Properties }) => !JSON.stringify(Properties).includes('"apigateway.amazonaws.com"'),
    );
    expect(ofStage.length).toBeGreaterThan(names.length);
    for (const { Properties } of ofStage) expect(Properties).not.toHaveProperty("ManagedPolicyArns");
    // What does not fit into a role's own policy, CDK would put into a managed one.
    expect(ofType(service, "AWS::IAM::ManagedPolicy")).toEqual([]);
  });
});

describe("a stage without a canary", () => {
  it("has nothing of all this", async () => {
    const types = Object.values((await synthesize("dev")).service.Resources).map(({ Type }) => Type);
    const extra = ["AWS::Lambda::Alias", "AWS::Lambda::Version", "AWS::Logs::MetricFilter"];
    expect(types.filter((type) => extra.includes(type) || type.startsWith("AWS::CodeDeploy::"))).toEqual([]);
  });
});

describe("a deployment", () => {
  const versions = ({ service: { Resources } }: Synthesized) =>
    Object.entries(Resources)
      .filter(([, { Type }]) => Type === "AWS::Lambda::Version")
      .map(([id]) => id)
      .sort();

  it("of the same publishes nothing", async () => {
    expect(versions(await synthesize("prod", {}, { again: true }))).toEqual(versions(app));
  });

  it("of another setting publishes new versions of all functions", async () => {
    const changed = versions(await synthesize("prod", { settings: { brand: { name: "Other" } } }));
    expect(changed.filter((id) => versions(app).includes(id))).toEqual([]);
    expect(changed).toHaveLength(names.length);
  });

  it("of what no version holds publishes nothing, since Lambda would refuse a second equal version", async () => {
    const changed = await synthesize("prod", {
      reservedConcurrency: { "verify-code": 50 },
      logRetentionDays: 30,
    });
    expect(versions(changed)).toEqual(versions(app));
  });

  it("stays well below CloudFormation's 500 resources in a stack", () => {
    expect(Object.keys(service.Resources).length).toBeLessThan(400);
  });
});
