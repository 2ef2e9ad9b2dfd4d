import type { Challenge } from "../domain/challenge.ts";
import type { MetricName } from "../observability/metric-names.ts";
import type { Observer } from "../observability/port.ts";

interface Outcome {
  readonly kind: string;
  readonly challenge?: Pick<Challenge, "recipientKey" | "channel" | "country" | "decoy"> | undefined;
  readonly limit?: string;
  readonly attemptsLeft?: number;
}

/** Leaves a line in the audit trail for what a caller tried, by the recipient's pseudonym, and counts it. */
export function audited(observer: Observer, event: string, outcome: Outcome): void {
  const { kind, challenge, limit } = outcome;
  observer.audit(event, {
    outcome: kind,
    ...(limit !== undefined && { limit }),
    ...(challenge && {
      recipient: challenge.recipientKey,
      channel: challenge.channel,
      ...(challenge.country !== undefined && { country: challenge.country }),
    }),
  });
  if (!challenge) return;
  const { channel, country } = challenge;
  for (const [metric, value] of measured(event, outcome))
    observer.measure(metric, value, { channel, country });
}

function measured(
  event: string,
  { kind, challenge, attemptsLeft }: Outcome,
): readonly (readonly [MetricName, number])[] {
  switch (`${event} ${kind}`) {
    case "request-code accepted":
      // A decoy can never be approved, so it must not make the conversion fall; a zero takes as long to write as a one.
      return [["Requests", challenge?.decoy === true ? 0 : 1]];
    case "verify-code approved":
      return [["Approvals", 1]];
    case "verify-code incorrect-code":
      return [["WrongCodes", 1], ...(attemptsLeft === 0 ? ([["Locks", 1]] as const) : [])];
    default:
      return [];
  }
}
