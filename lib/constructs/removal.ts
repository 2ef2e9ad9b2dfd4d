import { RemovalPolicy } from "aws-cdk-lib";
import type { StageConfig } from "../stage-config.ts";

/**
 * What happens to what must survive when its stack goes: it stays, but for what a deployment made that failed. That one
 * takes it away again, or the next try would find the names taken.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 */
export function removalPolicyOf({
  removeDataOnDestroy,
}: Pick<StageConfig, "removeDataOnDestroy">): RemovalPolicy {
  return removeDataOnDestroy ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
}
