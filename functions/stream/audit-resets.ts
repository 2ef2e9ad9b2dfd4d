import { resetStep } from "../domain/factors-reset.ts";
import type { Observer } from "../observability/port.ts";

interface Reset {
  readonly id?: string;
  readonly resetAt?: number;
  readonly canceledAt?: number;
}

interface Change {
  readonly before: { readonly reset?: Reset } | undefined;
  readonly after: { readonly reset?: Reset };
}

/**
 * Leaves a line in the audit trail for each step of a reset, whatever made it: the desk, a link, a factor that was used, or
 * an admin by hand. The line of who asked has the same id.
 * @returns the change, for its caller to go on with
 */
export function auditedReset<Told extends Change>(observer: Pick<Observer, "audit">, change: Told): Told {
  const { before, after } = change;
  const outcome = resetStep(before?.reset, after.reset);
  const id = after.reset?.id ?? before?.reset?.id;
  if (outcome) observer.audit("factor.changed", { outcome, ...(id !== undefined && { reset: id }) });
  return change;
}
