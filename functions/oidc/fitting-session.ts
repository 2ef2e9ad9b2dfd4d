import { acrOf, suffices } from "../domain/acr.ts";
import type { Session } from "../domain/challenge.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";

/** Whether a session is the sign-in that was asked for. */
export function answers(
  session: Session,
  request: AuthorizationRequest,
  sinceAsked: boolean,
  now: number,
): boolean {
  return isTaken(session, request, sinceAsked, now) && meets(session, request);
}

/** Whether it would be, had it reached more. */
export function lacksAcr(
  session: Session,
  request: AuthorizationRequest,
  sinceAsked: boolean,
  now: number,
): boolean {
  return isTaken(session, request, sinceAsked, now) && !meets(session, request);
}

/** Whether it is of the user that is expected, and new enough: one since the question is, however long it took. */
function isTaken(session: Session, request: AuthorizationRequest, sinceAsked: boolean, now: number): boolean {
  const { anew, maxAgeSeconds } = request;
  if (!isExpected(session, request)) return false;
  if (sinceAsked) return true;
  return !anew && (maxAgeSeconds === undefined || now - session.approvedAt <= maxAgeSeconds);
}

export function isExpected(session: Session, { subject }: AuthorizationRequest): boolean {
  return subject === undefined || subject === session.subject;
}

/** Whether it reaches what the app demands. A wish demands nothing: the app is told what was reached. */
export function meets({ amr }: Session, { acr: { essential, values } }: AuthorizationRequest): boolean {
  return !essential || values.some((value) => suffices(acrOf(amr), value));
}
