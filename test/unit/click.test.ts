import { describe, expect, it } from "@jest/globals";
import type { Challenge } from "../../functions/domain/challenge.ts";
import { givesClickLane, mayGiveClickLane } from "../../functions/domain/click.ts";
import { clickLane, type Lane, networkLane } from "../../functions/domain/lane.ts";
import type { OriginKey } from "../../functions/domain/origin.ts";
import { aChallenge, freshKey } from "../support/challenge.ts";
import { START } from "../support/service.ts";

const DAY = 86_400;
const BARE = freshKey();
const TAGGED = freshKey();

const asked = (over: Partial<Challenge>) =>
  aChallenge({ recipientKey: BARE, ledgerKey: BARE, issuedAt: START, ...over });
const stopped = (over: Partial<Challenge>) => asked({ status: "canceled", canceledFor: "not-me", ...over });

// A lane of one's own has sends that others do not share. If its links gave others, one link would give them without end.
describe.each<[kind: string, lane: Lane, bare: boolean, tagged: boolean]>([
  ["the strangers' ledger", "strangers", true, true],
  ["a known device", "device-AAAAAAAAAAAAAAAAAAAAAA", false, false],
  ["a known network", networkLane("AAAA" as OriginKey), true, false],
  ["the browser of a click", clickLane("AAAAAAAAAAAAAAAAAAAAAA"), false, false],
  ["the network of a click", "clicked", false, false],
])("a click about a code that counts on %s", (_, lane, bare, tagged) => {
  it.each([
    ["the address of the ledger", BARE, bare],
    ["another spelling of it", TAGGED, tagged],
  ])(
    "gives a lane only if all who ask there share its limits: sent to %s",
    (_spelling, recipientKey, gives) => {
      const challenge = stopped({ lane, recipientKey });
      expect(givesClickLane(challenge, START)).toBe(gives);
      expect(mayGiveClickLane(challenge, START)).toBe(gives);
    },
  );
});

describe("the link of a challenge", () => {
  it.each<[situation: string, over: Partial<Challenge>, gives: boolean, may: boolean]>([
    ["is still open", {}, false, true],
    ["was canceled by its link", { canceledFor: "not-me" }, true, true],
    ["was canceled by a sign-out everywhere", { canceledFor: "everywhere" }, false, false],
    ["was a session that its link ended", { endedFor: "not-me" }, true, true],
    ["was a session that ended plainly", { status: "ended" }, false, true],
    ["was a session that ended everywhere", { endedFor: "everywhere" }, false, false],
    ["is a decoy", { decoy: true, canceledFor: "not-me" }, false, false],
    ["is a test recipient's", { test: true, canceledFor: "not-me" }, false, false],
  ])("whose challenge %s", (_, over, gives, may) => {
    expect(givesClickLane(asked(over), START)).toBe(gives);
    expect(mayGiveClickLane(asked(over), START)).toBe(may);
  });

  it("gives for a day, to the second, and what it gave is known for another one at most", () => {
    const challenge = stopped({});
    expect([DAY - 1, DAY].map((later) => givesClickLane(challenge, START + later))).toEqual([true, false]);
    const known = [-1, 0, 2 * DAY - 1, 2 * DAY].map((later) => mayGiveClickLane(challenge, START + later));
    expect(known).toEqual([false, true, true, false]);
  });
});
