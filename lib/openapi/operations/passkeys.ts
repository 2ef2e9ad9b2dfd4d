import { APPROVAL } from "../examples.ts";
import { CHALLENGE_OVER } from "./sign-in.ts";
import { type Operation, PAGE, type RouteHandler } from "../operation.ts";

const PASSKEY = {
  id: "Qv1ZzC0k2yJ6r9mQ0b8bYl3pXo5wT7uE4sN1aHfGdKc",
  credentialId: "3hQ0nTIP7yYcZ5mE8vLw2A",
  name: "Firefox on Windows",
  backedUp: true,
  enrolledAt: "2026-11-23T09:10:00.000Z",
  lastUsedAt: "2026-11-24T07:00:00.000Z",
};

const OPTIONS = {
  purpose: "sign-in",
  publicKey: {
    challenge: "AQFqU9x4mZ0bC2dE4fG6hJ8kL0nP1rS3tU5vW7xY9zA2cD4eF6g",
    rpId: "auth.example.com",
    timeout: 600_000,
    userVerification: "required",
    allowCredentials: [],
  },
  expiresIn: 600,
};

const BACK = {
  status: 303,
  description: "For a form: back to the page of the passkeys, which says what was done or is wrong.",
  headers: ["Location", "SetCookie"],
} as const;

/** Sign-in by passkey, and the passkeys that a user has. There where `factors.passkeys` is on. */
export const PASSKEYS = {
  "passkey-options": {
    tag: "Passkeys",
    description:
      "With `sign-in` and `second-factor` nothing is read and nothing is kept: the challenge says by its tag what it is for, and who alone may answer it within ten minutes. A sign-in is bound to the browser on the service's own page, or to the hash of a verifier. `enrolment` and `session` take a session token or the session's cookie.",
    json: "AskPasskeyOptions",
    parameters: ["FormCookie"],
    security: ["bearer", "sessionCookie", "nobody"],
    answers: [
      {
        status: 200,
        description: "What to ask authenticators with.",
        headers: ["SetCookie"],
        content: [
          {
            mediaType: "application/json",
            schema: "PasskeyOptions",
            examples: { signIn: { summary: "For a sign-in", value: OPTIONS } },
          },
        ],
      },
    ],
    problems: ["forbidden-origin", "network-denied", "no-session", "proof-too-old"],
  },
  "verify-passkey": {
    tag: "Passkeys",
    description:
      "Opens a session of the contact that enrolled the passkey: one read and one write. The same assertion opens no second one. Tokens have `pop`, `user` and `mfa` in `amr`. Web origins and apps of `factors.passkeys.origins` may sign in too. With `challengeId` and `factorToken` of an answer `factor-required`, and without a `verifier`, the passkey is the second step of that sign-in: asked for with the purpose `second-factor`, on the service's own pages alone. With the purpose `session`, by session token or cookie, the passkey is proved in that session, which goes on with a new token; the one that was shown is void.",
    json: "VerifyPasskey",
    form: "VerifyPasskeyForm",
    parameters: ["FormCookie"],
    security: ["bearer", "sessionCookie", "nobody"],
    answers: [
      {
        status: 200,
        description: "The passkey was right. Sets the session's cookie.",
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
          "For a form: to the page of the session, on to the app that waits for the sign-in, or back to the page that asks for an address, or for the second step, which says what is wrong.",
        headers: ["Location", "SetCookie"],
      },
    ],
    problems: [
      "incorrect-passkey",
      "no-session",
      "forbidden-origin",
      "network-denied",
      "not-found",
      ...CHALLENGE_OVER,
    ],
    pages: [403, 413, 500, 503],
  },
  "show-passkeys": {
    tag: "Passkeys",
    description:
      "The passkeys of who is signed in, by session token or cookie. A page for a client that names `text/html` in `Accept`, and before `application/json` if it names both.",
    parameters: ["Locale", "FormCookie", "FlashCookie"],
    security: ["bearer", "sessionCookie"],
    answers: [
      {
        status: 200,
        description: "The passkeys, the oldest first.",
        headers: ["SetCookie"],
        content: [
          {
            mediaType: "application/json",
            schema: "Passkeys",
            examples: { one: { summary: "One", value: { passkeys: [PASSKEY], mayChange: false } } },
          },
          PAGE,
        ],
      },
    ],
    problems: ["no-session"],
    pages: [401, 500, 503],
  },
  "enrol-passkey": {
    tag: "Passkeys",
    description:
      "Adds a passkey that was made on the service's own page, by session token or cookie. The session's code has to be typed within ten minutes; once the user has a factor, one has to be proved in the session within ten minutes. At most ten. All other sessions of the user, what apps were granted of them, and challenges that are open end.",
    json: "EnrolPasskey",
    security: ["bearer", "sessionCookie"],
    answers: [
      {
        status: 201,
        description: "It was added.",
        content: [
          {
            mediaType: "application/json",
            schema: "AddedPasskey",
            examples: {
              one: { summary: "Without a name of its own", value: { ...PASSKEY, othersEnded: true } },
            },
          },
        ],
      },
    ],
    problems: ["forbidden-origin", "network-denied", "no-session", "incorrect-passkey", "proof-too-old"],
  },
  "remove-passkey": {
    tag: "Passkeys",
    description:
      "Removes a passkey, by session token or cookie, under the same rule as adding one, and with the same end of other sessions. Tell the browser afterwards which ones are left (`PublicKeyCredential.signalAllAcceptedCredentials`).",
    json: "RemovePasskey",
    form: "RemovePasskeyForm",
    parameters: ["FormCookie"],
    security: ["bearer", "sessionCookie"],
    answers: [
      {
        status: 200,
        description: "It is gone.",
        content: [
          {
            mediaType: "application/json",
            schema: "RemovedPasskey",
            examples: { one: { summary: "Gone", value: { othersEnded: true } } },
          },
        ],
      },
      BACK,
    ],
    problems: ["forbidden-origin", "network-denied", "no-session", "not-found", "proof-too-old"],
    pages: [401, 403, 413, 500, 503],
  },
  "rename-passkey": {
    tag: "Passkeys",
    description:
      "Calls a passkey by another name, by session token or cookie, under the same rule as adding one.",
    json: "RenamePasskey",
    form: "RenamePasskeyForm",
    parameters: ["FormCookie"],
    security: ["bearer", "sessionCookie"],
    answers: [{ status: 204, description: "It has the name." }, BACK],
    problems: ["forbidden-origin", "network-denied", "no-session", "not-found", "proof-too-old"],
    pages: [401, 403, 413, 500, 503],
  },
} as const satisfies Partial<Record<RouteHandler, Operation>>;
