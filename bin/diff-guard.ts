import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { judge, parseAllowedChanges } from "./guard/allowed-changes.ts";
import { compareApi } from "./guard/compare-api.ts";
import { compareTemplates } from "./guard/compare-templates.ts";
import { lastRelease } from "./guard/last-release.ts";
import { synthesizeCheckout, synthesizeCommit } from "./guard/synthesize-checkout.ts";

const FOLDER = fileURLToPath(new URL("..", import.meta.url));
const LIST = "docs/allowed-changes.json";
const STAGES = ["dev", "prod"];

const release = await lastRelease(FOLDER);
if (release.kind === "none") console.log(`There is nothing to compare with: ${release.reason}.`);
else await compareWith(release.commit, release.subject);

async function compareWith(commit: string, subject: string): Promise<void> {
  console.log(`Compared with "${subject}" (${commit.slice(0, 10)}):`);
  const [before, after] = [
    await synthesizeCommit(FOLDER, commit, STAGES),
    await synthesizeCheckout(FOLDER, STAGES),
  ];
  const changes = [
    ...[...before.shapes].flatMap(([stage, templates]) =>
      compareTemplates(templates, after.shapes.get(stage) ?? new Map()),
    ),
    ...compareApi(before.api, after.api),
  ];
  const list = parseAllowedChanges(readFileSync(join(FOLDER, LIST), "utf8"));
  const { forbidden, allowed, needless } = judge(changes, list, before.version);
  for (const { change, reason } of allowed) console.log(`- allowed: ${change} (${reason})`);
  for (const { change } of needless) console.log(`- ${LIST} can lose: ${change}`);
  for (const change of forbidden) console.log(`- BREAKS ${change}`);
  if (forbidden.length === 0) {
    console.log("A deployment over the last release breaks nothing.");
    return;
  }
  console.log(
    `What breaks is not deployed. If a change is wanted, name its line in ${LIST} with "since": "${before.version}" and a reason.`,
  );
  process.exitCode = 1;
}
