import * as z from "zod";
import {
  cancelChallengeBody,
  logOutBody,
  readStatusBody,
  requestCodeBody,
  resendCodeBody,
  verifyCodeBody,
} from "../../functions/http/schemas.ts";
import { proveFactorBody } from "../../functions/factors/factor-bodies.ts";
import { ACCOUNT_BODIES, ACCOUNT_FIELDS } from "./account-requests.ts";
import { APP_FIELDS } from "./app-fields.ts";
import { CANCEL_TOKEN, CHALLENGE_ID, FACTOR_TOKEN } from "./examples.ts";
import { DESK_REQUESTS } from "./desk-bodies.ts";
import { MEANINGS } from "./field-meanings.ts";
import { PASSKEY_BODIES, PASSKEY_FIELDS } from "./passkey-requests.ts";
import { PUSH_BODIES, PUSH_FIELDS } from "./push-requests.ts";
import { REPORT_REQUESTS } from "./reports.ts";
import { jsonSchema, type Json, omit } from "./schema.ts";

/** What only the owner's servers may say. */
const FOR_SERVERS = ["clientIp", "transaction"];

const form = z.string().min(1);
const text = z.string().optional();

interface RequestBody {
  readonly schema: Json;
  readonly examples: Readonly<Record<string, { readonly summary: string; readonly value: unknown }>>;
}

const one = (summary: string, value: Json): RequestBody["examples"] => ({ example: { summary, value } });

/** A sign-in whose code was right. */
const SIGN_IN = { challengeId: CHALLENGE_ID, factorToken: FACTOR_TOKEN };

const needed = z.string();

const asked = {
  client_id: needed,
  redirect_uri: needed,
  response_type: z.literal("code"),
  scope: needed,
  code_challenge: text,
  code_challenge_method: z.literal("S256").optional(),
};

const hints = { id_token_hint: text, login_hint: text, ui_locales: text, claims: text, acr_values: text };

const accountBody = bodyWith(ACCOUNT_FIELDS);
const passkeyBody = bodyWith(PASSKEY_FIELDS);
const pushBody = bodyWith(PUSH_FIELDS);

/** Bodies of requests: the schemas that the endpoints themselves check, and the fields of the pages' forms. */
export const REQUESTS = {
  RequestCode: body(without(jsonSchema(requestCodeBody), FOR_SERVERS), {
    email: { summary: "A code by e-mail", value: { recipient: "anna@example.com" } },
    sms: { summary: "A code by SMS", value: { recipient: "+1 415 555 0123", channel: "sms" } },
    purpose: {
      summary: "To confirm something, without a session",
      value: { recipient: "anna@example.com", purpose: "change-address", locale: "de" },
    },
  }),
  RequestCodeForServer: body(jsonSchema(requestCodeBody), {
    user: {
      summary: "A code for a user of the server",
      value: { recipient: "anna@example.com", clientIp: "203.0.113.7" },
    },
    transaction: {
      summary: "A code that confirms a payment",
      value: {
        recipient: "+1 415 555 0123",
        clientIp: "203.0.113.7",
        transaction: { amount: "120.00 EUR", payee: "Café Müller", reference: "order-4711" },
      },
    },
  }),
  RequestCodeForm: body(
    jsonSchema(
      z.strictObject({
        form,
        channel: text,
        email: text,
        sms: text,
        recipient: text,
        purpose: text,
        locale: text,
        language: text,
        resume: text,
        waiting: text,
      }),
    ),
    one("A code by e-mail", { form: "1.cbVXk3vGJ0sCXw", channel: "email", email: "anna@example.com" }),
  ),
  VerifyCode: body(
    jsonSchema(verifyCodeBody),
    one("What the person typed", { challengeId: CHALLENGE_ID, code: "123456" }),
  ),
  VerifyCodeForm: body(
    jsonSchema(z.strictObject({ form, mark: text, resume: text, code: text })),
    one("What the person typed", { form: "1.cbVXk3vGJ0sCXw", code: "123456" }),
  ),
  ProveFactor: body(jsonSchema(proveFactorBody), {
    totp: {
      summary: "What an authenticator shows",
      value: { ...SIGN_IN, factor: "totp", code: "123456" },
    },
    backup: {
      summary: "A backup code",
      value: { ...SIGN_IN, factor: "backup-code", code: "7-K7QFM-2XD9T-RAW" },
    },
    session: { summary: "In a session", value: { factor: "totp", code: "123456" } },
  }),
  ProveFactorForm: body(
    jsonSchema(
      z.strictObject({
        ...{ form, mark: text, purpose: text, needs: text, resume: text },
        ...{ factor: text, code: text },
      }),
    ),
    one("What the authenticator shows", { form: "1.cbVXk3vGJ0sCXw", factor: "totp", code: "123456" }),
  ),
  ResendCode: body(without(jsonSchema(resendCodeBody), FOR_SERVERS), {
    same: { summary: "The same way again", value: { challengeId: CHALLENGE_ID } },
    other: {
      summary: "To the same number by WhatsApp",
      value: { challengeId: CHALLENGE_ID, channel: "whatsapp" },
    },
  }),
  ResendCodeForServer: body(
    jsonSchema(resendCodeBody),
    one("For a user of the server", { challengeId: CHALLENGE_ID, clientIp: "203.0.113.7" }),
  ),
  ResendCodeForm: body(
    jsonSchema(z.strictObject({ form, mark: text, resume: text, channel: text })),
    one("The same way again", { form: "1.cbVXk3vGJ0sCXw" }),
  ),
  ReadStatus: body(
    jsonSchema(readStatusBody),
    one("What became of a challenge", { challengeId: CHALLENGE_ID }),
  ),
  LogOut: body(jsonSchema(logOutBody), {
    here: { summary: "End this session", value: {} },
    everywhere: { summary: "Sign out everywhere", value: { all: true } },
  }),
  LogOutForm: body(
    jsonSchema(z.strictObject({ form, all: z.enum(["true", "false"]).optional(), back: text })),
    one("End this session", { form: "1.cbVXk3vGJ0sCXw" }),
  ),
  CancelChallenge: body(jsonSchema(cancelChallengeBody), one("The link's token", { t: CANCEL_TOKEN })),
  AuthorizeForm: body(
    jsonSchema(z.looseObject({ ...asked, state: text, nonce: text, prompt: text, max_age: text, ...hints })),
    one("Who is there?", {
      client_id: "waste-billing",
      redirect_uri: "https://billing.example.com/callback",
      response_type: "code",
      scope: "openid email",
      state: "af0ifjsldkj",
      code_challenge_method: "S256",
      code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    }),
    APP_FIELDS,
  ),
  TokenForm: body(
    jsonSchema(
      z.looseObject({
        grant_type: z.enum(["authorization_code", "refresh_token"]),
        code: text,
        redirect_uri: text,
        code_verifier: text,
        refresh_token: text,
        scope: text,
        client_id: text,
        client_secret: text,
      }),
    ),
    one("An app without a secret", {
      grant_type: "authorization_code",
      code: "nq8pN0mO2bC9dE4fG6hJ8kL0nP1rS3tU5vW7xY9zA2c",
      redirect_uri: "https://billing.example.com/callback",
      client_id: "waste-billing",
      code_verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    }),
    APP_FIELDS,
  ),
  AboutTokenForm: body(
    jsonSchema(z.looseObject({ token: needed, token_type_hint: text, client_id: text, client_secret: text })),
    one("By an app without a secret", { token: APP_FIELDS.token.examples[0], client_id: "waste-billing" }),
    APP_FIELDS,
  ),
  UserForm: body(jsonSchema(z.looseObject({})), one("Nothing: the token is in its header", {})),
  EndSessionForm: body(
    jsonSchema(
      z.looseObject({
        ...{ client_id: text, id_token_hint: text, post_logout_redirect_uri: text, state: text },
        ui_locales: text,
      }),
    ),
    one("Sign out, and come back", {
      client_id: "waste-billing",
      post_logout_redirect_uri: "https://billing.example.com/",
    }),
    APP_FIELDS,
  ),
  BeginTotp: accountBody(ACCOUNT_BODIES.BeginTotp),
  ConfirmTotp: accountBody(ACCOUNT_BODIES.ConfirmTotp),
  ConfirmTotpForm: accountBody(ACCOUNT_BODIES.ConfirmTotpForm),
  RemoveTotp: accountBody(ACCOUNT_BODIES.RemoveTotp),
  RemoveTotpForm: accountBody(ACCOUNT_BODIES.RemoveTotpForm),
  EndSessions: accountBody(ACCOUNT_BODIES.EndSessions),
  EndSessionsForm: accountBody(ACCOUNT_BODIES.EndSessionsForm),
  EndApp: accountBody(ACCOUNT_BODIES.EndApp),
  EndAppForm: accountBody(ACCOUNT_BODIES.EndAppForm),
  RenewBackupCodes: accountBody(ACCOUNT_BODIES.RenewBackupCodes),
  RenewBackupCodesForm: accountBody(ACCOUNT_BODIES.RenewBackupCodesForm),
  AskPasskeyOptions: passkeyBody(PASSKEY_BODIES.AskPasskeyOptions),
  VerifyPasskey: passkeyBody(PASSKEY_BODIES.VerifyPasskey),
  VerifyPasskeyForm: passkeyBody(PASSKEY_BODIES.VerifyPasskeyForm),
  EnrolPasskey: passkeyBody(PASSKEY_BODIES.EnrolPasskey),
  RemovePasskey: passkeyBody(PASSKEY_BODIES.RemovePasskey),
  RemovePasskeyForm: passkeyBody(PASSKEY_BODIES.RemovePasskeyForm),
  RenamePasskey: passkeyBody(PASSKEY_BODIES.RenamePasskey),
  RenamePasskeyForm: passkeyBody(PASSKEY_BODIES.RenamePasskeyForm),
  EnrolPush: pushBody(PUSH_BODIES.EnrolPush),
  RemovePush: pushBody(PUSH_BODIES.RemovePush),
  RemovePushForm: pushBody(PUSH_BODIES.RemovePushForm),
  ...REPORT_REQUESTS,
  ...DESK_REQUESTS,
} as const satisfies Readonly<Record<string, RequestBody>>;

export type RequestName = keyof typeof REQUESTS;

/** Gives the fields of a schema their meanings. */
function body(schema: Json, examples: RequestBody["examples"], meanings = MEANINGS): RequestBody {
  const properties = Object.entries(schema.properties as Readonly<Record<string, Json>>);
  const described = properties.map(([name, field]) => [name, { ...field, ...meanings[name] }]);
  return { schema: { ...schema, properties: Object.fromEntries(described) as Json }, examples };
}

/** The same of a wing's bodies, whose fields mean what the wing says. */
function bodyWith(meanings: typeof MEANINGS) {
  return ({ schema, examples }: RequestBody) => body(schema, examples, meanings);
}

function without(schema: Json, names: readonly string[]): Json {
  return { ...schema, properties: omit(schema.properties as Json, names) };
}
