import { createHash } from "node:crypto";
import type { APIGatewayProxyEvent } from "aws-lambda";
import type { Challenge } from "../../functions/domain/challenge.ts";
import { Passcode } from "../../functions/domain/passcode.ts";
import type { Message } from "../../functions/delivery/port.ts";
import type { OriginKey } from "../../functions/domain/origin.ts";
import type { RecipientKey } from "../../functions/domain/recipient.ts";
import { readRequest, type HttpRequest } from "../../functions/http/request.ts";

/** 2026-11-23, ten minutes past nine. */
export const NOW = 1_795_425_000;

/** A key of 32 bytes; another one for every name. */
export function keyNamed(name: string): Buffer {
  return createHash("sha256").update(name).digest();
}

/** Sixteen bytes as base64url; others for every name. */
export function sixteen(name: string): RecipientKey {
  return keyNamed(name).subarray(0, 16).toString("base64url") as RecipientKey;
}

/** A pending e-mail challenge, ten seconds old, with one wrong guess. */
export function challengeWith(override: Partial<Challenge> = {}): Challenge {
  const recipientKey = sixteen("anna");
  return {
    kid: 1,
    format: "digits",
    length: 6,
    opensSession: true,
    issuedAt: NOW - 10,
    recipientKey,
    ledgerKey: recipientKey,
    nonce: sixteen("nonce"),
    status: "pending",
    channel: "email",
    address: "anna@example.com",
    subject: "subject-of-anna",
    purpose: "login",
    locale: "en",
    attempts: 1,
    maxAttempts: 5,
    sends: 1,
    maxSends: 4,
    doneSend: 1,
    expiresAt: NOW + 290,
    nextSendAt: NOW + 20,
    delivery: { state: "sent" },
    origin: sixteen("origin") as string as OriginKey,
    lane: "strangers",
    amr: ["otp"],
    decoy: false,
    ...override,
  };
}

/** An e-mail with the passcode 012345. */
export function messageWith(override: Partial<Message> = {}): Message {
  return {
    channel: "email",
    address: "anna@example.com",
    subject: "012345 is your Caf\u00e9 code",
    text: "012345\n\n& more",
    html: "<p>012345</p>",
    passcode: new Passcode("012345"),
    locale: "en",
    secondsLeft: 290,
    order: { recipientKey: sixteen("anna"), nonce: sixteen("nonce"), send: 1, channel: "email" },
    ...override,
  };
}

/** What API Gateway hands over for a request to the default endpoint of the stage `prod`. */
export function apiEvent(override: Partial<APIGatewayProxyEvent> = {}): APIGatewayProxyEvent {
  const path = override.path ?? "/otp/request";
  return {
    httpMethod: "POST",
    path,
    resource: path,
    headers: { "Content-Type": "application/json" },
    multiValueHeaders: {},
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    body: "{}",
    isBase64Encoded: false,
    requestContext: { path: `/prod${path}`, identity: { sourceIp: "192.0.2.1" } } as never,
    ...override,
  };
}

/** Where the service of these events is reached. */
export const PUBLIC_URL = "https://otp.example.com";

/** A readable request with these headers. */
export function requestWith(headers: Record<string, string>): HttpRequest {
  const request = readRequest(apiEvent({ httpMethod: "GET", headers, body: null }), PUBLIC_URL);
  return request;
}
