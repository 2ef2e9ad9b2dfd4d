import { describe, expect, it } from "@jest/globals";
import {
  attemptsLeft,
  type ChallengeStatus,
  isSession,
  stateAt,
  undecidable,
} from "../../functions/domain/challenge.ts";
import { challengeWith, NOW } from "./builders.ts";

describe("the state of a pending challenge", () => {
  it("is pending until the second of its expiry", () => {
    const challenge = challengeWith({ expiresAt: NOW });
    expect(stateAt(challenge, NOW - 1)).toBe("pending");
    expect(stateAt(challenge, NOW)).toBe("expired");
    expect(stateAt(challenge, NOW + 1)).toBe("expired");
  });

  it("is locked once every attempt has been used, and not one earlier", () => {
    expect(stateAt(challengeWith({ attempts: 4 }), NOW)).toBe("pending");
    expect(stateAt(challengeWith({ attempts: 5 }), NOW)).toBe("locked");
    expect(stateAt(challengeWith({ attempts: 6 }), NOW)).toBe("locked");
  });

  it("is expired rather than locked when it is both", () => {
    expect(stateAt(challengeWith({ attempts: 5, expiresAt: NOW }), NOW)).toBe("expired");
  });
});

describe("the state of a decided challenge", () => {
  it.each<ChallengeStatus>(["approved", "ended", "canceled"])("stays %s after its expiry", (status) => {
    const challenge = challengeWith({ status, attempts: 5, expiresAt: NOW - 1 });
    expect(stateAt(challenge, NOW)).toBe(status);
  });
});

describe("why a challenge takes no more guesses", () => {
  it.each([
    ["is missing", undefined, "challenge-not-found"],
    ["was approved", challengeWith({ status: "approved" }), "challenge-used"],
    ["has ended", challengeWith({ status: "ended" }), "challenge-used"],
    ["was canceled", challengeWith({ status: "canceled" }), "challenge-canceled"],
    ["has expired", challengeWith({ expiresAt: NOW }), "challenge-expired"],
    ["is locked", challengeWith({ attempts: 5 }), "too-many-attempts"],
  ] as const)("is told when it %s", (_, challenge, kind) => {
    expect(undecidable(challenge, NOW)).toEqual({ kind });
  });

  it("is nothing while it is pending", () => {
    expect(undecidable(challengeWith(), NOW)).toBeUndefined();
  });
});

describe("the attempts that are left", () => {
  it.each([
    [0, 5],
    [4, 1],
    [5, 0],
    [7, 0],
  ])("after %i of five are %i", (attempts, left) => {
    expect(attemptsLeft(challengeWith({ attempts }))).toBe(left);
  });
});

describe("a session", () => {
  const approved = challengeWith({ status: "approved", approvedAt: NOW - 5, sessionEndsAt: NOW + 5 });

  it("holds until the second in which it ends", () => {
    expect(isSession(approved, NOW + 4)).toBe(true);
    expect(isSession(approved, NOW + 5)).toBe(false);
  });

  it.each([
    ["nothing", undefined],
    ["a pending challenge", { ...approved, status: "pending" as const }],
    ["an ended one", { ...approved, status: "ended" as const }],
    ["a canceled one", { ...approved, status: "canceled" as const }],
    ["an approval of another purpose", challengeWith({ status: "approved", approvedAt: NOW })],
    ["an approval without its time", challengeWith({ status: "approved", sessionEndsAt: NOW + 5 })],
  ])("is not %s", (_, challenge) => {
    expect(isSession(challenge, NOW)).toBe(false);
  });
});
