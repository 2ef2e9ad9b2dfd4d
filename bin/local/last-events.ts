import type { Services } from "../../functions/compose/base.ts";
import { listDeliveries } from "../../functions/flows/list-deliveries.ts";

/** As many are shown: the page is read again each second. */
const SHOWN = 20;

/** An event as the console shows it. */
interface ShownEvent {
  readonly receiver: string;
  readonly type: string;
  readonly at: string;
  readonly tries: number;
  /** What the receiver said. */
  readonly answer: string;
  readonly data: object;
}

/** What the owner's systems were told last, the newest first. */
export async function lastEvents(
  services: Pick<Services, "settings" | "storage" | "clock">,
): Promise<readonly ShownEvent[]> {
  const all = await listDeliveries(services, SHOWN);
  const events = all.flatMap(({ receiver, deliveries }) =>
    deliveries.map(({ event: { type, timestamp: at, data }, tries, answer }) => ({
      ...{ receiver, type, at, tries, answer, data },
    })),
  );
  return events.toSorted((one, other) => (one.at < other.at ? 1 : -1)).slice(0, SHOWN);
}
