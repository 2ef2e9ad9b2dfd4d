import { type Operation, PAGE, type RouteHandler } from "../operation.ts";

/** Pages: HTML for people. */
export const PAGES = {
  "show-request": {
    tag: "Pages",
    description: "Asks for an address or a number.",
    parameters: ["Channel", "FormCookie"],
    answers: [{ status: 200, description: "The page.", content: [PAGE], headers: ["SetCookie"] }],
    pages: [500, 503],
  },
  "show-verify": {
    tag: "Pages",
    description: "Asks for the code of the challenge in the browser's cookie.",
    parameters: ["ChallengeCookie", "FormCookie"],
    answers: [
      {
        status: 200,
        description: "The code's field, while it is open.",
        content: [PAGE],
        headers: ["SetCookie"],
      },
      ...[403, 404, 410].map((status) => ({
        status,
        description: "The way out: the challenge is over, or there is none.",
        content: [PAGE],
      })),
    ],
    pages: [500, 503],
  },
  "show-not-me": {
    tag: "Not me",
    description:
      "Asks whoever did not want a code for one click. Changes nothing: a mail scanner that follows the link stops nobody.",
    parameters: ["CancelToken"],
    answers: [
      { status: 200, description: "The button, or that it is done.", content: [PAGE] },
      { status: 404, description: "The link is not known.", content: [PAGE] },
    ],
    pages: [500, 503],
  },
} as const satisfies Partial<Record<RouteHandler, Operation>>;
