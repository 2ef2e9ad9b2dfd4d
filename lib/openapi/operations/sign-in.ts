import { APPROVAL, FACTOR_REQUIRED, CHALLENGE, CHALLENGE_STATUS, CONFIRMATION } from "../examples.ts";
import type { Operation, RouteHandler } from "../operation.ts";

/** Why a challenge takes no more guesses. */
export const CHALLENGE_OVER = [
  "challenge-not-found",
  "challenge-expired",
  "challenge-used",
  "challenge-canceled",
  "too-many-attempts",
] as const;

const accepted = (description: string, resendIn: number) => ({
  status: 202,
  description,
  content: [
    {
      mediaType: "application/json",
      schema: "Challenge" as const,
      examples: { challenge: { summary: "A code on its way", value: { ...CHALLENGE, resendIn } } },
    },
  ],
});

/** The life of a challenge. */
export const SIGN_IN = {
  "request-code": {
    tag: "Sign-in",
    description:
      "The answer does not wait for the delivery, and never tells whether somebody is known: in registered mode a stranger gets the same answer, but nothing is sent and no code is right. Without an `Idempotency-Key`, a repeated request may meet the cooldown.",
    json: "RequestCode",
    form: "RequestCodeForm",
    parameters: ["IdempotencyKey", "AcceptLanguage", "FormCookie"],
    answers: [
      accepted("The challenge is open, and its code will be sent.", 30),
      {
        status: 303,
        description:
          "For a form: to the page that asks for the code, or back to the form's page, which says what is wrong.",
        headers: ["Location", "SetCookie"],
      },
    ],
    problems: [
      "network-denied",
      ...(["channel-disabled", "recipient-not-allowed", "idempotency-mismatch", "rate-limited"] as const),
      "channel-unavailable",
    ],
    pages: [403, 413, 500, 503],
  },
  "verify-code": {
    tag: "Sign-in",
    description:
      "The right code opens a session, once. A code of the wrong length costs no attempt. If an approval's answer was lost, the repetition is answered 410 `challenge-used`: request a new code.",
    json: "VerifyCode",
    form: "VerifyCodeForm",
    parameters: ["ChallengeCookie", "FormCookie"],
    answers: [
      {
        status: 200,
        description: "The code was right. With the session's cookie if a session was opened.",
        headers: ["SetCookie"],
        content: [
          {
            mediaType: "application/json",
            schema: "Approval",
            examples: {
              session: { summary: "A session was opened", value: APPROVAL },
              confirmation: { summary: "Another purpose than `login`: no session", value: CONFIRMATION },
            },
          },
          {
            mediaType: "application/json",
            schema: "FactorRequired",
            examples: { factor: { summary: "The sign-in takes a second factor", value: FACTOR_REQUIRED } },
          },
        ],
      },
      {
        status: 303,
        description:
          "For a form: to the page of the session, on to the app that waits for the sign-in, to the page of the second step where there is one, or back to the page of the code, which says what is wrong.",
        headers: ["Location", "SetCookie"],
      },
    ],
    problems: ["incorrect-code", "network-denied", ...CHALLENGE_OVER],
    pages: [403, 413, 500, 503],
  },
  "prove-factor": {
    tag: "Sign-in",
    description:
      "The second step of a sign-in, after an answer `factor-required`, whose `factorToken` it takes; there where `secondFactor` is not off. A code of an authenticator counts once, and backup codes are used up. Beside the challenge's own five attempts, twenty wrong codes of authenticators in 30 days are the most that a user's item takes, for known devices and for others; from then on `factors` of the problem says what still works. Without `challengeId` and `factorToken`, a factor is proved in the session of who asks, by session token or cookie: the session goes on with a new token, and the one that was shown is void. A passkey is the second step at `POST /otp/passkeys/verify`.",
    json: "ProveFactor",
    form: "ProveFactorForm",
    parameters: ["ChallengeCookie", "FactorCookie", "FormCookie"],
    security: ["bearer", "sessionCookie", "nobody"],
    answers: [
      {
        status: 200,
        description:
          "The sign-in is complete, or the session was raised. With the session's cookie if there is a session.",
        headers: ["SetCookie"],
        content: [
          {
            mediaType: "application/json",
            schema: "Approval",
            examples: { session: { summary: "A session was opened", value: APPROVAL } },
          },
        ],
      },
      {
        status: 303,
        description:
          "For a form: to the page of the session, on to the app that waits for the sign-in, or back to the page of the second step, which says what is wrong.",
        headers: ["Location", "SetCookie"],
      },
    ],
    problems: [
      "incorrect-code",
      "no-session",
      "forbidden-origin",
      "network-denied",
      "not-found",
      ...CHALLENGE_OVER,
    ],
    pages: [403, 413, 500, 503],
  },
  "resend-code": {
    tag: "Sign-in",
    description:
      "The code, its expiry and its attempts stay as they are. It counts as a send of the recipient and of the network, also when the challenge then refuses it.",
    json: "ResendCode",
    form: "ResendCodeForm",
    parameters: ["ChallengeCookie", "FormCookie"],
    answers: [
      accepted("The same code will be sent again.", 30),
      {
        status: 303,
        description:
          "For a form: back to the page that asks for the code, which says what was done or is wrong.",
        headers: ["Location", "SetCookie"],
      },
    ],
    problems: [
      "network-denied",
      "channel-disabled",
      "too-many-sends",
      "rate-limited",
      "channel-unavailable",
      ...CHALLENGE_OVER,
    ],
    pages: [403, 413, 500, 503],
  },
  "read-status": {
    tag: "Sign-in",
    description: "May be asked every few seconds while somebody waits. Changes nothing.",
    json: "ReadStatus",
    answers: [
      {
        status: 200,
        description: "What became of the challenge and of its last send.",
        content: [
          {
            mediaType: "application/json",
            schema: "ChallengeStatus",
            examples: {
              pending: { summary: "Sent, and not typed yet", value: CHALLENGE_STATUS },
              approved: {
                summary: "Delivered and accepted",
                value: { ...CHALLENGE_STATUS, status: "approved", delivery: { state: "delivered" } },
              },
            },
          },
        ],
      },
    ],
    problems: ["challenge-not-found", "challenge-expired"],
  },
} as const satisfies Partial<Record<RouteHandler, Operation>>;
