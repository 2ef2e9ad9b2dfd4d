import { create as actOnDesk } from "../../functions/handlers/act-on-desk.ts";
import { create as actOnPage } from "../../functions/handlers/act-on-page.ts";
import { create as answerDeskStep } from "../../functions/handlers/answer-desk-step.ts";
import { create as showDeskStep } from "../../functions/handlers/show-desk-step.ts";
import { create as showDesk } from "../../functions/handlers/show-desk.ts";
import { create as forgetOnPage } from "../../functions/handlers/forget-on-page.ts";
import { create as forgetPerson } from "../../functions/handlers/forget-person.ts";
import { create as authorize } from "../../functions/handlers/authorize.ts";
import { create as cancelChallenge } from "../../functions/handlers/cancel-challenge.ts";
import { create as describeApi } from "../../functions/handlers/describe-api.ts";
import { create as describeIssuer } from "../../functions/handlers/describe-issuer.ts";
import { create as exchangeGrant } from "../../functions/handlers/exchange-grant.ts";
import { create as introspectToken } from "../../functions/handlers/introspect-token.ts";
import { create as logOut } from "../../functions/handlers/log-out.ts";
import { create as proveFactor } from "../../functions/handlers/prove-factor.ts";
import { create as beginTotp } from "../../functions/handlers/begin-totp.ts";
import { create as confirmTotp } from "../../functions/handlers/confirm-totp.ts";
import { create as removeTotp } from "../../functions/handlers/remove-totp.ts";
import { create as renewBackupCodes } from "../../functions/handlers/renew-backup-codes.ts";
import { create as keepFactors } from "../../functions/handlers/keep-factors.ts";
import { create as showKeepFactors } from "../../functions/handlers/show-keep-factors.ts";
import { create as showFactor } from "../../functions/handlers/show-factor.ts";
import { create as showSetUp } from "../../functions/handlers/show-set-up.ts";
import { create as showAccount } from "../../functions/handlers/show-account.ts";
import { create as endSessions } from "../../functions/handlers/end-sessions.ts";
import { create as endApp } from "../../functions/handlers/end-app.ts";
import { create as showFactors } from "../../functions/handlers/show-factors.ts";
import { create as publishAppleApps } from "../../functions/handlers/publish-apple-apps.ts";
import { create as publishAttackToken } from "../../functions/handlers/publish-attack-token.ts";
import { create as publishKeys } from "../../functions/handlers/publish-keys.ts";
import { create as readSession } from "../../functions/handlers/read-session.ts";
import { create as readStatus } from "../../functions/handlers/read-status.ts";
import { create as readUser } from "../../functions/handlers/read-user.ts";
import { create as recordSendgridReceipts } from "../../functions/handlers/record-sendgrid-receipts.ts";
import { create as recordTwilioReceipt } from "../../functions/handlers/record-twilio-receipt.ts";
import { create as recordWebhookReceipt } from "../../functions/handlers/record-webhook-receipt.ts";
import { create as requestCode } from "../../functions/handlers/request-code.ts";
import { create as resendCode } from "../../functions/handlers/resend-code.ts";
import { create as revokeGrant } from "../../functions/handlers/revoke-grant.ts";
import { create as serveScript } from "../../functions/handlers/serve-script.ts";
import { create as showEndSession } from "../../functions/handlers/show-end-session.ts";
import { create as showLink } from "../../functions/handlers/show-link.ts";
import { create as showNotMe } from "../../functions/handlers/show-not-me.ts";
import { create as showRequest } from "../../functions/handlers/show-request.ts";
import { create as showVerify } from "../../functions/handlers/show-verify.ts";
import { create as verifyCode } from "../../functions/handlers/verify-code.ts";
import type { Endpoint } from "../../functions/http/endpoint.ts";
import type { routes } from "../../functions/routes.ts";
import { pushEndpoints } from "./push-endpoints.ts";
import { withLocalOwner } from "./desk-caller.ts";
import type { PasskeyHandler } from "./passkey-endpoints.ts";
import type { Services } from "../../functions/compose/base.ts";

type RouteHandler = (typeof routes)[number]["handler"];

/** The deployed handlers but for those of passkeys, composed with the services of this process. */
export function localEndpoints(
  services: Services,
  host = "127.0.0.1",
): Record<Exclude<RouteHandler, PasskeyHandler>, Endpoint> {
  const ofDesk = { ...services, settings: withLocalOwner(services.settings, host) };
  return {
    "request-code": requestCode(services),
    "verify-code": verifyCode(services),
    "prove-factor": proveFactor(services),
    "begin-totp": beginTotp(services),
    "confirm-totp": confirmTotp(services),
    "remove-totp": removeTotp(services),
    "renew-backup-codes": renewBackupCodes(services),
    "show-account": showAccount(services),
    "end-sessions": endSessions(services),
    "end-app": endApp(services),
    "show-factors": showFactors(services),
    "show-factor": showFactor(services),
    "show-keep-factors": showKeepFactors(services),
    "keep-factors": keepFactors(services),
    "show-set-up": showSetUp(services),
    "resend-code": resendCode(services),
    "read-status": readStatus(services),
    "read-session": readSession(services),
    "log-out": logOut(services),
    "show-request": showRequest(services),
    "show-verify": showVerify(services),
    "show-link": showLink(services),
    "show-not-me": showNotMe(services),
    "cancel-challenge": cancelChallenge(services),
    authorize: authorize(services),
    "exchange-grant": exchangeGrant(services),
    "revoke-grant": revokeGrant(services),
    "introspect-token": introspectToken(services),
    "read-user": readUser(services),
    "serve-script": serveScript(services),
    "show-end-session": showEndSession(services),
    "publish-keys": publishKeys(services),
    "describe-issuer": describeIssuer(services),
    "describe-api": describeApi(services),
    "publish-apple-apps": publishAppleApps(services),
    "publish-attack-token": publishAttackToken(services),
    "record-twilio-receipt": recordTwilioReceipt(services),
    "record-sendgrid-receipts": recordSendgridReceipts(services),
    "record-webhook-receipt": recordWebhookReceipt(services),
    "act-on-desk": actOnDesk(ofDesk),
    "forget-person": forgetPerson(ofDesk),
    "forget-on-page": forgetOnPage(ofDesk),
    "act-on-page": actOnPage(ofDesk),
    "show-desk": showDesk(ofDesk),
    "show-desk-step": showDeskStep(ofDesk),
    "answer-desk-step": answerDeskStep(ofDesk),
    ...pushEndpoints(services),
  };
}
