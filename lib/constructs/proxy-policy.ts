import { AnyPrincipal, PolicyDocument, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { SERVER_PATH, type Route } from "../../functions/routes.ts";
import type { Settings } from "../../functions/settings.ts";

/**
 * Admits a proxy's networks, and nothing past it: without this, a caller who finds the API's own address is not behind
 * the proxy, whatever the proxy checks.
 *
 * It names what it admits, so that a path of another kind is admitted by nothing here: where IAM admits callers, an Allow
 * for everybody of these networks would stand in IAM's place.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html
 */
export function proxyPolicy(
  { networks }: NonNullable<Settings["proxy"]>,
  routes: readonly Route[],
): PolicyDocument {
  // What IAM opens is left to IAM: an Allow here would stand in its place.
  const open = routes.filter(({ byIam }) => !byIam);
  const heads = new Set([...open.map(({ path }) => path.split("/")[1] ?? ""), SERVER_PATH.slice(1)]);
  return new PolicyDocument({
    statements: [
      new PolicyStatement({
        principals: [new AnyPrincipal()],
        actions: ["execute-api:Invoke"],
        resources: [...heads].flatMap((head) => [`execute-api:/*/*/${head}`, `execute-api:/*/*/${head}/*`]),
        conditions: { IpAddress: { "aws:SourceIp": [...networks] } },
      }),
    ],
  });
}
