import { SignatureV4 } from "@smithy/signature-v4";
import { readLocalEnvironment } from "../../functions/config.ts";
import { newActId } from "../../functions/domain/act-id.ts";
import { randomBytes } from "node:crypto";
import { dynamoClient } from "../../functions/storage/dynamodb/storage.ts";
import { Sha256 } from "../../functions/storage/dynamodb/sha256.ts";
import { parseStage } from "../../lib/stage-config.ts";
import { urlOfStage } from "../smoke/stage.ts";
import { placeOfStage, readStages } from "../stages.ts";

/** What an act was answered: its outcome, and what belongs to it. */
export interface CallAnswer {
  readonly outcome: string;
  /** Whether it led to what was asked for. */
  readonly done: boolean;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Calls acts of one service. */
export interface CallAct {
  (act: string, input: object): Promise<CallAnswer>;
  /** The service's own time, in epoch seconds. */
  readonly clock: () => Promise<number>;
}

/** The service, or IAM before it, does not let the caller do it. */
export class CallRefused extends Error {
  override readonly name = "CallRefused";
}

/** How often an act is tried whose answer did not come: under one id, so that it is done once. */
const TRIES = 3;

/**
 * What to do about a signature that AWS does not take, by the name of its refusal.
 * @see https://repost.aws/knowledge-center/api-gateway-iam-sigv4-mismatch
 */
const UNSIGNED: Readonly<Record<string, string>> = {
  ExpiredTokenException: "the credentials have expired. Sign in to AWS again.",
  UnrecognizedClientException: "it does not know the credentials. See: aws sts get-caller-identity",
  InvalidSignatureException:
    "the secret does not belong to the access key, the clock of this machine is wrong, or a proxy has changed the request.",
  IncompleteSignatureException:
    "something on the way has changed the request. Call API Gateway's own address.",
};
const MAY_NOT_INVOKE = "your user or role needs execute-api:Invoke on .../POST/admin-api/*.";
const NO_DESK =
  "See whether the stage is deployed in this version and with desk.admins, whether --url is right, and whether your credentials are current: aws sts get-caller-identity";

interface Prepared {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

type Clock = () => Promise<number>;

type Prepare = (path: string, headers: Readonly<Record<string, string>>, body: string) => Promise<Prepared>;

/**
 * Acts of the service on this machine.
 * @param said who does it, for the audit
 * @param base where it answers @default the port that the environment says
 */
export function callLocally(said: string, base = localUrl()): CallAct {
  const silent = `Nothing answers on port ${new URL(base).port}. Start the service with: npm start`;
  const prepare: Prepare = (path, headers) =>
    Promise.resolve({
      url: base + path,
      headers: { ...headers, "x-latchkey-session": said },
    });
  // Its clock may have been moved.
  const clock: Clock = async () => {
    const response = await fetch(`${base}/_local/clock`).catch(() => undefined);
    if (!response) throw new Error(silent);
    const { now } = (await response.json()) as { readonly now: string };
    return Date.parse(now) / 1000;
  };
  return calling(prepare, clock, silent);
}

function localUrl(): string {
  return `http://127.0.0.1:${readLocalEnvironment().port}`;
}

/**
 * Acts of a deployed stage, signed with your AWS credentials.
 * @param address where the stage is reached, if its stack does not say it
 * @param profile of the credentials @default what the environment says
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
 */
export async function callStage(stage: string, address?: string, profile?: string): Promise<CallAct> {
  const config = parseStage(readStages(), stage);
  if (config.settings.desk === undefined)
    throw new Error(
      `The stage ${stage} has no desk: name its admins in desk.admins, and deploy it (docs/settings.md).`,
    );
  const base = new URL(address ?? (await urlOfStage(stage, config, profile)));
  // The client library finds the credentials, in all the places where it looks for its own calls.
  const { credentials, region } = dynamoClient(placeOfStage(config, profile)).config;
  const signer = new SignatureV4({ service: "execute-api", region, credentials, sha256: Sha256 });
  const prepare: Prepare = async (path, headers, body) => {
    const signed = await signer.sign({
      method: "POST",
      protocol: base.protocol,
      hostname: base.hostname,
      ...(base.port !== "" && { port: Number(base.port) }),
      path: base.pathname.replace(/\/+$/, "") + path,
      headers: { ...headers, host: base.host },
      body,
    });
    // The client sends its own, which is the same.
    const sent = Object.entries(signed.headers).filter(([name]) => name !== "host");
    return { url: `${base.origin}${signed.path}`, headers: Object.fromEntries(sent) };
  };
  const clock: Clock = () => Promise.resolve(Date.now() / 1000);
  return calling(prepare, clock, `Nothing answers at ${base.origin}.`);
}

function calling(prepare: Prepare, clock: Clock, silent: string): CallAct {
  const call = async (act: string, input: object): Promise<CallAnswer> => {
    const body = JSON.stringify(input);
    const named = {
      "content-type": "application/json",
      "idempotency-key": newActId(randomBytes, Math.floor(await clock())),
    };
    for (let tried = 1; ; tried += 1) {
      const { url, headers } = await prepare(`/admin-api/${act}`, named, body);
      const response = await fetch(url, { method: "POST", headers, body }).catch(() => undefined);
      if (response && response.status < 500) return read(response);
      if (tried < TRIES) continue;
      if (!response) throw new Error(silent);
      const { detail } = (await response.json().catch(() => ({}))) as { readonly detail?: string };
      throw new Error(
        `It was not finished: ${detail ?? response.statusText} Run it again: what is done stays done.`,
      );
    }
  };
  return Object.assign(call, { clock });
}

async function read(response: Response): Promise<CallAnswer> {
  const body = (await response.json().catch(() => ({}))) as Readonly<Record<string, unknown>>;
  const { outcome, detail, message, errors } = body;
  if (typeof outcome === "string") return { outcome, done: response.ok, body };
  const unsigned = UNSIGNED[awsErrorOf(response)];
  if (unsigned !== undefined) throw new Error(`AWS does not take your signature: ${unsigned}`);
  if (awsErrorOf(response) === "AccessDeniedException")
    throw new CallRefused(`It is not allowed: ${MAY_NOT_INVOKE}`);
  if (response.status === 404)
    throw new Error(`It was refused: ${textOf(detail ?? message, response.statusText)} ${NO_DESK}`);
  if (response.status === 403)
    throw new CallRefused(`It is not allowed: ${textOf(detail ?? message, response.statusText)}`);
  const places = Array.isArray(errors) ? (errors as { path?: string; message?: string }[]) : [];
  const lines = places.map(({ path = "", message: why = "" }) => `\n- ${path}: ${why}`).join("");
  throw new Error(`It was refused: ${textOf(detail ?? message, response.statusText)}${lines}`);
}

/** What API Gateway calls its own refusal, without which the service has answered. */
function awsErrorOf({ headers }: Response): string {
  return headers.get("x-amzn-errortype")?.split(":")[0] ?? "";
}

function textOf(value: unknown, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}
