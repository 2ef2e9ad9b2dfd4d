import type { AttacksAnswer, ShownBreaker, ShownNetwork } from "../../functions/desk/acts/attacks.ts";
import { breakerRule } from "../../functions/desk/breaker-rule.ts";
import { columned } from "./columned.ts";
import { count } from "./tell-blocking.ts";
import { times } from "./tell-looking.ts";

/** Networks, the worst first; then what was sent to each country today and what is stopped. @param timeZone of times */
export function attacksTold({ networks, hours, next, breaker }: AttacksAnswer, timeZone: string): string {
  return [
    networks.length === 0
      ? `No network stood out in the last ${count(hours, "hour")}.`
      : attackingNetworks(networks, timeZone),
    ...(next === undefined
      ? []
      : ["", `Older ones: npm run desk -- attacks --hours ${hours} --before ${next}`]),
    ...["", ...conversion(breaker, timeZone), breakerRule(breaker)],
  ].join("\n");
}

function attackingNetworks(networks: readonly ShownNetwork[], timeZone: string): string {
  const at = times(timeZone);
  return columned(
    [
      { head: "network" },
      { head: "wrong codes, at least", right: true },
      { head: "hours refused", right: true },
      { head: `since (${timeZone})` },
      { head: "last" },
    ],
    networks.map(({ network, wrong, refusedHours, since, lastAt }) => [
      ...[network, String(wrong), String(refusedHours), at(since), at(lastAt)],
    ]),
  );
}

function conversion({ countries, blocks }: ShownBreaker, timeZone: string): string[] {
  if (countries.length + blocks.length === 0)
    return ["No message that costs money was sent today, and no country is stopped."];
  const at = times(timeZone);
  const byBreaker = (until: string) => `stopped by the service until ${at(until)}`;
  const rows = [
    ...countries.flatMap(({ country, channels, stoppedUntil, stoppedByAdmin }) => {
      const stops = [
        ...(stoppedByAdmin ? ["stopped by an admin"] : []),
        ...(stoppedUntil === undefined ? [] : [byBreaker(stoppedUntil)]),
      ];
      const now = stops.join(", ") || "not stopped";
      if (channels.length === 0) return [[country, "", "", "", "", now]];
      return channels.map(({ channel, sent, approved, share }) => [
        ...[country, channel, String(sent), String(approved)],
        ...[share === undefined ? "" : `${Math.round(share * 100)} %`, now],
      ]);
    }),
    ...blocks.map(({ block, until }) => [block, "", "", "", "", byBreaker(until)]),
  ];
  const columns = [
    ...[{ head: "today to" }, { head: "channel" }, { head: "sent", right: true as const }],
    ...[
      { head: "used", right: true as const },
      { head: "share", right: true as const },
    ],
    { head: `now (${timeZone})` },
  ];
  return [columned(columns, rows)];
}
