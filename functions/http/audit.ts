import type { Challenge } from "../domain/challenge.ts";
import type { OriginKey } from "../domain/origin.ts";
import { canBeGuessed } from "../domain/typed/code-shape.ts";
import type { MetricName } from "../observability/metric-names.ts";
import type { Observer } from "../observability/port.ts";

interface Outcome {
  readonly kind: string;
  readonly challenge?:
    | Pick<Challenge, "recipientKey" | "channel" | "country" | "decoy" | "origin" | "format" | "length">
    | undefined;
  /** The network that asked, where no challenge says it. */
  readonly origin?: OriginKey | undefined;
  readonly limit?: string;
  readonly attemptsLeft?: number;
  readonly spentPercent?: number;
  readonly thrown?: unknown;
}

/** Leaves a line in the audit trail for what a caller tried, by the pseudonyms of recipient and network, and counts it. */
export function audited(observer: Observer, event: string, outcome: Outcome): void {
  const { kind, challenge, limit, spentPercent, thrown } = outcome;
  const origin = outcome.origin ?? challenge?.origin;
  if (thrown !== undefined) observer.fault(event, thrown);
  if (spentPercent !== undefined) observer.measure("SpentPercent", spentPercent);
  observer.audit(event, {
    outcome: kind,
    ...(limit !== undefined && { limit }),
    ...(origin !== undefined && { origin }),
    ...(challenge && {
      recipient: challenge.recipientKey,
      channel: challenge.channel,
      ...(challenge.country !== undefined && { country: challenge.country }),
    }),
  });
  if (limit === "origin") observer.measure("NetworkRefusals", 1);
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
      return [
        ["Requests", challenge?.decoy === true ? 0 : 1],
        ...(challenge && !canBeGuessed(challenge) ? ([["StrongCodes", 1]] as const) : []),
      ];
    case "verify-code approved":
    case "prove-factor approved":
    case "desk-sign-in signed-in":
    case "desk-sign-in enrol-enrolled":
      return [["Approvals", 1]];
    case "verify-code incorrect-code":
      return [["WrongCodes", 1], ...(attemptsLeft === 0 ? ([["Locks", 1]] as const) : [])];
    default:
      return [];
  }
}
