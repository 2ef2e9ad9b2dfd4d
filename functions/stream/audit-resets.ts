import type { FactorImage, FactorsChange } from "../domain/notice.ts";
import type { Observer } from "../observability/port.ts";

/**
 * Leaves a line in the audit trail for each step of a reset, whatever made it: the desk, a link, a factor that was used, or
 * an admin by hand. The line of who asked has the same id.
 * @returns the change, for its caller to go on with
 */
export function auditedReset(observer: Pick<Observer, "audit">, change: FactorsChange): FactorsChange {
  const { before, after } = change;
  const outcome = stepOf(before?.reset, after.reset);
  const id = after.reset?.id ?? before?.reset?.id;
  if (outcome) observer.audit("factor.changed", { outcome, ...(id !== undefined && { reset: id }) });
  return change;
}

type Reset = FactorImage["reset"];

function stepOf(before: Reset, after: Reset): string | undefined {
  if (before && !after) return "reset-ended";
  if (after?.canceledAt !== undefined)
    return before?.canceledAt === after.canceledAt ? undefined : "reset-canceled";
  if (after?.resetAt !== undefined && before?.resetAt !== after.resetAt) return "reset-hour-set";
  return after && before?.id !== after.id ? "reset-asked" : undefined;
}
