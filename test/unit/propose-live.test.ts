import { describe, expect, it } from "@jest/globals";
import type { LiveGround } from "../../functions/settings/live/live-path.ts";
import { checkProposal, type LiveEdit, type LiveProposal } from "../../functions/settings/live/propose.ts";
import { aLiveChange } from "../support/live.ts";
import { START, testSettings } from "../support/service.ts";

const ground: LiveGround = {
  deployed: testSettings({ limits: { originPerHour: 30 }, channels: { sms: { countries: ["US", "DE"] } } }),
};
const check = (
  edits: readonly LiveEdit[],
  { kept = [], ...more }: Partial<LiveProposal> & { readonly kept?: readonly unknown[] } = {},
) => {
  const proposal = {
    edits,
    by: "bob",
    reason: "an attack",
    may: "open",
    from: "198.51.100.7",
    ...more,
  } as const;
  return checkProposal(ground, kept, proposal, 2, START);
};
const closedDe = aLiveChange(ground, "channels.sms.countries", false, { entry: "DE" });
const DE = { path: "channels.sms.countries", entry: "DE" };

/** Rows of a table, each with what is there beside its edit. */
const rows = <More>(none: More, ...all: readonly (readonly [string, LiveEdit, More?])[]) =>
  all.map(([name, edit, more = none]) => [name, edit, more] as const);

describe("what an admin wants to change live", () => {
  it("fits with its author, its reason and the deployed value that it is made over", () => {
    expect(check([{ path: "limits.originPerHour", value: 10, until: START + 60 }])).toMatchObject({
      kind: "fits",
      changes: [
        {
          ...{ path: "limits.originPerHour", value: 10, over: 30, by: "bob", reason: "an attack" },
          ...{ at: START, until: START + 60, version: 2 },
        },
      ],
      differences: [{ path: "limits.originPerHour", before: 30, after: 10, effect: "closes" }],
    });
  });

  it.each<[string, LiveEdit]>([
    ["a lower limit", { path: "limits.originPerHour", value: 10 }],
    ["a country", { ...DE, value: false }],
    ["a channel", { path: "channels.sms.enabled", value: false }],
    ["a network", { path: "networks.denied", entry: "203.0.113.0/24", value: true }],
    ["an app", { path: "clients.suspended", entry: "portal", value: true }],
    ["the day's money", { path: "channels.sms.spend.dailyUsd", value: 1 }],
  ])("is an operator's where it closes: %s", (_, edit) => {
    expect(check([edit], { may: "close" }).kind).toBe("fits");
  });

  it.each(
    rows<readonly unknown[]>(
      [],
      ["a higher limit", { path: "limits.originPerHour", value: 50 }],
      ["more money", { path: "channels.sms.spend.dailyUsd", value: 50 }],
      ["dearer calls", { path: "channels.sms.spend.callUsd", value: 5 }],
      [
        "a network that is allowed",
        { path: "networks.allowed", entry: "203.0.113.0/24", value: true, until: START + 60 },
      ],
      ["the brand", { path: "brand.name", value: "Acme" }],
      ["words", { path: "words", entry: "en/any.warning", value: "Beware." }],
      ["an admin", { path: "admins.suspended", entry: "ada", value: true }],
      ["a stop that is taken back", DE, [closedDe]],
      ["a stop that ends sooner", { ...DE, value: false, until: START + 60 }, [closedDe]],
      [
        "a limit that is closed now, and open once the owner's would have ended",
        { path: "limits.originPerHour", value: 40 },
        [aLiveChange(ground, "limits.originPerHour", 50, { until: START + 60 })],
      ],
      [
        "what does not fit here, and may elsewhere",
        { path: "limits.recipientPerDay" },
        [aLiveChange(ground, "limits.recipientPerDay", 1)],
      ],
    ),
  )("is an owner's alone where it opens, or may: %s", (_, edit, kept) => {
    expect(check([edit], { kept, may: "close" }).kind).toBe("forbidden");
    expect(check([edit], { kept }).kind).toBe("fits");
  });

  it.each(
    rows<Partial<LiveProposal> & { readonly kept?: readonly unknown[] }>(
      {},
      ["nothing that is different", { path: "limits.originPerHour", value: 30 }],
      ["a country that is not deployed", { ...DE, entry: "FR", value: false }],
      ["an end that is over", { path: "limits.originPerHour", value: 5, until: START }],
      ["what is not changed", { path: "limits.originPerHour" }],
      ["no reason", { path: "limits.originPerHour", value: 5 }, { reason: " " }],
      ["what is not live", { path: "registration", value: "open" }],
      ["one's own network denied", { path: "networks.denied", entry: "198.51.0.0/16", value: true }],
      [
        "one's own network allowed",
        { path: "networks.allowed", entry: "198.51.100.7/32", value: true, until: START + 60 },
      ],
      [
        "a network allowed for too long",
        { path: "networks.allowed", entry: "203.0.113.0/24", value: true, until: START + 32 * 86_400 },
      ],
      [
        "what keeps another from holding",
        { path: "limits.recipientPerDay", value: 4 },
        {
          kept: [
            aLiveChange(ground, "limits.recipientPerHour", 5),
            aLiveChange(ground, "limits.recipientPerHour", 5),
          ],
        },
      ],
      [
        "more than there is room for",
        { path: "brand.name", value: "Acme" },
        {
          kept: Array.from({ length: 120 }, (_, index) => ({
            path: `later.${index}`,
            text: "x".repeat(300),
          })),
        },
      ],
    ),
  )("is refused with a word on it: %s", (_, edit, more) => {
    expect(check([edit], more)).toMatchObject({ kind: "refused", faults: [expect.any(String)] });
  });

  it("leaves what others have changed, and what only a newer release can read", () => {
    const newer = { path: "channels.telegram.enabled", value: false, unknown: 1 };
    expect(check([{ path: "limits.originPerHour", value: 5 }], { kept: [newer, closedDe] })).toMatchObject({
      changes: [newer, closedDe, { path: "limits.originPerHour" }],
    });
  });
});
