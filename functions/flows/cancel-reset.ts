import { invocationId, type Random } from "../domain/ambient.ts";
import { isAsked, readResetToken } from "../domain/factors-reset.ts";
import type { Author } from "./block-customer.ts";
import type { CustomerQuery } from "./find-customer.ts";
import type { Observer } from "../observability/port.ts";
import type { Stores } from "../storage/port.ts";
import { findSubject, type FindSubjectDependencies, type FindSubjectOutcome } from "./find-subject.ts";

export interface CancelResetDependencies extends FindSubjectDependencies {
  readonly storage: FindSubjectDependencies["storage"] & Stores<{ factors: "cancelReset" }>;
  readonly observer: Pick<Observer, "audit">;
  readonly random: Random;
}

export type CancelResetOutcome =
  | Exclude<FindSubjectOutcome, { readonly kind: "found" }>
  /** `too-late`: it has taken effect, or does within a minute. */
  | { readonly kind: "canceled" | "nothing-asked" | "owner-only" | "too-late" };

/** Cancels a reset on an admin's word; one that an owner asked for on an owner's alone. */
export async function cancelReset(
  deps: CancelResetDependencies,
  query: CustomerQuery,
  { author, asOwner }: { readonly author: Author; readonly asOwner: boolean },
): Promise<CancelResetOutcome> {
  const found = await findSubject(deps, query);
  if (found.kind !== "found") return found;
  const now = deps.clock();
  const reset = found.factors?.reset;
  if (reset === undefined || reset.canceledAt !== undefined) return { kind: "nothing-asked" };
  if (!isAsked(reset, now)) return { kind: "too-late" };
  if (reset.byOwner && !asOwner) return { kind: "owner-only" };
  const write = { by: invocationId(deps.random), now };
  const done = await deps.storage.factors.cancelReset(found.at, { id: reset.id, asOwner }, write);
  const outcome = done ? "canceled" : "too-late";
  deps.observer.audit("cancel-reset", { outcome, ...author, subject: found.at });
  return { kind: outcome };
}

export interface ReadByLinkDependencies {
  readonly storage: Stores<{ factors: "read" }>;
  readonly clock: () => number;
}

export interface KeepByLinkDependencies extends ReadByLinkDependencies {
  readonly storage: Stores<{ factors: "read" | "cancelReset" }>;
  readonly random: Random;
}

export type KeepByLinkOutcome =
  /** A click would stop the reset. */
  | { readonly kind: "asked" }
  /** It was stopped, by this link or otherwise. */
  | { readonly kind: "kept" }
  /** There is none that this link stops any more. */
  | { readonly kind: "unknown" };

/** What a click on the page of a link would meet. It changes nothing: mail scanners follow links. */
export async function readByLink(
  { storage, clock }: ReadByLinkDependencies,
  token: string,
): Promise<KeepByLinkOutcome> {
  const named = readResetToken(token);
  if (!named) return { kind: "unknown" };
  const now = clock();
  const reset = (await storage.factors.read(named.at, now))?.reset;
  if (reset?.id !== named.id || reset.byOwner) return { kind: "unknown" };
  if (reset.canceledAt !== undefined) return { kind: "kept" };
  return { kind: isAsked(reset, now) ? "asked" : "unknown" };
}

/** Stops the reset that a link names, and nothing else. */
export async function keepByLink(
  deps: KeepByLinkDependencies,
  token: string,
): Promise<Exclude<KeepByLinkOutcome, { readonly kind: "asked" }>> {
  const named = readResetToken(token);
  if (!named) return { kind: "unknown" };
  const write = { by: invocationId(deps.random), now: deps.clock() };
  const reset = { id: named.id, asOwner: false };
  if (await deps.storage.factors.cancelReset(named.at, reset, write)) return { kind: "kept" };
  // A second click.
  const { kind } = await readByLink(deps, token);
  return { kind: kind === "kept" ? kind : "unknown" };
}
