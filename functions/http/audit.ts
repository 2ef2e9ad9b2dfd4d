import type { Challenge } from "../domain/challenge.ts";
import type { Observer } from "../observability/port.ts";

interface Outcome {
  readonly kind: string;
  readonly challenge?: Pick<Challenge, "recipientKey" | "channel"> | undefined;
  readonly limit?: string;
}

/** Leaves a line in the audit trail for what somebody tried, by the recipient's pseudonym, and counts it. */
export function audited(observer: Observer, event: string, { kind, challenge, limit }: Outcome): void {
  observer.audit(event, {
    outcome: kind,
    ...(limit !== undefined && { limit }),
    ...(challenge && { recipient: challenge.recipientKey, channel: challenge.channel }),
  });
  observer.count(event, { outcome: kind });
}
