import { html, type Html } from "../../../pages/html.ts";
import type { ChannelConversion, ShownBreaker } from "../../acts/attacks.ts";
import { breakerRule } from "../../breaker-rule.ts";
import { dataTable } from "../data-table.ts";
import { shareText, type Times, UNKNOWN, wholeNumber } from "../figures.ts";
import { say } from "../words.ts";

/** A country by one channel, or a block of numbers. */
interface Row extends Partial<ChannelConversion> {
  readonly place: string;
  readonly stops: readonly Html[];
}

/** What was sent to each country today, how much of it was used, and what is stopped now. */
export function breakerPart(breaker: ShownBreaker, times: Times): Html {
  return html`${dataTable<Row>({
      caption: say("attacks.breaker"),
      columns: [
        { head: say("attacks.place"), cell: ({ place }) => html`<bdi dir="ltr">${place}</bdi>` },
        { head: say("attacks.channel"), cell: ({ channel = UNKNOWN }) => channel },
        { head: say("attacks.sent"), cell: ({ sent }) => figure(sent), figure: true },
        { head: say("attacks.used"), cell: ({ approved }) => figure(approved), figure: true },
        { head: say("attacks.share"), cell: ({ share }) => shareText(share), figure: true },
        { head: say("attacks.now"), cell: ({ stops }) => nowOf(stops) },
      ],
      rows: rowsOf(breaker, times),
      empty: say("attacks.noneSent"),
    })}
    <p class="hint">${breakerRule(breaker)}</p>`;
}

function rowsOf({ countries, blocks }: ShownBreaker, times: Times): Row[] {
  const byBreaker = (until: string) => say("attacks.stoppedUntil", { instant: times.instant(until) });
  return [
    ...countries.flatMap(({ country, channels, stoppedUntil, stoppedByAdmin }) => {
      const stops = [
        ...(stoppedByAdmin ? [say("attacks.stoppedByAdmin")] : []),
        ...(stoppedUntil === undefined ? [] : [byBreaker(stoppedUntil)]),
      ];
      const of: readonly Partial<ChannelConversion>[] = channels.length > 0 ? channels : [{}];
      return of.map((one) => ({ ...one, place: country, stops }));
    }),
    ...blocks.map(({ block, until }) => ({ place: block, stops: [byBreaker(until)] })),
  ];
}

function nowOf(stops: readonly Html[]): Html {
  if (stops.length === 0) return say("attacks.open");
  return html`<strong class="wrong"
    >${stops.map((stop, index) => html`${index > 0 && ", "}${stop}`)}</strong
  >`;
}

function figure(value: number | undefined): string {
  return value === undefined ? UNKNOWN : wholeNumber(value);
}
