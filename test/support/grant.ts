import { AUTHORIZATION_CODE_SECONDS, type Grant } from "../../functions/domain/grant.ts";
import { freshKey } from "./challenge.ts";
import { START } from "./service.ts";

/** What an app shows with a code. */
export const USE = {
  clientId: "app",
  audience: "latchkey",
  redirectUri: "https://app.example/callback",
  codeChallenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
};

/** What a code stands for that was made at {@link START}. */
export function aGrant(over: Partial<Grant> = {}): Grant {
  return {
    ...USE,
    recipientKey: freshKey(),
    id: freshKey(),
    status: "code",
    scope: "openid",
    sessionNonce: freshKey(),
    subject: "subject-of-anna",
    address: "anna@example.com",
    addressKind: "email",
    amr: ["otp"],
    purpose: "login",
    authTime: START - 10,
    generation: 1,
    issuedAt: START,
    codeExpiresAt: START + AUTHORIZATION_CODE_SECONDS,
    expiresAt: START + 1000,
    ...over,
  };
}
