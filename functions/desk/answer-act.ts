import * as z from "zod/mini";
import { maskWithin } from "../domain/mask-within.ts";
import type { Observer } from "../observability/port.ts";
import { type Problem, invalidRequest, problem } from "../http/problem.ts";
import { json, type Reply } from "../http/reply.ts";
import type { HttpRequest } from "../http/request.ts";
import type { LiveFacts } from "../settings/live/facts.ts";
import type { Settings } from "../settings.ts";
import { principalOf } from "../settings/desk.ts";
import type { DeskAct, ActAnswer } from "./act.ts";
import { type Admin, adminOfArn } from "./admins.ts";
import { type Forbidden, perform } from "./perform-act.ts";
import type { DeskServices } from "./services.ts";

/** Each act checks what it is given. */
export const actBody = z.unknown();

/** How long the body of an act may be, in bytes: a file of two thousand customers. */
export const MAX_ACT_BYTES = 1024 * 1024;

/**
 * The admin who calls by AWS credentials. Here alone an ARN is believed: API Gateway has checked the signature, and the
 * event has it where nothing that a caller sends can stand.
 */
export function callingAdmin(
  {
    settings,
    observer,
    live,
  }: {
    readonly settings: Settings;
    readonly observer: Pick<Observer, "audit" | "measure">;
    readonly live: Pick<LiveFacts, "suspendedAdmins">;
  },
  { callerArn, sourceIp }: HttpRequest,
): Admin | Problem {
  const admin = callerArn === undefined ? undefined : adminOfArn(settings, callerArn);
  const isSuspended = live.suspendedAdmins.some((one) => principalOf(one) === admin?.id);
  if (admin && !isSuspended) return { ...admin, from: sourceIp };
  // Sessions are often named by an address.
  const by = callerArn === undefined ? undefined : maskWithin(callerArn);
  observer.audit("desk", { outcome: admin ? "suspended" : "not-listed", by });
  observer.measure("DeskRefusals", 1);
  return problem("forbidden", "The settings name no admin with this user or role: see desk.admins.");
}

/** Does the act that an address names, and answers it. */
export async function answerAct(
  services: DeskServices,
  admin: Admin,
  named: { readonly name: string; readonly act: DeskAct },
  request: HttpRequest,
): Promise<Reply | Problem> {
  const performed = await perform(services, admin, named, request.body, request.header("idempotency-key"));
  switch (performed.kind) {
    case "answered": {
      const { answer, id } = performed;
      return json(isDone(answer) ? 200 : 409, { ...answer, ...(id !== undefined && { act: id }) });
    }
    case "done-before": {
      const { id, outcome, counts } = performed.act;
      return json(200, { outcome, doneBefore: true, act: id, ...(counts && { counts }), ...performed.more });
    }
    case "invalid":
      return invalidRequest(performed.errors);
    case "another-act":
      return problem("idempotency-mismatch", "This Idempotency-Key was used for another act. Use a new one.");
    case "forbidden":
      return problem("forbidden", FORBIDDEN[performed.reason], {
        reason: performed.reason,
        ...(performed.places && { places: performed.places }),
      });
  }
}

const FORBIDDEN: Readonly<Record<Forbidden, string>> = {
  role: "Your role may not do this.",
  own: "Nobody does this to themselves: ask another admin.",
  above: "This is about an admin, for whom your role is not enough.",
  opens: "This opens something, or may do so later: that is for owners.",
  suspended: "You are suspended: ask another owner.",
  "last-owner": "This is about the last owner. Name another one in the settings first.",
};

/** Outcomes that say why nothing was done. */
const REFUSED: ReadonlySet<string> = new Set([
  ...["not-found", "ambiguous", "open-mode", "changed-meanwhile"],
  ...["second-factor-off", "no-factors", "pending", "canceled-before", "nobody-to-tell", "owner-only"],
  ...["no-such-contact", "nothing-asked", "too-late", "last-contact", "unreadable", "of-another"],
  ...["no-such-admin", "has-factors"],
  ...["live-off", "no-such-version", "no-such-language", "no-such-import", "of-another-admin", "too-soon"],
  ...["factors-conflict", "factors-shared", "factors-of-another", "refused"],
  ...["unknown-receiver", "unknown-event"],
  ...["is-blocked", "is-suppressed", "no-way", "too-many", "too-many-of-admin"],
]);

/** Whether it led to what was asked for. */
export function isDone({ outcome }: ActAnswer): boolean {
  return !REFUSED.has(outcome);
}
