import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { temporaryFolder } from "../support/temporary-folder.ts";

const ROOT = join(import.meta.dirname, "../..");
const FOLDER = join(ROOT, ".github/workflows");
const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
};

interface Step {
  readonly if?: string;
  readonly id?: string;
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
}

interface Job {
  readonly "timeout-minutes"?: number;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly on?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const workflows = readdirSync(FOLDER).map(
  (name) => [name, parse(readFileSync(join(FOLDER, name), "utf8")) as Workflow] as const,
);
const stepsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps }) => steps);

describe.each(workflows)("the workflow %s", (_, workflow) => {
  it("names npm scripts that are there", () => {
    const named = stepsOf(workflow).flatMap(({ run = "" }) =>
      [...run.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name = ""]) => name),
    );
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it("pins each action to a commit, which cannot be moved as a tag can", () => {
    const actions = stepsOf(workflow).flatMap(({ uses }) => uses ?? []);
    expect(actions.length).toBeGreaterThan(0);
    for (const action of actions) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
  });

  it("may do nothing by default but read the code", () => {
    expect(workflow.permissions).toEqual({ contents: "read" });
  });

  it("ends each job that hangs", () => {
    for (const job of Object.values(workflow.jobs)) expect(job["timeout-minutes"]).toBeGreaterThan(0);
  });

  it("puts nothing that others write into a command", () => {
    for (const { run = "" } of stepsOf(workflow)) expect(run).not.toContain("${{");
  });

  it("is started by no event that gives secrets to the code of a stranger", () => {
    expect(JSON.stringify(workflow.on)).not.toMatch(/pull_request_target|workflow_run/);
  });
});

describe("the way back of a deployment", () => {
  const deployment = workflows.find(([name]) => name === "deploy.yml")?.[1];
  const steps = deployment ? stepsOf(deployment) : [];
  const back = steps.find(({ if: when = "" }) => when.includes("steps.smoke.conclusion == 'failure'"));

  /** Runs the step where git has only these tags, with npm and git in the place of real ones. */
  function goBack(tags: readonly string[]) {
    const folder = temporaryFolder();
    const git =
      'case "$*" in *rev-parse*) for tag in $TAGS; do case "$*" in *"$tag^"*) exit 0;; esac; done; exit 1;; esac';
    for (const [name, first] of [
      ["git", git],
      ["npm", ""],
    ] as const)
      writeFileSync(join(folder, name), `#!/bin/sh\n${first}\necho "did ${name} $*"\n`, { mode: 0o755 });
    const env = { PATH: `${folder}:${process.env.PATH ?? ""}`, STAGE: "prod", TAGS: tags.join(" ") };
    // As GitHub runs a step.
    const { status, stdout } = spawnSync("bash", ["-e", "-c", back?.run ?? "false"], {
      env,
      encoding: "utf8",
    });
    return { status, did: stdout.split("\n").filter((line) => line.startsWith("did ")), stdout };
  }

  it("deploys what passed its smoke test last", () => {
    expect(goBack(["refs/tags/deployed-prod"])).toMatchObject({
      status: 0,
      did: [
        "did git checkout --detach refs/tags/deployed-prod",
        "did npm ci",
        "did npm run deploy -- --context stage=prod --require-approval never",
      ],
    });
  });

  it("does nothing and says why where nothing has passed yet: not the first deployment of another stage", () => {
    const { status, did, stdout } = goBack(["refs/tags/deployed-prod-eu"]);
    expect([status, did]).toEqual([0, []]);
    expect(stdout).toContain("::warning::Nothing passed its smoke test on prod");
  });

  it("moves the tag only after a smoke test that passed", () => {
    const [smoke, note] = ["npm run smoke", "git tag --force"].map((begin) =>
      steps.findIndex(({ run = "" }) => run.startsWith(begin)),
    );
    expect(steps[smoke ?? -1]?.id).toBe("smoke");
    expect(note).toBe((smoke ?? 0) + 1);
    expect(steps[note ?? -1]?.if).toBeUndefined();
  });
});
