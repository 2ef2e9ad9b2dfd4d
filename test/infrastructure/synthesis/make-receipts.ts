import { rmSync } from "node:fs";
import { App, Stack } from "aws-cdk-lib";
import { Key } from "aws-cdk-lib/aws-kms";
import { Receipts } from "../../../lib/constructs/receipts.ts";
import type { TemplateJson } from "../synthesize.ts";

/** Receipts alone, with a key of the owner's in another stack. */
export function makeReceipts(): { readonly data: TemplateJson; readonly service: TemplateJson } {
  const app = new App();
  const env = { account: "111122223333", region: "eu-central-1" };
  const data = new Stack(app, "data", { env });
  const key = new Key(data, "Key");
  new Receipts(new Stack(app, "service", { env }), "Receipts", { stage: "prod", trySeconds: 1200, key });
  const assembly = app.synth();
  const template = (name: string) => assembly.getStackByName(name).template as TemplateJson;
  const made = { data: template("data"), service: template("service") };
  rmSync(app.outdir, { recursive: true });
  return made;
}
