import { defined, numberOf, wordOf, timeZoneOf } from "./command-values.ts";
import type { Command } from "./commands.ts";

/** What admins look at: numbers, requests, networks, events, and whom the service tells of them. */
export const ASKING_COMMANDS: readonly Command[] = [
  {
    words: "story",
    act: "story",
    takes: ["ADDRESS|CUSTOMER"],
    options: ["as", "before", "time-zone"],
    example: "story anna@example.com",
    input: ([customer = ""], { as, before, json }) =>
      defined({ customer, as, before, items: json === true ? true : undefined }),
  },
  {
    words: "stats",
    act: "stats",
    takes: [],
    options: ["period", "time-zone"],
    example: "stats --period yesterday",
    input: (_args, values) => defined({ period: values.period, timeZone: timeZoneOf(values) }),
  },
  {
    words: "recent",
    act: "recent",
    takes: [],
    options: ["before", "time-zone"],
    example: "recent --before 2026-11-28T10:14:00Z",
    input: (_args, { before }) => defined({ before }),
  },
  {
    words: "attacks",
    act: "attacks",
    takes: [],
    options: ["hours", "before", "time-zone"],
    example: "attacks --hours 48",
    input: (_args, values) =>
      defined({ hours: numberOf(values.hours), before: values.before, timeZone: timeZoneOf(values) }),
  },
  {
    words: "events",
    act: "events",
    takes: [],
    options: ["days", "kind", "time-zone"],
    example: "events --days 7 --kind not-me",
    input: (_args, { days, kind }) =>
      defined({
        days: numberOf(days),
        kinds: wordOf(kind)
          ?.split(",")
          .map((one) => one.trim()),
      }),
  },
  {
    words: "events deliveries",
    act: "events-deliveries",
    takes: ["RECEIVER"],
    least: 0,
    options: ["time-zone"],
    example: "events deliveries billing",
    input: ([receiver]) => defined({ receiver }),
  },
  {
    words: "events replay",
    act: "events-replay",
    takes: ["RECEIVER", "EVENT"],
    options: [],
    example: "events replay billing missed",
    input: ([receiver, event]) => ({ receiver, event }),
  },
  {
    words: "events test",
    act: "events-test",
    takes: ["RECEIVER"],
    options: [],
    example: "events test billing",
    input: ([receiver]) => ({ receiver }),
  },
];
