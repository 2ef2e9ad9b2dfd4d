import { describeAlarms, makeAlarms } from "./make-alarms.ts";
import { makeBundles } from "./make-bundles.ts";
import { makeFindings } from "./make-findings.ts";
import { makeReceipts } from "./make-receipts.ts";
import { makeStage } from "./make-stage.ts";

/** All that has to load CDK. Takes and gives what can be written as JSON. */
export const makers = { makeStage, makeAlarms, describeAlarms, makeReceipts, makeFindings, makeBundles };

export type Makers = typeof makers;
