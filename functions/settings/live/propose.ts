import { canonicalNetwork, isWithin } from "../../domain/network.ts";
import { type Applied, applyChanges, deployedValue, type Standing } from "./apply.ts";
import {
  isSamePlace,
  type LiveChange,
  type LivePlace,
  type LiveValue,
  MAX_LIVE_BYTES,
  placeText,
  readLiveChange,
} from "./change.ts";
import { compareChanges, type LiveDifference } from "./compare.ts";
import type { LiveGround } from "./live-path.ts";
import { findPath } from "./paths.ts";

/** For so long a network may be allowed, in seconds: 31 days. What opens must not be forgotten. */
const MOST_ALLOWED_SECONDS = 31 * 86_400;

/** What an admin wants of one place. */
export interface LiveEdit extends LivePlace {
  /** Without one the change that is there is taken back: what is deployed holds again. */
  readonly value?: LiveValue | undefined;
  /** When it holds no more, in epoch seconds; it has no end without. */
  readonly until?: number | undefined;
}

/** What an admin asks for, and who it is. */
export interface LiveProposal {
  readonly edits: readonly LiveEdit[];
  /** As the desk knows admins. */
  readonly by: string;
  readonly reason: string;
  /** An operator closes, and an owner does both. */
  readonly may: "close" | "open";
  /** The address from which the admin asks: no network of it is denied or allowed by its own word. */
  readonly from: string;
}

export type CheckedProposal =
  | {
      readonly kind: "fits";
      /** The changes that there would be. */
      readonly changes: readonly unknown[];
      readonly differences: readonly LiveDifference[];
    }
  | { readonly kind: "refused"; readonly faults: readonly string[] }
  /** An owner may. */
  | { readonly kind: "forbidden"; readonly places: readonly string[] };

/**
 * Checks what an admin wants over what is deployed and what is changed already. Nothing is taken that would not hold, or
 * that keeps another change from holding.
 * @param kept the changes that are there, as the table has them
 * @param version of those that there would be
 * @param now epoch seconds
 */
export function checkProposal(
  ground: LiveGround,
  kept: readonly unknown[],
  proposal: LiveProposal,
  version: number,
  now: number,
): CheckedProposal {
  const before = applyChanges(ground, kept, now);
  const faults = proposal.edits.flatMap((edit, index, all) =>
    editFaults(edit, all.slice(0, index), proposal, now),
  );
  if (proposal.edits.length === 0) faults.push("say what is to be changed");
  if (!/\S/.test(proposal.reason) || proposal.reason.length > 300)
    faults.push("say why, in up to 300 characters");
  const unfounded = proposal.edits.filter(
    (edit) => edit.value === undefined && !before.standings.some((one) => isOf(one, edit)),
  );
  faults.push(
    ...unfounded.map((edit) => `${placeText(edit)}: is not changed live, so nothing can be taken back`),
  );
  if (faults.length > 0) return { kind: "refused", faults };

  const isTouched = (one: Standing) => proposal.edits.some((edit) => isOf(one, edit));
  const made = proposal.edits.flatMap((edit) => changeOf(ground, edit, proposal, version, now) ?? []);
  // What has ended says nothing any more.
  const left = before.standings.filter((one) => one.state !== "ended" && !isTouched(one));
  const changes = [...left.map((one) => one.kept), ...made];
  const bytes = Buffer.byteLength(JSON.stringify(changes));
  if (bytes > MAX_LIVE_BYTES)
    return {
      kind: "refused",
      faults: [
        `all changes together are ${bytes} bytes, and may be ${MAX_LIVE_BYTES}: deploy some of them, and take them back`,
      ],
    };
  const misfits = misfitsOf(applyChanges(ground, changes, now), left, made);
  if (misfits.length > 0) return { kind: "refused", faults: misfits };
  const differences = compareChanges(ground, kept, changes, now);
  const needless = made.filter((change) => !differences.some((one) => isSamePlace(one, change)));
  if (needless.length > 0)
    return {
      kind: "refused",
      faults: needless.map((change) => `${placeText(change)}: is so already, so this changes nothing`),
    };
  return forbidden(proposal, before, differences) ?? { kind: "fits", changes, differences };
}

function editFaults(
  edit: LiveEdit,
  earlier: readonly LiveEdit[],
  { from }: LiveProposal,
  now: number,
): string[] {
  const faults: string[] = [];
  const { path, entry = "", until, value } = edit;
  if (earlier.some((one) => isSamePlace(one, edit))) faults.push("is named twice");
  if (until !== undefined && !(Number.isSafeInteger(until) && until > now)) faults.push("its end is over");
  if (value !== undefined && path.startsWith("networks.")) {
    const canonical = canonicalNetwork(entry);
    if (canonical !== undefined && canonical !== entry)
      faults.push(`say ${canonical}: one network must not stand here under two names`);
    if (isWithin(from, [entry])) faults.push("is the network that you ask from: ask from another one");
    if (path === "networks.allowed" && (until ?? 0) > now + MOST_ALLOWED_SECONDS)
      faults.push("is allowed for 31 days at most");
  }
  return faults.map((fault) => `${placeText(edit)}: ${fault}`);
}

/** A change that a newer release has made, and this one cannot read, can be taken back by its place. */
function isOf({ change, kept }: Standing, edit: LivePlace): boolean {
  if (change !== undefined) return isSamePlace(change, edit);
  const { path, entry } = Object(kept) as { readonly path?: unknown; readonly entry?: unknown };
  return path === edit.path && entry === edit.entry;
}

function changeOf(
  ground: LiveGround,
  { path: name, entry, value, until }: LiveEdit,
  { by, reason }: LiveProposal,
  version: number,
  now: number,
): LiveChange | undefined {
  if (value === undefined) return undefined;
  const path = findPath({ path: name, entry });
  return {
    path: name,
    ...(entry !== undefined && { entry }),
    value,
    over: typeof path === "string" ? null : deployedValue(ground, path, entry ?? ""),
    by,
    reason,
    at: now,
    ...(until !== undefined && { until }),
    version,
  };
}

/** The changes that were made and do not fit, and those that held and would not any more. */
function misfitsOf(
  after: Applied,
  left: readonly Standing[],
  made: readonly LiveChange[],
): readonly string[] {
  return after.standings.flatMap((one, index) => {
    if (one.state !== "misfit") return [];
    const was = left[index];
    const isNew = was === undefined && index - left.length < made.length;
    return isNew || was?.state === "holds" ? [one.fault] : [];
  });
}

/** What an operator may not do: open, what neither opens nor closes, and touch what this release cannot tell. */
function forbidden(
  { may, edits }: LiveProposal,
  before: Applied,
  differences: readonly LiveDifference[],
): CheckedProposal | undefined {
  if (may === "open") return undefined;
  const places = [
    ...differences.filter(({ effect, ownersOnly }) => ownersOnly || effect !== "closes"),
    ...edits.filter((edit) => before.standings.some((one) => one.state === "misfit" && isOf(one, edit))),
  ].map(placeText);
  return places.length > 0 ? { kind: "forbidden", places: [...new Set(places)] } : undefined;
}

/** Whether changes hold all that an admin asked for: who comes again after a lost answer has been served. */
export function holdsAll(changes: readonly unknown[], { edits, by, reason }: LiveProposal): boolean {
  const read = changes.flatMap((kept) => readLiveChange(kept) ?? []);
  return edits.every((edit) => {
    const found = read.find((change) => isSamePlace(change, edit));
    if (edit.value === undefined) return found === undefined;
    return (
      found?.by === by &&
      found.reason === reason &&
      found.until === edit.until &&
      JSON.stringify(found.value) === JSON.stringify(edit.value)
    );
  });
}
