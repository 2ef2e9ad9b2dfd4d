import { type Operation, PAGE, type RouteHandler } from "../operation.ts";

/** Pages: HTML for people. */
export const PAGES = {
  "show-request": {
    tag: "Pages",
    description:
      "Asks for an address or a number. With `client` and `return_to` it is the short form of `/otp/authorize`.",
    parameters: [
      "Channel",
      "Recipient",
      "Locale",
      "Client",
      "ReturnTo",
      "State",
      "CodeChallenge",
      "Resume",
      "FormCookie",
      "FlashCookie",
    ],
    answers: [
      { status: 200, description: "The page.", content: [PAGE] },
      {
        status: 303,
        description: "For the short form: to `/otp/authorize`, which checks it.",
        headers: ["Location"],
      },
    ],
    pages: [500, 503],
  },
  "show-verify": {
    tag: "Pages",
    description:
      "Asks for the code of one of the challenges in the browser's cookie: the one of the mark, or else the newest. At `/otp/resend` for whoever asks for the address that a refused form was posted to.",
    parameters: ["Mark", "Resume", "Locale", "ChallengeCookie", "FormCookie", "FlashCookie"],
    answers: [
      {
        status: 200,
        description: "The code's field, while it is open.",
        content: [PAGE],
      },
      {
        status: 303,
        description: "Without such a challenge, or with a used one, but with a session: to its page.",
        headers: ["Location", "SetCookie"],
      },
      ...[403, 404, 410].map((status) => ({
        status,
        description: "The way out: the challenge is over, or there is none.",
        content: [PAGE],
      })),
    ],
    pages: [500, 503],
  },
  "show-factor": {
    tag: "Pages",
    description:
      "Asks for the second factor of one of the browser's challenges whose code was right here; there where `secondFactor` is not off. With `needs`, who is signed in proves a factor in their session, and goes on to the app whose request this browser keeps under `resume`.",
    parameters: [
      ...["Mark", "Resume", "Factor", "Needs", "Locale", "ChallengeCookie", "FactorCookie"],
      ...["FormCookie", "FlashCookie"],
    ] as const,
    answers: [
      { status: 200, description: "The factor's field, while it is open.", content: [PAGE] },
      {
        status: 303,
        description:
          "To the page of the code where none was right here; to the page that sets up an authenticator where there is nothing to prove yet; on where the sign-in is complete, or the session has reached what is wanted.",
        headers: ["Location", "SetCookie"],
      },
      ...[403, 404, 410].map((status) => ({
        status,
        description: "The way out: the challenge is over.",
        content: [PAGE],
      })),
    ],
    pages: [500, 503],
  },
  "show-link": {
    tag: "Pages",
    description:
      "The link of an e-mail with a long code, `/otp/link#name.code`. What follows the `#` stays in the browser, whose script fills a form with it; the button sends it to `POST /otp/verify`, in the browser that asked and in no other. Any other address below `/otp` is answered with 404.",
    parameters: ["LinkPath", "Locale", "ChallengeCookie", "FormCookie"],
    answers: [
      { status: 200, description: "The page.", content: [PAGE], headers: ["SetCookie"] },
      { status: 404, description: "There is nothing at this path.", content: [PAGE] },
    ],
    problems: ["not-found"],
    pages: [500, 503],
  },
  "serve-script": {
    tag: "Pages",
    description: "Counts down, sends what is complete, and shows what became of the message.",
    parameters: ["Version"],
    answers: [
      {
        status: 200,
        description: "The script.",
        cacheable: "for-good",
        content: [{ mediaType: "text/javascript" }],
      },
    ],
  },
  "show-not-me": {
    tag: "Not me",
    description:
      "Asks whoever did not want a code for one click. Changes nothing: a mail scanner that follows the link stops nobody.",
    parameters: ["CancelToken", "Locale"],
    answers: [
      { status: 200, description: "The button, or that it is done.", content: [PAGE] },
      { status: 404, description: "The link is not known.", content: [PAGE] },
    ],
    pages: [500, 503],
  },
  "show-keep-factors": {
    tag: "Not me",
    description:
      "Asks who did not want a reset of their factors for one click; there where `secondFactor` is not off. Changes nothing: a mail scanner that follows the link stops nothing.",
    parameters: ["CancelToken", "Locale"],
    answers: [
      { status: 200, description: "The button, or that the factors stay.", content: [PAGE] },
      { status: 404, description: "The link stops nothing, or not any more.", content: [PAGE] },
    ],
    pages: [500, 503],
  },
} as const satisfies Partial<Record<RouteHandler, Operation>>;
