import { type Operation, PAGE, type RouteHandler } from "../operation.ts";

const answered = (example: object, summary: string) => ({
  content: [
    {
      mediaType: "application/json",
      schema: "DeskAnswer",
      examples: { example: { summary, value: example } },
    } as const,
  ],
});

const ACT = "0199a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b";

/** What admins call. */
export const DESK = {
  "act-on-desk": {
    tag: "Desk",
    description:
      "One act of the table in docs/api.md (The desk). What changes something stands in the audit before its first write, and again when it is done. After a 5xx or a lost answer, repeat it under the same `Idempotency-Key`.",
    json: "DeskAct",
    parameters: ["ActPath", "ActId"],
    security: ["awsSignature"],
    answers: [
      {
        status: 200,
        description: "It is done, or answered.",
        ...answered(
          { outcome: "blocked", act: ACT, counts: { changed: 2, sessions: 1 } },
          "A customer is blocked",
        ),
      },
      {
        status: 409,
        description: "Nothing was done: `outcome` says why.",
        ...answered({ outcome: "not-found" }, "There is no such customer"),
      },
    ],
    problems: ["not-found", "idempotency-mismatch"],
  },
  "forget-person": {
    tag: "Desk",
    description:
      "Deletes a customer with all contacts, or what is kept of an address: challenges and sessions, factors, grants, lanes, notices. What guards others and names nobody stays until it expires. For owners.",
    json: "ForgetPerson",
    parameters: ["ActId"],
    security: ["awsSignature"],
    answers: [
      {
        status: 200,
        description: "It is deleted.",
        ...answered(
          { outcome: "forgotten", act: ACT, counts: { challenge: 3, customer: 1 } },
          "A customer is forgotten",
        ),
      },
      {
        status: 409,
        description: "Nothing was done: `outcome` says why.",
        ...answered({ outcome: "not-found" }, "There is no such person"),
      },
    ],
    problems: ["idempotency-mismatch"],
  },
  "show-desk": {
    tag: "Desk",
    description:
      "A screen of the desk, for an admin who has signed in to it. By POST, what its own form asks for: addresses stand in no log.",
    parameters: ["ScreenPath"],
    answers: [
      { status: 200, description: "The screen.", content: [PAGE] },
      { status: 303, description: "To the sign-in.", headers: ["Location"] },
      { status: 404, description: "No such screen, or none for this role.", content: [PAGE] },
    ],
    problems: ["not-found"],
    pages: [403, 500, 503],
    posted: { problems: ["not-found", "forbidden-origin"], form: "DeskForm" },
  },
  "show-desk-step": {
    tag: "Desk",
    description:
      "A page of the sign-in to the desk, which opens the desk alone: address, code, second factor.",
    parameters: ["StepPath"],
    answers: [
      { status: 200, description: "The page.", content: [PAGE] },
      {
        status: 303,
        description: "To the first step, or to the desk for who has signed in to it.",
        headers: ["Location"],
      },
    ],
    problems: ["not-found"],
    pages: [500, 503],
  },
  "answer-desk-step": {
    tag: "Desk",
    description:
      "A form of the sign-in to the desk, or of the way out. Every address is answered alike; only an admin's is sent a code.",
    form: "DeskForm",
    parameters: ["StepPath"],
    answers: [
      { status: 200, description: "Backup codes, or the form that waited for the sign-in.", content: [PAGE] },
      { status: 303, description: "To the next step.", headers: ["Location", "SetCookie"] },
    ],
    problems: ["not-found", "forbidden-origin"],
    pages: [400, 401, 403, 409, 410, 429, 500, 503],
  },
  "forget-on-page": {
    tag: "Desk",
    description:
      "Deletes all that is kept of a person, by the form of an owner who has said to have read what goes.",
    form: "DeskForm",
    answers: [
      { status: 303, description: "To the screen that says what went.", headers: ["Location"] },
      { status: 409, description: "Nothing was deleted: the page says why.", content: [PAGE] },
    ],
    problems: ["not-found", "forbidden-origin"],
    pages: [400, 403, 422, 500, 503],
  },
  "act-on-page": {
    tag: "Desk",
    description:
      "Does the act of a form of the desk. Its forms alone are taken: each has a token of the sign-in, and the act's id.",
    form: "DeskForm",
    parameters: ["ActPath"],
    answers: [
      { status: 303, description: "To the screen that says what it led to.", headers: ["Location"] },
      { status: 409, description: "Nothing was done: the screen says why.", content: [PAGE] },
    ],
    problems: ["not-found", "idempotency-mismatch", "forbidden-origin"],
    pages: [400, 403, 404, 422, 500, 503],
  },
} as const satisfies Partial<Record<RouteHandler, Operation>>;
