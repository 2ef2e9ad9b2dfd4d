import { type FaultCodes, faultOf } from "../../domain/provider-fault.ts";
import type { SendResult } from "../port.ts";

type Failed = Extract<SendResult, { kind: "failed" }>;

/** A message that carriers would drop: it is not what the owner has registered for the country. */
export const NO_TEMPLATE: Failed = { kind: "failed", fault: "message", reason: "no-template" };

/** What a provider's client library throws, as far as we look at it. */
interface ProviderError {
  readonly name?: unknown;
  /** The system's code of a connection that failed. */
  readonly code?: unknown;
  /** The provider's words: they may quote the address, so they are looked at and never kept. */
  readonly message?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/**
 * Names what the words of an error say where its own name says too little; undefined where they say nothing more. The
 * error itself comes along for services that say more beside their words.
 */
export type ReadWords = (name: string, words: string, error: unknown) => string | undefined;

/** Calls of AWS that are refused to this account or role, whatever the service. */
const AWS_ACCOUNT = [
  "AccessDenied",
  "AccessDeniedException",
  "AuthorizationError",
  "AuthorizationErrorException",
  "IncompleteSignature",
  "InvalidClientTokenId",
  "MissingAuthenticationToken",
  "NotAuthorized",
  "OptInRequired",
  "SignatureDoesNotMatch",
  "UnrecognizedClientException",
];

/**
 * The fault codes of a service of AWS, with those that all its services share.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
 */
export function awsCodes(message: readonly string[], account: readonly string[]): FaultCodes {
  return { message: new Set(message), account: new Set([...AWS_ACCOUNT, ...account]) };
}

/**
 * Tells whose fault it is. No answer, a server's fault and "too fast" pass; what stays is listed by its name. Anything
 * unknown is tried again: a code late is better than a code lost.
 */
export function sendFailure(error: unknown, codes: FaultCodes, read: ReadWords = () => undefined): Failed {
  const { name, code, message, $metadata } = (error ?? {}) as ProviderError;
  const known = name === "Error" ? code : name;
  const named = typeof known === "string" ? known : "unknown";
  const reason = read(named, typeof message === "string" ? message : "", error) ?? named;
  const status = $metadata?.httpStatusCode;
  const serverFault = status !== undefined && status >= 500;
  const fault = serverFault ? "moment" : faultOf(reason, codes);
  // What the library refused by itself, before it asked, is listed by its name; anything else had no answer.
  const unanswered = status === undefined && fault === "moment";
  return { kind: "failed", fault, reason, ...((serverFault || unanswered) && { maybeSent: true }) };
}
