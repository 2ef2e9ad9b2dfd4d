import type { Operation, RouteHandler } from "../operation.ts";

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
} as const satisfies Partial<Record<RouteHandler, Operation>>;
