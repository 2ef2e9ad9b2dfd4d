import type { ChallengeStatus, DeliveryState } from "../client.ts";

type Delivery = ChallengeStatus["delivery"];
import type { WordName } from "./words.ts";

/** What the pages say of a message's state; nothing where the service tells nothing. */
const DELIVERY_WORDS: Partial<Record<DeliveryState, WordName>> = {
  queued: "sending",
  sent: "sent",
  delayed: "delayed",
  delivered: "delivered",
  complained: "delivered",
  failed: "sendFailed",
  bounced: "notDelivered",
  suppressed: "notDelivered",
};

const NOT_ARRIVED: ReadonlySet<DeliveryState> = new Set(["failed", "bounced", "suppressed"]);

/** What is said of a message, and whether it is a fault. A fault of the service is not laid at the person's door. */
export function deliveryWords({ state, cause }: Delivery): {
  readonly name?: WordName;
  readonly bad: boolean;
} {
  const bad = NOT_ARRIVED.has(state);
  const name = bad && cause === "service" ? "notSent" : DELIVERY_WORDS[state];
  return { ...(name !== undefined && { name }), bad };
}

const MAY_CHANGE: ReadonlySet<DeliveryState> = new Set(["queued", "sent", "delayed"]);

/** Looks after 2 seconds, and then ever more seldom, as long as something may change; nothing is lost by a look that fails. */
export function watchDelivery(
  look: () => Promise<ChallengeStatus | undefined>,
  tell: (status: ChallengeStatus) => void,
  signal: AbortSignal,
): void {
  let waitMs = 2000;
  const next = () => {
    const timer = setTimeout(() => void once(), waitMs);
    signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  };
  const once = async () => {
    const status = await look();
    if (signal.aborted) return;
    if (status) tell(status);
    waitMs *= 1.6;
    const open = !status || (status.status === "pending" && MAY_CHANGE.has(status.delivery.state));
    if (open && waitMs < 60_000) next();
  };
  next();
}
