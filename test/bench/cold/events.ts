import { randomBytes } from "node:crypto";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { APIGatewayProxyEvent, Context } from "aws-lambda";
import { localEndpoints } from "../../../bin/local/endpoints.ts";
import type { EndedSession } from "../../../functions/domain/logout-token.ts";
import type { SendOrder } from "../../../functions/delivery/port.ts";
import type { Challenge } from "../../../functions/domain/challenge.ts";
import { challengeIdBytes, encodeChallengeId } from "../../../functions/domain/challenge-id.ts";
import { factorToken } from "../../../functions/domain/factor-token.ts";
import type { RecipientKey } from "../../../functions/domain/recipient.ts";
import type { SubjectKey } from "../../../functions/domain/subject.ts";
import type { HandlerName } from "../../../functions/routes.ts";
import type { Services } from "../../../functions/compose/base.ts";
import { twilioCallbackUrl, twilioSignature } from "../../../functions/receipts/twilio-status.ts";
import { toItem } from "../../../functions/storage/dynamodb/challenge-item.ts";
import { aChallenge } from "../../support/challenge.ts";
import { cancelTokenOf, passcodeOf } from "../../support/passcodes.ts";
import { twilioFields } from "../../support/receipts.ts";
import {
  sendgridEvent,
  signedByGateway,
  signedBySendgrid,
  webhookReport,
} from "../../support/signed-reports.ts";
import { appEvents } from "./app-events.ts";
import { call } from "./call.ts";
import { TWILIO_TOKEN } from "./stand-ins.ts";

/** The same, as API Gateway says who has signed it. */
function byOwner(event: APIGatewayProxyEvent, pathParameters: Record<string, string> = {}) {
  const { requestContext } = event;
  const identity = { ...requestContext.identity, userArn: "arn:aws:iam::123456789012:role/owner" };
  return { ...event, pathParameters, requestContext: { ...requestContext, identity } };
}

/** An event that the handler answers well, made anew for every start: what it needs lies in the table. */
export type MakeEvent = () => object | Promise<object>;

export function realEvents(services: Services): Readonly<Record<HandlerName, MakeEvent>> {
  const open = async (over: Partial<Challenge> = {}) => {
    const now = services.clock();
    const challenge = aChallenge({
      recipientKey: randomBytes(16).toString("base64url") as RecipientKey,
      issuedAt: now,
      expiresAt: now + 300,
      nextSendAt: now,
      ...over,
    });
    const { key, kid } = await services.keys.current("passcode");
    await services.storage.challenges.open(challenge);
    const challengeId = encodeChallengeId(challengeIdBytes({ ...challenge, kid }, key));
    return { challenge, challengeId };
  };
  const guess = async () => {
    const { challengeId } = await open();
    return call("verify-code", { challengeId, code: await passcodeOf(services, challengeId) });
  };
  const session = async () => {
    const { body } = await localEndpoints(services)["verify-code"](await guess(), {} as Context);
    const { sessionToken } = JSON.parse(body) as { readonly sessionToken: string };
    return { authorization: `Bearer ${sessionToken}` };
  };
  /** A browser in which a code was right; what there was to prove is gone, which takes as long to see. */
  const waiting = async () => {
    const subject = randomBytes(16).toString("base64url") as SubjectKey;
    const { challenge, challengeId } = await open({
      ...{ status: "proved", subjectKey: subject, secondFactor: ["totp"] },
    });
    const { key, kid } = await services.keys.current("passcode");
    const token = factorToken(challenge, kid, key);
    const { cookies } = services;
    return { cookie: `${cookies.set("challenge", challengeId)}; ${cookies.set("factor", token)}` };
  };
  const change = (challenge: Challenge, before?: Challenge) => {
    const image = (of: Challenge) => marshall(toItem(of, 0), { removeUndefinedValues: true });
    const { pk = {}, sk = {} } = image(challenge);
    const dynamodb = {
      Keys: { pk, sk },
      NewImage: image(challenge),
      ...(before && { OldImage: image(before) }),
    };
    return { Records: [{ eventSource: "aws:dynamodb", dynamodb }] };
  };

  return {
    "request-code": () =>
      call("request-code", { recipient: `${randomBytes(6).toString("hex")}@example.com` }),
    "verify-code": guess,
    // Of a challenge that waits for its code still: what is refused for that has loaded and read everything.
    "prove-factor": async () =>
      call("prove-factor", { challengeId: (await open()).challengeId, factor: "totp", code: "123456" }),
    // Of a link that names nothing.
    "show-keep-factors": () => ({
      ...call("show-keep-factors"),
      queryStringParameters: { t: randomBytes(32).toString("base64url") },
    }),
    "keep-factors": () => call("keep-factors", { t: randomBytes(32).toString("base64url") }),
    "show-factor": async () => call("show-factor", undefined, await waiting()),
    "resend-code": async () => call("resend-code", { challengeId: (await open()).challengeId }),
    "read-status": async () => call("read-status", { challengeId: (await open()).challengeId }),
    "read-session": async () => call("read-session", undefined, await session()),
    "log-out": async () => call("log-out", {}, await session()),
    "show-request": () => call("show-request"),
    "show-verify": async () =>
      call("show-verify", undefined, {
        cookie: services.cookies.set("challenge", (await open()).challengeId),
      }),
    "show-link": () => ({ ...call("show-link"), pathParameters: { link: "link" } }),
    "show-not-me": async () => ({
      ...call("show-not-me"),
      queryStringParameters: { t: await cancelTokenOf(services, (await open()).challengeId) },
    }),
    "cancel-challenge": async () =>
      call("cancel-challenge", { t: await cancelTokenOf(services, (await open()).challengeId) }),
    ...appEvents(services, call, session),
    "show-account": async () => call("show-account", undefined, await session()),
    "end-sessions": async () => call("end-sessions", { others: true }, await session()),
    "end-app": async () => call("end-app", { clientId: "none" }, await session()),
    "show-factors": async () => call("show-factors", undefined, await session()),
    "show-set-up": async () => call("show-set-up", undefined, await session()),
    "begin-totp": async () => call("begin-totp", {}, await session()),
    // Refused by its token: what a right one needs is another start's.
    "confirm-totp": async () =>
      call("confirm-totp", { enrolment: "1.AAAA", code: "123456" }, await session()),
    "remove-totp": async () => call("remove-totp", { id: "A".repeat(22) }, await session()),
    "renew-backup-codes": async () => call("renew-backup-codes", {}, await session()),
    "passkey-options": () => call("passkey-options", { purpose: "sign-in", verifierHash: "E".repeat(43) }),
    // Refused by its challenge, once the library is there.
    "verify-passkey": () => call("verify-passkey", { assertion: AN_ASSERTION, verifier: "v".repeat(43) }),
    "show-passkeys": async () => call("show-passkeys", undefined, await session()),
    "enrol-passkey": async () => call("enrol-passkey", { registration: A_REGISTRATION }, await session()),
    "remove-passkey": async () => call("remove-passkey", { id: "A".repeat(43) }, await session()),
    "rename-passkey": async () =>
      call("rename-passkey", { id: "A".repeat(43), name: "Laptop" }, await session()),
    "act-on-desk": () => byOwner(call("act-on-desk", { customer: "none" }), { act: "block" }),
    "show-desk": () => byOwner(call("show-desk"), { screen: "today" }),
    "show-desk-step": () => byOwner(call("show-desk-step"), { step: "address" }),
    "answer-desk-step": () => byOwner(call("answer-desk-step", {}), { step: "address" }),
    "act-on-page": () => byOwner(call("act-on-page", {}), { act: "block" }),
    "forget-on-page": () => byOwner(call("forget-on-page", {})),
    "forget-person": () => byOwner(call("forget-person", { customer: "none" })),
    "show-pushes": async () => call("show-pushes", undefined, await session()),
    // Refused by its endpoint.
    "enrol-push": async () => call("enrol-push", { subscription: A_SUBSCRIPTION }, await session()),
    "remove-push": async () => call("remove-push", { id: "A".repeat(22) }, await session()),
    ...{ "serve-push-worker": () => call("serve-push-worker"), "serve-script": () => call("serve-script") },
    "describe-push-app": () => call("describe-push-app"),
    "publish-keys": () => call("publish-keys"),
    "describe-issuer": () => call("describe-issuer"),
    "describe-api": () => call("describe-api"),
    "publish-apple-apps": () => call("publish-apple-apps"),
    "publish-attack-token": () => call("publish-attack-token"),
    "record-twilio-receipt": async () => {
      const { recipientKey, nonce } = (await open()).challenge;
      const sid = `SM${randomBytes(16).toString("hex")}`;
      const fields = twilioFields(sid, "delivered");
      await services.storage.messages.keep("twilio", sid, { recipientKey, nonce, send: 1 }, services.clock());
      const url = twilioCallbackUrl(services.publicUrl);
      return {
        ...call("record-twilio-receipt", undefined, {
          "content-type": "application/x-www-form-urlencoded",
          "x-twilio-signature": twilioSignature(TWILIO_TOKEN, url, fields).toString("base64"),
        }),
        body: new URLSearchParams(fields).toString(),
      };
    },
    "record-sendgrid-receipts": async () => {
      const { recipientKey, nonce } = (await open()).challenge;
      const events = [sendgridEvent("delivered", { recipientKey, nonce, send: 1 })];
      const headers = signedBySendgrid(JSON.stringify(events), services.clock());
      return call("record-sendgrid-receipts", events, headers);
    },
    "record-webhook-receipt": async () => {
      const { recipientKey, nonce } = (await open()).challenge;
      const report = webhookReport("delivered", { recipientKey, nonce, send: 1 });
      return call(
        "record-webhook-receipt",
        report,
        signedByGateway(JSON.stringify(report), services.clock()),
      );
    },
    "record-receipt": async () => {
      const { recipientKey, nonce } = (await open()).challenge;
      const tags = { recipient: [recipientKey], challenge: [nonce], send: ["1"] };
      const Message = JSON.stringify({ eventType: "Delivery", mail: { messageId: "m", tags } });
      return { Records: [{ Sns: { Message } }] };
    },
    dispatch: async () => change((await open()).challenge),
    bookkeep: async () => {
      const { challenge } = await open();
      return change({ ...challenge, status: "approved", approvedAt: services.clock() }, challenge);
    },
    outbound: () => {
      // Of an app that is not there any more: the key is loaded, and no address is called.
      const ended: EndedSession = { clientId: "gone", sid: "s", subject: "s" };
      return { Records: [{ messageId: "m", body: JSON.stringify(ended) }] };
    },
    "send-events": () => {
      // For a receiver that is not there any more: everything is loaded, and no address is called.
      const body = JSON.stringify({ receiver: "gone", event: { id: "evt_1", type: "test.sent" } });
      return { Records: [{ messageId: "m", body, attributes: { ApproximateReceiveCount: "1" } }] };
    },
    "deliver-code": async () => {
      const { recipientKey, nonce, channel } = (await open()).challenge;
      const order: SendOrder = { recipientKey, nonce, send: 1, channel };
      const body = JSON.stringify(order);
      return { Records: [{ messageId: "m", body, attributes: { ApproximateReceiveCount: "1" } }] };
    },
  };
}

const CREDENTIAL = { id: "AAAA", rawId: "AAAA", type: "public-key" };
const A_SUBSCRIPTION = {
  endpoint: "https://push.example.com/v1",
  keys: { p256dh: "B".repeat(87), auth: "A".repeat(22) },
};

const AN_ASSERTION = {
  ...CREDENTIAL,
  response: { clientDataJSON: "e30", authenticatorData: "AAAA", signature: "AAAA" },
};
const A_REGISTRATION = { ...CREDENTIAL, response: { clientDataJSON: "e30", attestationObject: "AAAA" } };
