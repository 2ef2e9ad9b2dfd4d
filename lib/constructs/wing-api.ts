import {
  type IResource,
  type IRestApi,
  Integration,
  IntegrationType,
  type Method,
  type MethodOptions,
  Resource,
  RestApi,
} from "aws-cdk-lib/aws-apigateway";
import { Aws } from "aws-cdk-lib";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import type { StageFunction } from "./function.ts";

/** What wings share with the core of a path, and what follows: `/otp`, and the same for servers. */
const CORE_FOLDER = /^(\/(?:[^/]+\/)?otp)\/(.+)$/;

/** What is a wing's from the root on: no path of the core, or of another wing, begins so. */
const OWN_FOLDER = /^\/admin(-api\/.+|\/.+)?$/;

/**
 * The part of the API that stands in a wing's nested stack: the addresses that its functions answer, below folders that the
 * core has too. The API's deployment, which stands with the core, waits for them.
 */
export class WingApi extends Construct {
  private readonly core: RestApi;
  private readonly stage: string;
  private readonly own: IRestApi;
  private readonly folders = new Map<string, IResource>();

  constructor(scope: Construct, id: string, core: RestApi, stage: string) {
    super(scope, id);
    this.core = core;
    this.stage = stage;
    this.own = RestApi.fromRestApiAttributes(this, "RestApi", {
      restApiId: core.restApiId,
      rootResourceId: core.restApiRootResourceId,
    });
  }

  /** The address at a path: all of it below the core's folder is this wing's, or all of it. */
  resourceFor(path: string): IResource {
    const [, folder = "", own = ""] = CORE_FOLDER.exec(path) ?? [];
    if (own === "") {
      if (!OWN_FOLDER.test(path))
        throw new Error(`${path} is no address of a wing: it is not below ${CORE_FOLDER.source}.`);
      return this.own.root.resourceForPath(path);
    }
    const known = this.folders.get(folder) ?? this.importFolder(folder);
    this.folders.set(folder, known);
    return known.resourceForPath(own);
  }

  /** Has a function answer a method of an address, and lets this API call it for that and for nothing else. */
  answer(
    resource: IResource,
    httpMethod: string,
    answering: StageFunction,
    options: Pick<MethodOptions, "operationName" | "apiKeyRequired" | "authorizationType">,
  ): Method {
    const { target } = answering;
    const made = resource.addMethod(
      httpMethod,
      new Integration({
        type: IntegrationType.AWS_PROXY,
        integrationHttpMethod: "POST",
        uri: `arn:${Aws.PARTITION}:apigateway:${Aws.REGION}:lambda:path/2015-03-31/functions/${target.functionArn}/invocations`,
      }),
      options,
    );
    // The stage by its name: a reference to it would wait for the deployment, which waits for what stands here.
    target.addPermission(`Call ${httpMethod} ${resource.path.replaceAll("/", " ")}`, {
      principal: new ServicePrincipal("apigateway.amazonaws.com"),
      scope: made,
      sourceArn: this.own.arnForExecuteApi(
        httpMethod,
        // As CDK's own methods say it: a part of a path that callers fill in is none of the ARN's.
        resource.path.replaceAll(/\{[^}]*\}/g, "*"),
        this.stage,
      ),
    });
    return made;
  }

  /**
   * Makes the API's deployment anew where an address of the wing has changed, and have it wait for them all: by itself it
   * sees those of its own stack alone.
   * @param shape all that the addresses are made from
   */
  deployWith(shape: unknown): void {
    const { latestDeployment } = this.core;
    latestDeployment?.node.addDependency(this);
    latestDeployment?.addToLogicalId({ [this.node.path]: shape });
  }

  private importFolder(folder: string): IResource {
    return Resource.fromResourceAttributes(this, `Folder ${folder.replaceAll("/", " ").trim()}`, {
      restApi: this.own,
      resourceId: this.core.root.resourceForPath(folder).resourceId,
      path: folder,
    });
  }
}
