import type { Message, Provider, SendResult } from "../../functions/delivery/port.ts";
import { START, type TestService } from "./service.ts";

/** What one part of an SMS to Germany costs in these settings, in US dollars. */
export const PART = 0.09;

/** Settings with a ceiling for a day, of which two thirds are for callers who are not known. */
export const ceilingOf = (dailyUsd: number) => ({
  limits: { originPerHour: 100_000 },
  channels: { sms: { spend: { dailyUsd, prices: { DE: PART } } } },
});

/** German mobile numbers, a hundred thousand of them. */
export const germanNumber = (index: number) => `+4915123${String(400_000 + index).padStart(6, "0")}`;

interface DayItem {
  readonly pk: string;
  readonly spent?: number;
  readonly spentNew?: number;
}

/** What a day has cost, in US dollars. */
export async function spentOf(service: TestService, at = START, of: "spent" | "spentNew" = "spent") {
  const items = (await service.get("/_local/items")).body as unknown as DayItem[];
  const day = items.find(({ pk }) => pk === `spend#${new Date(at * 1000).toISOString().slice(0, 10)}`);
  return (day?.[of] ?? 0) / 1e6;
}

/** A provider that answers as it is told, and remembers what it was asked to send. */
export function answeringProvider(name: string, answer: () => SendResult) {
  const asked: Message[] = [];
  const made: Provider = {
    name,
    send: (message) => {
      asked.push(message);
      return Promise.resolve(answer());
    },
  };
  return { made, asked };
}

/** It took the message. */
export const sent = (): SendResult => ({ kind: "sent", messageId: "m" });
/** It surely sent nothing. */
export const refusing = (): SendResult => ({ kind: "failed", fault: "moment", reason: "busy" });
/** It gave no answer: it may have sent it. */
export const silent = (): SendResult => ({
  ...{ kind: "failed", fault: "moment", reason: "timeout" },
  maybeSent: true,
});
