import { Aws, Duration, RemovalPolicy } from "aws-cdk-lib";
import {
  AuthorizationType,
  BasePathMapping,
  EndpointType,
  type IApiKey,
  type IDomainName,
  type IResource,
  LambdaIntegration,
  type MethodDeploymentOptions,
  MockIntegration,
  PassthroughBehavior,
  RestApi,
} from "aws-cdk-lib/aws-apigateway";
import type { ILogGroup } from "aws-cdk-lib/aws-logs";
import { Construct, type IConstruct } from "constructs";
import { BINARY_TYPES, type Route, SERVER_PATH } from "../../functions/routes.ts";
import { servedRoutes } from "../../functions/config.ts";
import { clientOrigins } from "../../functions/settings.ts";
import type { StageConfig } from "../stage-config.ts";
import { accessLog } from "./access-log.ts";
import { acknowledge } from "./acknowledge.ts";
import type { Functions } from "./functions.ts";
import {
  answerWithProblems,
  METHOD_NOT_ALLOWED,
  oauthErrorDocument,
  problemDocument,
  problemHeaders,
} from "./gateway-problems.ts";
import { proxyPolicy } from "./proxy-policy.ts";
import { ratesOf } from "./route-rates.ts";
import { admitServers } from "./server-clients.ts";
import { Waf } from "./waf.ts";
import { WingApi } from "./wing-api.ts";

interface ApiProps {
  readonly stage: string;
  readonly config: StageConfig;
  /** The owner's domain, if there is one. */
  readonly domain: IDomainName | undefined;
  /** The servers' key, if they have one. */
  readonly serverKey: IApiKey | undefined;
}

/** Where addresses are made. */
interface Place extends Pick<WingApi, "resourceFor" | "answer">, Partial<Pick<WingApi, "deployWith">> {}

/** The REST API in front of the routes' functions. */
export class Api extends Construct {
  /** Where clients reach the service, without a trailing slash. */
  readonly publicUrl: string;
  /** What was asked and answered, and nothing of who asked. */
  readonly accessLogs: ILogGroup;
  private readonly api: RestApi;
  private readonly config: StageConfig;
  private readonly stage: string;
  private readonly forServers: boolean;
  private readonly wings = new Map<Construct, WingApi>();

  constructor(scope: Construct, id: string, { stage, config, domain: ownDomain, serverKey }: ApiProps) {
    super(scope, id);
    this.config = config;
    this.stage = stage;
    const { domain, serverClients, settings, throttle } = config;
    const { proxy } = settings;
    const log = accessLog(this, config);
    this.accessLogs = log.logGroup;
    this.api = new RestApi(this, "RestApi", {
      restApiName: `latchkey-${stage}`,
      description: `Latchkey (${stage}): one-time passcodes and sessions`,
      endpointTypes: [EndpointType.REGIONAL],
      binaryMediaTypes: [...BINARY_TYPES],
      ...(proxy && { policy: proxyPolicy(proxy, servedRoutes(config.settings)) }),
      // Else everything that is said to the domain could be said past it.
      disableExecuteApiEndpoint: domain !== undefined,
      // API Gateway writes logs by one role for the whole account and region: the last stack to deploy sets it for all
      // stages. It stays when its stack goes, or the other stages' logs would stop.
      cloudWatchRole: true,
      cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN,
      deployOptions: {
        stageName: stage,
        description: `The stage ${stage} of Latchkey`,
        ...log.options,
        throttlingRateLimit: throttle.requestsPerSecond,
        throttlingBurstLimit: throttle.burst,
        methodOptions: methodRates(config),
      },
    });
    // The stack has an output of its own, which knows of the public URL.
    this.api.node.tryRemoveChild("Endpoint");
    acknowledgeOf(this.api, config);
    answerWithProblems(this.api, settings);
    if (ownDomain) new BasePathMapping(this, "DomainMapping", { domainName: ownDomain, restApi: this.api });
    this.forServers = serverKey !== undefined;
    if (serverClients && serverKey) admitServers(this.api, stage, serverKey, serverClients);
    if (config.waf.enabled) new Waf(this, "Waf", { stage, config, api: this.api });
    // Made of the API's id and the stage's name alone: the deployment depends on the functions, which know this URL.
    this.publicUrl =
      config.publicUrl ??
      (domain && `https://${domain.name}`) ??
      `https://${this.api.restApiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}/${stage}`;
  }

  /** Answers the routes with their functions, and every other method of their paths with 405. */
  addRoutes(routes: readonly Route[], functions: Pick<Functions, "of" | "stackOf">): void {
    for (const [path, ofPath] of Map.groupBy(routes, (route) => route.path)) {
      const [first] = ofPath;
      const place = this.placeOf(first && functions.stackOf(first));
      const forServers = ofPath.filter((route) => this.forServers && route.forServers);
      const resource = place.resourceFor(path);
      for (const route of ofPath)
        place.answer(resource, route.method, functions.of(route), {
          operationName: route.handler,
          ...(route.byIam && { authorizationType: AuthorizationType.IAM }),
        });
      if (forServers.length > 0) {
        const ofServers = place.resourceFor(SERVER_PATH + path);
        for (const route of forServers)
          place.answer(ofServers, route.method, functions.of(route), { apiKeyRequired: true });
        refuseOtherMethods(
          ofServers,
          forServers.map(({ method }) => method),
        );
      }
      const methods = ofPath.map(({ method }) => method);
      const { settings } = this.config;
      const ofClients = ofPath.some(({ forClients }) => forClients) ? clientOrigins(settings) : [];
      // What IAM opens is no browser's to call.
      const byIam = ofPath.some((route) => route.byIam);
      const origins = byIam ? [] : [...new Set([...settings.corsOrigins, ...ofClients])];
      const known = origins.length > 0 ? [...methods, "OPTIONS"] : methods;
      const oauth = ofPath.some((route) => route.oauth);
      refuseOtherMethods(resource, known, oauth);
      if (origins.length > 0) allowOrigins(resource, origins, methods);
      place.deployWith?.({
        ...{ path, known, origins, oauth, servers: forServers.map(({ method }) => method) },
        answered: ofPath.map((route) => [functions.of(route).functionName, functions.of(route).qualifier]),
        refused: problemDocument(METHOD_NOT_ALLOWED),
      });
    }
  }

  /** @param stack the nested stack of a wing; undefined for the service stack */
  private placeOf(stack: Construct | undefined): Place {
    if (!stack) return this.core;
    const known = this.wings.get(stack);
    if (known) return known;
    const made = new WingApi(stack, "Api", this.api, this.stage);
    acknowledgeCallers(made);
    this.wings.set(stack, made);
    return made;
  }

  private readonly core: Place = {
    resourceFor: (path) => this.api.root.resourceForPath(path),
    answer: (resource, method, { target }, options) =>
      resource.addMethod(
        method,
        new LambdaIntegration(target, { proxy: true, allowTestInvoke: false }),
        options,
      ),
  };
}

/** Has it said that no caller is known by API Gateway. */
function acknowledgeCallers(addresses: IConstruct): void {
  acknowledge(
    addresses,
    "Users sign in here: a caller has no identity yet. The functions check sessions themselves.",
    ...["APIG4", "COG4"],
  );
}

function acknowledgeOf(api: RestApi, { waf }: StageConfig): void {
  acknowledgeCallers(api.root);
  const child = (id: string) => api.node.findChild(id);
  acknowledge(
    child("Resource"),
    "The functions check every body, by the schemas that the local service uses too, and answer with problem documents.",
    "APIG2",
  );
  acknowledge(
    api.deploymentStage,
    "Execution logs hold whole requests and answers: addresses, passcodes and session tokens.",
    "APIG6",
  );
  if (!waf.enabled)
    acknowledge(
      api.deploymentStage,
      "A web ACL costs a fee every month; the stage's settings do without one.",
      "APIG3",
    );
  acknowledge(
    child("CloudWatchRole"),
    "API Gateway writes the logs of all its APIs in an account and region by one role, and AWS keeps this policy for it: no function has the role, and narrowed to this stage it would silence the others.",
    "IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]",
  );
}

function allowOrigins(resource: IResource, allowOrigins: string[], allowMethods: string[]): void {
  resource.addCorsPreflight({
    ...{ allowOrigins, allowMethods },
    allowHeaders: ["Authorization", "Content-Type", "Idempotency-Key"],
    maxAge: Duration.minutes(10),
  });
}

/** The routes' rates, by API Gateway's names for methods. */
function methodRates(config: StageConfig): Record<string, MethodDeploymentOptions> {
  return Object.fromEntries(
    [...ratesOf(config)].map(([route, { requestsPerSecond, burst }]) => {
      const [method = "", path = ""] = route.split(" ");
      return [`${path}/${method}`, { throttlingRateLimit: requestsPerSecond, throttlingBurstLimit: burst }];
    }),
  );
}

function refuseOtherMethods(resource: IResource, methods: readonly string[], oauth = false): void {
  const headers = {
    ...problemHeaders(METHOD_NOT_ALLOWED),
    ...(oauth && { "Content-Type": "application/json" }),
    Allow: methods.join(", "),
  };
  const document = oauth ? oauthErrorDocument(METHOD_NOT_ALLOWED) : problemDocument(METHOD_NOT_ALLOWED);
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
        responseTemplates: { "application/json": document },
      },
    ],
  });
  resource.addMethod("ANY", integration, {
    methodResponses: [
      { statusCode, responseParameters: Object.fromEntries(names.map((name) => [name, true])) },
    ],
  });
}
