import { Aws } from "aws-cdk-lib";
import {
  EndpointType,
  type IResource,
  LambdaIntegration,
  MockIntegration,
  PassthroughBehavior,
  RestApi,
} from "aws-cdk-lib/aws-apigateway";
import { Construct } from "constructs";
import type { Route } from "../../functions/routes.ts";
import type { StageConfig } from "../stage-config.ts";
import type { StageFunction } from "./function.ts";
import {
  answerWithProblems,
  METHOD_NOT_ALLOWED,
  problemDocument,
  problemHeaders,
} from "./gateway-problems.ts";

interface ApiProps {
  readonly stage: string;
  readonly config: StageConfig;
}

/** The REST API in front of the routes' functions. */
export class Api extends Construct {
  /** Where clients reach the service, without a trailing slash. */
  readonly publicUrl: string;
  private readonly api: RestApi;
  private readonly corsOrigins: readonly string[];

  constructor(scope: Construct, id: string, { stage, config }: ApiProps) {
    super(scope, id);
    this.corsOrigins = config.settings.corsOrigins;
    this.api = new RestApi(this, "RestApi", {
      restApiName: `latchkey-${stage}`,
      description: `Latchkey (${stage}): one-time passcodes and sessions`,
      endpointTypes: [EndpointType.REGIONAL],
      deployOptions: {
        stageName: stage,
        description: `The stage ${stage} of Latchkey`,
        throttlingRateLimit: config.throttle.requestsPerSecond,
        throttlingBurstLimit: config.throttle.burst,
      },
    });
    // The stack has an output of its own, which knows of the public URL.
    this.api.node.tryRemoveChild("Endpoint");
    answerWithProblems(this.api);
    // Made of the API's id and the stage's name alone: the deployment depends on the functions, which know this URL.
    this.publicUrl =
      config.publicUrl ??
      `https://${this.api.restApiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}/${stage}`;
  }

  /** Answers the routes with their functions, and every other method of their paths with 405. */
  addRoutes(routes: readonly Route[], functionOf: (route: Route) => StageFunction): void {
    for (const [path, ofPath] of Map.groupBy(routes, (route) => route.path)) {
      const resource = this.api.root.resourceForPath(path);
      for (const route of ofPath)
        resource.addMethod(
          route.method,
          new LambdaIntegration(functionOf(route).target, { proxy: true, allowTestInvoke: false }),
          { operationName: route.handler },
        );
      const methods = ofPath.map(({ method }) => method);
      const preflight = this.corsOrigins.length > 0;
      refuseOtherMethods(resource, preflight ? [...methods, "OPTIONS"] : methods);
      if (preflight) this.allowOrigins(resource, methods);
    }
  }

  private allowOrigins(resource: IResource, allowMethods: string[]): void {
    resource.addCorsPreflight({
      allowOrigins: [...this.corsOrigins],
      allowMethods,
      allowHeaders: ["Authorization", "Content-Type", "Idempotency-Key"],
    });
  }
}

function refuseOtherMethods(resource: IResource, methods: readonly string[]): void {
  const headers = { ...problemHeaders(METHOD_NOT_ALLOWED), Allow: methods.join(", ") };
  const names = Object.keys(headers).map((name) => `method.response.header.${name}`);
  const statusCode = String(METHOD_NOT_ALLOWED.status);
  const anyBody = JSON.stringify({ statusCode: METHOD_NOT_ALLOWED.status });
  const integration = new MockIntegration({
    // A body of another content type would be taken for this document: it is refused with 415.
    passthroughBehavior: PassthroughBehavior.NEVER,
    requestTemplates: { "application/json": anyBody, "application/x-www-form-urlencoded": anyBody },
    integrationResponses: [
      {
        statusCode,
        responseParameters: Object.fromEntries(
          Object.values(headers).map((value, index) => [names[index] ?? "", `'${value}'`]),
        ),
        responseTemplates: { "application/json": problemDocument(METHOD_NOT_ALLOWED) },
      },
    ],
  });
  resource.addMethod("ANY", integration, {
    methodResponses: [
      { statusCode, responseParameters: Object.fromEntries(names.map((name) => [name, true])) },
    ],
  });
}
