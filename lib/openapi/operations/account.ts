import { AUTHENTICATOR_ID, ENROLMENT } from "../account-requests.ts";
import type { AnswerName } from "../answers.ts";
import { APPROVAL } from "../examples.ts";
import { type Answer, type Operation, PAGE, type RouteHandler } from "../operation.ts";

const AUTHENTICATOR = { id: AUTHENTICATOR_ID, name: "Phone", enrolledAt: "2026-11-23T09:10:00.000Z" };
const CODES = Array.from({ length: 10 }, (_, index) => `${(index + 1) % 10}-K7QFM-2XD9T-RAW`);

const SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const BEGUN = {
  enrolment: ENROLMENT,
  secret: SECRET,
  uri: `otpauth://totp/Latchkey:a%E2%80%A2%E2%80%A2%E2%80%A2%40example.com?secret=${SECRET}&issuer=Latchkey&algorithm=SHA1&digits=6&period=30`,
  expiresIn: 600,
};
const ENROLLED = { authenticator: AUTHENTICATOR, backupCodes: CODES, othersEnded: true };

const RULE =
  "By session token or cookie, never by an access token. The session's code has to be typed within ten minutes; once the user has a factor, one has to be proved in the session within ten minutes.";

const answer = (
  status: number,
  description: string,
  schema: AnswerName,
  examples: Readonly<Record<string, { readonly summary: string; readonly value: unknown }>>,
): Answer => ({ status, description, content: [{ mediaType: "application/json", schema, examples }] });

const one = (summary: string, value: unknown) => ({ example: { summary, value } });

/** What users see and change of their factors. There where `secondFactor` is not off. */
export const ACCOUNT = {
  "show-factors": {
    tag: "Factors",
    description: "What who is signed in has enrolled, by session token or cookie, never by an access token.",
    security: ["bearer", "sessionCookie"],
    answers: [
      answer(
        200,
        "What there is, the oldest first.",
        "Factors",
        one("One authenticator", {
          twoSteps: true,
          authenticators: [AUTHENTICATOR],
          passkeys: [],
          backupCodesLeft: 9,
          mayChange: false,
        }),
      ),
    ],
    problems: ["no-session"],
  },
  "show-set-up": {
    tag: "Factors",
    description: `The page that sets up an authenticator: a QR code, its key as text, and a field for what it then shows. With a \`mark\`, within a sign-in of this browser that waits for a first factor. Nothing is kept before that. Also for whoever asks for the address that its form is posted to. ${RULE}`,
    parameters: [
      "Mark",
      "Resume",
      "Locale",
      "ChallengeCookie",
      "FactorCookie",
      "EnrolmentCookie",
      "FormCookie",
      "FlashCookie",
    ],
    security: ["bearer", "sessionCookie", "nobody"],
    answers: [
      { status: 200, description: "The page.", headers: ["SetCookie"], content: [PAGE] },
      {
        status: 303,
        description: "The sign-in does not wait for this: to the page of its second step, which says why.",
        headers: ["Location"],
      },
    ],
    problems: ["invalid-request", "no-session", "proof-too-old"],
    pages: [400, 401, 403, 500, 503],
  },
  "begin-totp": {
    tag: "Factors",
    description: `Makes a key for an authenticator; nothing is kept. ${RULE} Or, where two steps are required and the user has no factor, by the \`challengeId\` and the \`factorToken\` of a sign-in whose code was right.`,
    json: "BeginTotp",
    security: ["bearer", "sessionCookie", "nobody"],
    answers: [answer(200, "What to set it up with.", "BegunTotp", one("A key", BEGUN))],
    problems: ["forbidden-origin", "network-denied", "no-session", "proof-too-old"],
  },
  "confirm-totp": {
    tag: "Factors",
    description: `Adds the authenticator, once it shows the right code, within ten minutes of its begin and in the same session or sign-in. With the first one sign-ins take two steps, and there are ten backup codes. All other sessions of the user, what apps were granted of them, and challenges that are open end. A session has then proved a factor; a sign-in that waited is complete. ${RULE}`,
    json: "ConfirmTotp",
    form: "ConfirmTotpForm",
    parameters: ["ChallengeCookie", "FactorCookie", "FormCookie"],
    security: ["bearer", "sessionCookie", "nobody"],
    answers: [
      {
        status: 303,
        description: "For a form: back to its page, which says what is wrong.",
        headers: ["Location", "SetCookie"],
      },
      {
        ...answer(201, "It was added. Sets the session's cookie if a sign-in was completed.", "Enrolled", {
          session: { summary: "The first one, in a session", value: ENROLLED },
          signIn: { summary: "The first one, within a sign-in", value: { ...ENROLLED, approval: APPROVAL } },
        }),
        headers: ["SetCookie"],
      },
    ],
    problems: ["forbidden-origin", "network-denied", "no-session", "proof-too-old"],
    pages: [201, 401, 403, 413, 500, 503],
  },
  "remove-totp": {
    tag: "Factors",
    description: `Removes an authenticator. With the last one sign-ins take one step, and the backup codes are void. All other sessions of the user end, as with a new one. ${RULE}`,
    json: "RemoveTotp",
    form: "RemoveTotpForm",
    parameters: ["FormCookie"],
    security: ["bearer", "sessionCookie"],
    answers: [
      answer(200, "It is gone.", "RemovedTotp", one("The last one", { twoSteps: false, othersEnded: true })),
      {
        status: 303,
        description:
          "For a form of the page of the account: back to it, which says what was done or is wrong.",
        headers: ["Location", "SetCookie"],
      },
    ],
    problems: ["forbidden-origin", "network-denied", "no-session", "not-found", "proof-too-old"],
    pages: [401, 403, 413, 500, 503],
  },
  "renew-backup-codes": {
    tag: "Factors",
    description: `Makes ten new backup codes; all earlier ones are void. ${RULE}`,
    json: "RenewBackupCodes",
    form: "RenewBackupCodesForm",
    parameters: ["FormCookie"],
    security: ["bearer", "sessionCookie"],
    answers: [
      answer(200, "The new ones; for a form, on a page.", "BackupCodes", one("Ten", { backupCodes: CODES })),
      {
        status: 303,
        description: "For a form of the page of the account: back to it, which says what is wrong.",
        headers: ["Location", "SetCookie"],
      },
    ],
    problems: ["forbidden-origin", "network-denied", "no-session", "not-found", "proof-too-old"],
    pages: [200, 401, 403, 413, 500, 503],
  },
} as const satisfies Partial<Record<RouteHandler, Operation>>;
