import { describe, expect, it } from "@jest/globals";
import { parseSettings } from "../../functions/settings/schema.ts";

const parsed = (refresh: object) => parseSettings({ refresh });
const DAY = 86_400;

describe("how long apps may stay signed in", () => {
  it.each([
    { graceSeconds: 0 },
    { idleSeconds: 30 * DAY, absoluteSeconds: 400 * DAY },
    { idleSeconds: DAY, absoluteSeconds: DAY },
  ])("may be %j", (refresh) => {
    expect(parsed(refresh)).toMatchObject({ settings: { refresh } });
  });

  it.each<[string, object]>([
    ["refresh.graceSeconds", { graceSeconds: -1 }],
    ["refresh.graceSeconds", { graceSeconds: 301 }],
    ["refresh.idleSeconds", { idleSeconds: 30 * DAY + 1, absoluteSeconds: 400 * DAY }],
    ["refresh.absoluteSeconds", { absoluteSeconds: 400 * DAY + 1 }],
    ["refresh.idleSeconds", { idleSeconds: 2 * DAY, absoluteSeconds: DAY }],
  ])("is refused at %s: %j", (place, refresh) => {
    expect(parsed(refresh)).toEqual({ faults: [expect.stringMatching(`^${place}: (Too|must)`)] });
  });
});
