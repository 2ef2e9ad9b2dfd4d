import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { App } from "aws-cdk-lib";
import { bundleFunctions } from "../../lib/add-stage.ts";
import { stageApp } from "../../lib/stage-app.ts";
import { lintable } from "./lintable.ts";
import { refusals } from "./references.ts";
import { contextOf, SHAPES, type Shape } from "./shapes.ts";
import { findingsOf } from "./synthesis/make-findings.ts";
import { templatesOf } from "./synthesis/templates-of.ts";
import type { TemplateJson } from "./synthesize.ts";
import { MAX_RESOURCES, problemsOf } from "./template-checks.ts";

const folder = mkdtempSync(join(tmpdir(), "latchkey-shapes-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Bundled once: no shape changes the code. */
const code = bundleFunctions(new App({ outdir: join(folder, "bundles") }));

/** What is synthesized of each shape, by name; then by stack, those that are nested too. */
const made = new Map<string, ReadonlyMap<string, TemplateJson>>();

function synthesizeShape(shape: Shape): App {
  const app = stageApp({
    // Copying the bundles for each shape would take longer than all the rest.
    context: { ...contextOf(shape), "aws:cdk:disable-asset-staging": true },
    outdir: join(folder, shape.name.replaceAll(/\W+/g, "-")),
    code,
  });
  app.synth();
  made.set(shape.name, templatesOf(app));
  return app;
}

describe.each(SHAPES)("the shape $name", (shape) => {
  it("is synthesized by the whole path, and has no finding without a reason and no reason without a finding", () => {
    const app = synthesizeShape(shape);
    const { withoutReason, needlessReasons } = findingsOf(app);
    expect(withoutReason).toEqual([]);
    expect(needlessReasons).toEqual([]);
  });
});

describe("all shapes", () => {
  it("have nothing in them that AWS refuses and no linter finds", () => {
    const problems = SHAPES.flatMap(({ name }) =>
      problemsOf(made.get(name) ?? new Map()).map((problem) => `${name}: ${problem}`),
    );
    expect(problems).toEqual([]);
  });

  it("have room in each template, nested or not, for what an owner adds", () => {
    const counts = [...made].flatMap(([name, stacks]) =>
      [...stacks].map(([stack, { Resources }]) => ({ name, stack, count: Object.keys(Resources).length })),
    );
    const most = counts.sort((one, other) => other.count - one.count).slice(0, 3);
    for (const { name, stack, count } of most)
      process.stdout.write(`${count} resources in ${stack} of "${name}"\n`);
    expect(counts.filter(({ count }) => count > MAX_RESOURCES)).toEqual([]);
  });

  it("can take each other's place, whichever stack is deployed first: no export is in use", () => {
    const shapes = [...made];
    const refused = shapes.flatMap(([from, before]) =>
      shapes
        .filter(([, after]) => [...after.keys()].join() === [...before.keys()].join())
        .flatMap(([to, after]) => {
          const order = [...after.keys()];
          return [order, order.toReversed()]
            .flatMap((each) => refusals(before, after, each))
            .map((refusal) => `${from}, then ${to}: ${refusal}`);
        }),
    );
    expect(refused).toEqual([]);
  });

  it("pass cfn-lint", () => {
    const files = [...lintable(made)].map(([name, template]) => {
      const file = join(folder, `${name.replaceAll(/\W+/g, "-")}.json`);
      writeFileSync(file, JSON.stringify(template));
      return file;
    });
    // W3005: CDK says what waits for what, whether or not it is said already.
    const { error, stdout, stderr } = spawnSync("cfn-lint", ["-i", "W3005", "--", ...files], {
      encoding: "utf8",
    });
    if ((error as NodeJS.ErrnoException | undefined)?.code === "ENOENT") {
      process.stdout.write("skipped: cfn-lint is not installed (pip install cfn-lint)\n");
      return;
    }
    expect(`${stdout}${stderr}`).toBe("");
  }, 200_000);
});
