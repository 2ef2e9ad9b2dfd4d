import { SESSION, SESSION_BY_TOKEN } from "../examples.ts";
import { type Operation, PAGE, type RouteHandler } from "../operation.ts";

/** Sessions, and what ends a sign-in that the user did not want. */
export const SESSIONS = {
  "read-session": {
    tag: "Sessions",
    description:
      "One read of the table: a session that was signed out is refused here although its last access token has not expired. Shown by the session token or the cookie, it also gives a fresh access token. A page for a client that names `text/html` in `Accept`, and before `application/json` if it names both. At `/otp/logout` for whoever asks for the address that a refused form was posted to.",
    parameters: ["Locale", "FormCookie"],
    security: ["bearer", "sessionCookie"],
    answers: [
      {
        status: 200,
        description: "The session is active.",
        headers: ["SetCookie"],
        content: [
          {
            mediaType: "application/json",
            schema: "Session",
            examples: {
              renewed: { summary: "Shown by the session token: a fresh token", value: SESSION },
              shown: { summary: "Shown by an access token", value: SESSION_BY_TOKEN },
            },
          },
          PAGE,
        ],
      },
    ],
    problems: ["no-session"],
    pages: [401, 500, 503],
  },
  "log-out": {
    tag: "Sessions",
    description:
      "Signing out again, or without a session, is no error. A request that relies on the cookie has to come from the service's own pages: `Sec-Fetch-Site: same-origin`, or without that header the service's own `Origin`.",
    json: "LogOut",
    form: "LogOutForm",
    parameters: ["FormCookie"],
    security: ["bearer", "sessionCookie", "nobody"],
    answers: [
      {
        status: 204,
        description: "The session is over. Clears the cookie of whoever showed a session.",
        headers: ["SetCookie"],
      },
      {
        status: 303,
        description:
          "For a form: to the page that asks for an address, back to the one of `/otp/end-session`, or to the session's page, which says what is wrong.",
        headers: ["Location", "SetCookie"],
      },
    ],
    problems: ["forbidden-origin"],
    pages: [403, 413, 500, 503],
  },
  "cancel-challenge": {
    tag: "Not me",
    description:
      "Cancels a pending challenge, or ends the session that it became, and counts as ten sends of the network that had asked. Repeating it changes nothing more. Needs no cookie and reads none.",
    json: "CancelChallenge",
    form: "CancelChallenge",
    answers: [
      { status: 204, description: "It is stopped." },
      {
        status: 303,
        description: "For a form: back to the page of the link, also where the link is not known.",
        headers: ["Location"],
      },
    ],
    problems: ["challenge-not-found"],
    pages: [413, 500, 503],
  },
  "keep-factors": {
    tag: "Not me",
    description:
      "Cancels the reset of a user's factors that the link of a notice names, and does nothing else; there where `secondFactor` is not off. Repeating it changes nothing more. Needs no cookie and reads none.",
    json: "CancelChallenge",
    form: "CancelChallenge",
    answers: [
      { status: 204, description: "The factors stay." },
      {
        status: 303,
        description: "For a form: back to the page of the link, which says so.",
        headers: ["Location"],
      },
    ],
    problems: ["not-found"],
    pages: [400, 404, 413, 500, 503],
  },
} as const satisfies Partial<Record<RouteHandler, Operation>>;
