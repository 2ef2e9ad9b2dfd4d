import { describe, expect, it } from "@jest/globals";
import { Fault } from "../../functions/domain/errors.ts";
import {
  faultProblem,
  invalidRequest,
  isProblem,
  problem,
  problemReply,
  type Refusal,
  refusalProblem,
} from "../../functions/http/problem.ts";
import { testSettings } from "../support/service.ts";

const settings = testSettings({ limits: { originPerHour: 30, originPaidPerHour: 20 } });

const limited = (limit: "cooldown" | "recipient" | "locked" | "origin", retryAfterSeconds: number) =>
  refusalProblem({ kind: "rate-limited", limit, retryAfterSeconds }, settings);

describe("a refusal of a flow", () => {
  it.each<[Refusal, number]>([
    [{ kind: "invalid", path: "recipient", message: "No." }, 400],
    [{ kind: "incorrect-code", attemptsLeft: 2 }, 401],
    [{ kind: "no-session" }, 401],
    [{ kind: "channel-disabled" }, 403],
    [{ kind: "recipient-not-allowed" }, 403],
    [{ kind: "too-many-attempts" }, 403],
    [{ kind: "too-many-sends" }, 403],
    [{ kind: "challenge-not-found" }, 404],
    [{ kind: "challenge-canceled" }, 410],
    [{ kind: "challenge-expired" }, 410],
    [{ kind: "challenge-used" }, 410],
    [{ kind: "idempotency-mismatch" }, 422],
    [{ kind: "rate-limited", limit: "cooldown", retryAfterSeconds: 1 }, 429],
  ])("is a problem document: %j", (refusal, status) => {
    const reply = problemReply(refusalProblem(refusal, settings));
    const name = refusal.kind === "invalid" ? "invalid-request" : refusal.kind;
    expect(reply.status).toBe(status);
    expect(reply.headers).toMatchObject({ "content-type": "application/problem+json" });
    expect(JSON.parse(reply.body ?? "")).toMatchObject({
      type: `urn:latchkey:problem:${name}`,
      status,
      title: expect.stringMatching(/./),
      detail: expect.stringMatching(/./),
    });
  });

  it("asks for a bearer where it is a 401, and only there", () => {
    for (const attemptsLeft of [0, 1, 2])
      expect(refusalProblem({ kind: "incorrect-code", attemptsLeft }, settings).headers).toEqual({
        "www-authenticate": "Bearer",
      });
    expect(refusalProblem({ kind: "too-many-attempts" }, settings).headers).toEqual({});
  });

  it.each([
    [0, /no attempts are left/],
    [1, /1 attempt left/],
    [2, /2 attempts left/],
  ])("says that %i attempts are left", (attemptsLeft, words) => {
    const { members, detail } = refusalProblem({ kind: "incorrect-code", attemptsLeft }, settings);
    expect(members).toEqual({ attemptsLeft });
    expect(detail).toMatch(words);
  });
});

describe("a rate limit", () => {
  it.each([
    ["cooldown", 20, '"cooldown";q=1;w=30'],
    ["recipient", 3000, '"recipient";q=5;w=3600, "recipient";q=10;w=86400'],
    ["origin", 1800, '"origin";q=10;w=86400, "origin";q=20;w=3600, "origin";q=30;w=3600'],
    ["locked", 14_400, '"locked";q=37;w=2592000'],
  ] as const)("%s says in its headers when to come back", (limit, seconds, policy) => {
    const { headers, members } = limited(limit, seconds);
    expect(headers).toEqual({
      "retry-after": String(seconds),
      "ratelimit-policy": policy,
      ratelimit: `"${limit}";r=0;t=${seconds}`,
    });
    expect(members).toEqual({ retryAfter: seconds, limit });
  });

  it.each([
    [1, "1 second"],
    [2, "2 seconds"],
    [119, "119 seconds"],
    [120, "2 minutes"],
    [121, "3 minutes"],
    [7199, "120 minutes"],
    [7200, "2 hours"],
    [7201, "3 hours"],
  ])("of %i seconds says in words to wait %s, never less", (seconds, words) => {
    expect(limited("cooldown", seconds).detail).toContain(`wait ${words} before`);
  });
});

describe("a fault", () => {
  it("of the table is unavailable, and says when to come back", () => {
    const { status, headers } = faultProblem(new Fault("storage-unavailable", "table at 10.0.0.1"));
    expect(status).toBe(503);
    expect(headers).toEqual({ "retry-after": "5" });
  });

  it.each([
    new Fault("unknown-key", "key 7 of anna@example.com"),
    new Fault("configuration", "anna@example.com"),
    new Error("anna@example.com"),
    "anna@example.com",
    undefined,
  ])("of any other kind is internal, and shows nothing of its cause", (error) => {
    const reply = problemReply(faultProblem(error));
    expect(reply.status).toBe(500);
    expect(JSON.stringify(reply)).not.toMatch(/anna|Error|key 7/);
  });
});

describe("a request that is not valid", () => {
  it("lists every field, and says the same in words that name none", () => {
    const errors = [
      { path: "recipient", message: "Enter one." },
      { path: "", message: "Not JSON." },
    ];
    const refused = invalidRequest(errors);
    expect(refused.members).toEqual({ errors });
    expect(refused.detail).toBe("Enter one. Not JSON.");
  });
});

describe("a problem", () => {
  it("is told from a reply", () => {
    expect(isProblem(problem("not-found", "x"))).toBe(true);
    expect(isProblem({ status: 200, headers: {} })).toBe(false);
  });

  it("cannot have its document's own members overwritten by its headers", () => {
    const made = problem("too-large", "x", { headers: { "retry-after": "1" }, limit: "a" });
    expect(made).toMatchObject({ headers: { "retry-after": "1" }, members: { limit: "a" } });
    expect(problemReply(made).body).not.toContain("retry-after");
  });
});
