import type { EventsAnswer, RecentAnswer, ShownRequest } from "../../functions/desk/acts/looking.ts";
import type { DeliveriesAnswer, ShownReceiver } from "../../functions/desk/acts/receivers.ts";
import { localTime } from "../../functions/desk/local-time.ts";
import { columned } from "./columned.ts";

/** How instants stand in a table. */
export function times(timeZone: string): (text: string) => string {
  const time = localTime(timeZone);
  return (text) => {
    const at = new Date(text);
    return `${time.day(at)} ${time.second(at)}`;
  };
}

/** A line for each request, the newest first. @param timeZone in which times are shown */
export function recentRequests({ requests, next }: RecentAnswer, timeZone: string): string {
  if (requests.length === 0) return "Nothing was asked for in the last day.";
  const at = times(timeZone);
  const rows = requests.map((one) => [
    ...[at(one.at), one.channel, one.to, one.country ?? "", happened(one), one.network?.slice(0, 8) ?? ""],
  ]);
  const heads = [`time (${timeZone})`, "channel", "to", "country", "what happened", "network"];
  return [
    columned(
      heads.map((head) => ({ head })),
      rows,
    ),
    ...(next === undefined ? [] : ["", `Older ones: npm run desk -- recent --before ${next}`]),
  ].join("\n");
}

function happened({ decoy, status, delivery, reason, provider, wrong, sends }: ShownRequest): string {
  if (decoy) return "not registered: nothing was sent";
  return [
    `${delivery}${provider === undefined ? "" : ` (${provider})`}${reason === undefined ? "" : `: ${reason}`}`,
    ...(sends > 1 ? [`${sends} sends`] : []),
    ...(wrong > 0 ? [`${wrong} wrong`] : []),
    ...(status === "pending" ? [] : [status]),
  ].join(", ");
}

/** A line for each event, the newest first. */
export function eventsTold({ events, days }: EventsAnswer, timeZone: string): string {
  if (events.length === 0)
    return `There is none in ${days === 1 ? "this UTC day" : `these ${days} UTC days`}.`;
  const at = times(timeZone);
  return columned(
    [{ head: `last (${timeZone})` }, { head: "kind" }, { head: "of" }, { head: "times", right: true }],
    events.map(({ kind, to, count: number, lastAt }) => [at(lastAt), kind, to, String(number)]),
  );
}

/** Each receiver, with a line for each event that it was told. */
export function deliveries({ receivers }: DeliveriesAnswer, timeZone: string): string {
  if (receivers.length === 0) return "There is no such receiver: events.bus and events.webhooks name them.";
  return receivers.map((one) => ofReceiver(one, timeZone)).join("\n\n");
}

function ofReceiver({ receiver, offUntil, deliveries: all }: ShownReceiver, timeZone: string): string {
  const at = times(timeZone);
  const off = offUntil === undefined ? "" : `, told nothing until ${at(offUntil)}`;
  if (all.length === 0) return `${receiver}${off}: it was told of nothing yet.`;
  const rows = all.map(({ event, type, at: happenedAt, tries, answer, deliveredAt }) => [
    ...[at(happenedAt), type, event, String(tries), deliveredAt === undefined ? `missed: ${answer}` : answer],
  ]);
  const columns = [{ head: `time (${timeZone})` }, { head: "type" }, { head: "event" }];
  return `${receiver}${off}\n${columned(
    [...columns, { head: "tries", right: true }, { head: "answer" }],
    rows,
  )}`;
}
