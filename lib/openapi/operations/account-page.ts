import { AN_ACCOUNT } from "../account-page-answers.ts";
import { type Operation, PAGE, type RouteHandler } from "../operation.ts";

const BACK = {
  status: 303,
  description:
    "For a form: back to the page of the account, which says what was done or is wrong; to that of the session where the own one has ended.",
  headers: ["Location", "SetCookie"],
} as const;

const DONE = { status: 204, description: "It has ended.", headers: ["SetCookie"] } as const;

/** What users see of their account, and end. There where `account` is on. */
export const ACCOUNT_PAGE = {
  "show-account": {
    tag: "Account",
    description:
      "What who is signed in has, by session token or cookie, never by an access token: sessions, apps with access, contacts, recent sign-ins and, where they are on, factors. Addresses are masked. In registered mode the session's contact still has to be an active one of its customer. A page for a client that names `text/html` in `Accept`, and before `application/json` if it names both.",
    parameters: ["Locale", "FormCookie", "FlashCookie"],
    security: ["bearer", "sessionCookie"],
    answers: [
      {
        status: 200,
        description: "What there is. At most 50 sessions, 20 sign-ins and 10 contacts.",
        headers: ["SetCookie"],
        content: [
          {
            mediaType: "application/json",
            schema: "Account",
            examples: { one: { summary: "Two sessions and an app", value: AN_ACCOUNT } },
          },
          PAGE,
        ],
      },
    ],
    problems: ["no-session"],
    pages: [401, 500, 503],
  },
  "end-sessions": {
    tag: "Account",
    description:
      "Ends the session that `id` names, or with `others` all but the one that asks, of all contacts of a customer. What apps were granted of another session ends with it, `offline_access` too; the own one ends as by a plain sign-out. Ids are those of the account's answer, and name sessions of who asks alone. By session token or cookie, never by an access token; no fresh proof is needed.",
    json: "EndSessions",
    form: "EndSessionsForm",
    parameters: ["FormCookie"],
    security: ["bearer", "sessionCookie"],
    answers: [DONE, BACK],
    problems: ["forbidden-origin", "no-session", "not-found"],
    pages: [401, 403, 413, 500, 503],
  },
  "end-app": {
    tag: "Account",
    description:
      "Ends all that an app was granted by who asks, in any session and by any contact. Its refresh tokens are void at once; access tokens that it checks offline hold until they expire. By session token or cookie, never by an access token; no fresh proof is needed.",
    json: "EndApp",
    form: "EndAppForm",
    parameters: ["FormCookie"],
    security: ["bearer", "sessionCookie"],
    answers: [{ status: 204, description: "It has no access any more." }, BACK],
    problems: ["forbidden-origin", "no-session", "not-found"],
    pages: [401, 403, 413, 500, 503],
  },
} as const satisfies Partial<Record<RouteHandler, Operation>>;
