import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { applyChanges } from "../../functions/settings/live/apply.ts";
import { isSameValue, type LiveValue, readLiveChange } from "../../functions/settings/live/change.ts";
import { NO_FACTS } from "../../functions/settings/live/facts.ts";
import type { LiveGround } from "../../functions/settings/live/live-path.ts";
import { LIVE_PATHS } from "../../functions/settings/live/paths.ts";
import type { Settings } from "../../functions/settings.ts";
import { parseSettings } from "../../functions/settings/schema.ts";
import { aLiveChange } from "../support/live.ts";
import { START } from "../support/service.ts";

const COUNTRIES = ["US", "GB", "DE", "FR"];
const PROVIDERS = ["inbox", "console", "ses"];

/** What an owner may have deployed. */
const deployed: fc.Arbitrary<Settings> = fc
  .record({
    limits: fc.record({
      recipientPerHour: fc.integer({ min: 1, max: 5 }),
      recipientPerDay: fc.integer({ min: 5, max: 10 }),
      originPerHour: fc.integer({ min: 1, max: 60 }),
      strongAfterFailures: fc.integer({ min: 1, max: 20 }),
    }),
    channels: fc.record({
      email: fc.record({
        enabled: fc.boolean(),
        providers: fc.subarray(PROVIDERS, { minLength: 1 }),
      }),
      sms: fc.record({
        enabled: fc.boolean(),
        countries: fc.subarray(COUNTRIES),
        spend: fc.record({
          dailyUsd: fc.integer({ min: 1, max: 50 }),
          callUsd: fc.constantFrom(0.2, 0.5, 1),
          leastConversion: fc.constantFrom(0, 0.2, 0.5),
        }),
      }),
    }),
  })
  .map((chosen) => {
    const parsed = parseSettings(chosen);
    if ("faults" in parsed) throw new Error(parsed.faults.join("\n"));
    return parsed.settings;
  });

const value: fc.Arbitrary<LiveValue> = fc.oneof(
  fc.boolean(),
  fc.integer({ min: 0, max: 120 }),
  fc.constantFrom("off", "always", "after-failures", "x", 0.1, 0.7),
  fc.shuffledSubarray(PROVIDERS),
  fc.array(fc.jsonValue()),
  fc.dictionary(fc.string(), fc.jsonValue()),
);
const entry = fc.option(
  fc.constantFrom(...COUNTRIES, "203.0.113.0/24", "0.0.0.0/0", "::/0", "portal", "en/login.lead"),
  { nil: undefined },
);
const until = fc.option(fc.integer({ min: START - 10, max: START + 10 }), { nil: undefined });

/** Changes as this release, another one or a hand has written them, over what was deployed then. */
const changesOver = (then: LiveGround): fc.Arbitrary<readonly unknown[]> =>
  fc.array(
    fc.oneof(
      {
        weight: 8,
        arbitrary: fc
          .record({ path: fc.constantFrom(...LIVE_PATHS.keys()), value, entry, until })
          .map(({ path, value: to, ...more }) => {
            const { entry: named, until: end } = more;
            return aLiveChange(then, path, to, {
              ...(named !== undefined && { entry: named }),
              ...(end !== undefined && { until: end }),
            });
          }),
      },
      // What a newer release knows: another path, or one more field.
      fc.record({ path: fc.constant("channels.telegram.enabled"), value }),
      fc.record({ path: fc.constant("registration"), value: fc.constant("open") }),
      fc
        .constantFrom("limits.originPerHour", "channels.sms.countries")
        .map((path) => ({ ...aLiveChange(then, path, 60), onlyFor: "DE" })),
      fc.jsonValue(),
    ),
    { maxLength: 8 },
  );

const scene = deployed.chain((before) =>
  fc.record({
    // A deployment, or a rollback, may have come since.
    now: fc.oneof(fc.constant(before), deployed),
    changes: changesOver({ deployed: before }),
  }),
);

describe("random changes over random settings, made over what another release had deployed", () => {
  it("open nothing that was not opened over the very value that is deployed", () => {
    fc.assert(
      fc.property(scene, ({ now: settings, changes }) => {
        const ground: LiveGround = { deployed: settings };
        const applied = applyChanges(ground, changes, START);
        const asDeployed = { settings, facts: NO_FACTS };
        const entries = changes.flatMap((kept) => readLiveChange(kept) ?? []);
        for (const path of LIVE_PATHS.values())
          for (const named of path.entryFault
            ? [...COUNTRIES, ...entries.flatMap((one) => one.entry ?? [])]
            : [""]) {
            const [from, to] = [asDeployed, applied].map((of) => path.read(of, named, ground) ?? null);
            if (path.effect(from, to) !== "opens") continue;
            // An owner who saw this very value has opened it.
            const by = entries.filter(
              (one) => one.path === path.path && (one.entry ?? "") === named && isSameValue(one.over, from),
            );
            expect(by).not.toEqual([]);
          }
      }),
      { numRuns: 600 },
    );
  });

  it("leave what is deployed for good as it is, and take away at most", () => {
    fc.assert(
      fc.property(scene, ({ now: settings, changes }) => {
        const { settings: effective, facts } = applyChanges({ deployed: settings }, changes, START);
        expect(parseSettings(effective)).toEqual({ settings: effective });
        const { channels } = effective;
        const before = settings.channels;
        // What is live is put back: the rest has to be the same.
        const back = { limits: settings.limits, channels: before, brand: settings.brand };
        expect({ ...effective, ...back }).toEqual(settings);
        for (const channel of ["email", "sms", "whatsapp", "voice"] as const) {
          expect(!channels[channel].enabled || before[channel].enabled).toBe(true);
          for (const options of channels[channel].providers ?? [])
            expect(before[channel].providers).toContainEqual(options);
        }
        expect(before.sms.countries).toEqual(expect.arrayContaining(channels.sms.countries));
        for (const network of [...facts.allowedNetworks, ...facts.deniedNetworks])
          expect(["0.0.0.0/0", "::/0"]).not.toContain(network);
      }),
      { numRuns: 600 },
    );
  });

  it("hold on their own as with others that do not fit", () => {
    fc.assert(
      fc.property(scene, ({ now: settings, changes }) => {
        const all = applyChanges({ deployed: settings }, changes, START);
        const held = all.standings.filter(({ state }) => state === "holds").map(({ kept }) => kept);
        const alone = applyChanges({ deployed: settings }, held, START);
        expect(alone.settings).toEqual(all.settings);
        expect(alone.facts).toEqual(all.facts);
      }),
      { numRuns: 300 },
    );
  });
});
