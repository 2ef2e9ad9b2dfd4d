import type { ShownLatency, ShownRow, ShownSums, StatsAnswer } from "../../functions/desk/acts/statistics.ts";
import { localTime } from "../../functions/desk/local-time.ts";
import { type TextColumn, columned } from "./columned.ts";

/** The columns, and what they count. */
const COUNTED = {
  asked: "requested",
  sent: "sent",
  delivered: "delivered",
  failed: "failed",
  wrong: "wrong",
  used: "approved",
  expired: "expired",
} as const satisfies Readonly<Record<string, keyof ShownSums>>;
type Numbered = keyof typeof COUNTED;
const NUMBERED = Object.keys(COUNTED) as readonly Numbered[];

/** How many codes were asked for, sent and used. @param timeZone in which times are shown */
export function statistics(answer: StatsAnswer, timeZone: string): string {
  const { total, byTime, byChannel, byCountry, byProvider, spend, damaged } = answer;
  const time = localTime(timeZone);
  const isDay = answer.period === "today" || answer.period === "yesterday";
  // Days of weeks are UTC's.
  const day = isDay ? time.day : localTime("UTC").day;
  const whole = `${day(new Date(answer.from))}${isDay ? "" : ` to ${day(new Date(Date.parse(answer.to) - 1000))}`}`;
  const hours = byTime.filter(({ sums }) => sums.requested + sums.decoys > 0);
  const when = (text: string) => (isDay ? time.minute(new Date(text)) : day(new Date(text)));
  return [
    `${whole} (${isDay ? timeZone : "UTC"})${answer.period === "yesterday" ? "" : `, until ${time.minute(new Date(answer.to))}`}`,
    totals(total),
    ...section(
      isDay ? "hour" : "day",
      hours.map(({ name, sums }) => ({ name: when(name), sums })),
    ),
    ...section("channel", byChannel),
    ...section("country", byCountry),
    // What was asked for has no provider yet.
    ...section("provider", byProvider, ["sent", "delivered", "failed", "wrong", "used"]),
    "",
    `Money of the UTC day: ${usd(spend.spentUsd)} of ${usd(spend.ceilingUsd)}, ${usd(spend.spentUnprovenUsd)} of it for numbers that have not been proved.`,
    ...(damaged.length === 0 ? [] : [`Left out, since they cannot be read: ${damaged.join(", ")}.`]),
  ].join("\n");
}

function totals(sums: ShownSums): string {
  const { requested, sent, delivered, failed, approved, expired, wrong, locked } = sums;
  const used = sums.conversion === undefined ? "" : ` (${percent(sums.conversion)} of those that are over)`;
  const { p50, p95 } = sums.latencySeconds;
  const reasons = Object.entries(sums.failedFor).map(([reason, count]) => `${reason} ${count}`);
  return [
    `Asked for ${requested}, sent ${sent}, delivered ${delivered}, failed ${failed}${reasons.length === 0 ? "" : ` (${reasons.join(", ")})`}.`,
    `Used ${approved}${used}, expired ${expired}, canceled ${sums.canceled}; wrong codes ${wrong}, locked ${locked}.`,
    ...(p50 === undefined ? [] : [`With a provider ${within(p50)}: half; ${within(p95 ?? p50)}: 95 %.`]),
    ...(sums.decoys === 0 ? [] : [`Asked for by strangers, and never sent: ${sums.decoys}.`]),
    ...(sums.passkeys === 0 ? [] : [`Signed in by passkey alone: ${sums.passkeys}.`]),
  ].join("\n");
}

function section(name: string, rows: readonly ShownRow[], of: readonly Numbered[] = NUMBERED): string[] {
  if (rows.length === 0) return [];
  const columns: TextColumn[] = [{ head: name }, ...of.map((head) => ({ head, right: true as const }))];
  const lines = rows.map(({ name: row, sums }) => [row, ...of.map((one) => String(sums[COUNTED[one]]))]);
  return ["", columned(columns, lines)];
}

function within(seconds: ShownLatency): string {
  return seconds === "more" ? "after more than 10 minutes" : `within ${seconds} s`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function usd(amount: number): string {
  return `$${amount.toFixed(2)}`;
}
