import type { AttackCase } from "./case.ts";
import { Misunderstood } from "./options.ts";
import { hindrance, messagesOf, type Run } from "./run.ts";

/** The cases that a user names, in their own order; all of them without names. @throws Misunderstood */
export function chosen(
  cases: readonly AttackCase[],
  only: readonly string[] | undefined,
): readonly AttackCase[] {
  if (!only) return cases;
  const unknown = only.filter((name) => !cases.some((one) => one.name === name));
  if (unknown.length > 0)
    throw new Misunderstood(`There is no case ${unknown.join(", ")} for this target (--list).`);
  return cases.filter(({ name }) => only.includes(name));
}

/** What there is, a case a line. */
export function listed(cases: readonly AttackCase[]): string[] {
  return cases.map(
    ({ name, proves, cost, leaves }) =>
      `${name.padEnd(26)} ${String(cost.requests).padStart(5)} requests ${String(cost.messages).padStart(3)} messages  ${proves}${leaves === undefined ? "" : ` (leaves behind ${leaves})`}`,
  );
}

/** What a run is about to do, before it does it. */
export function planned(run: Pick<Run, "target" | "cases" | "messages" | "mayLeave">): string[] {
  const { target, cases, messages } = run;
  const tried = cases.filter((one) => hindrance(one, run) === undefined);
  const requests = tried.reduce((sum, { cost }) => sum + cost.requests, 0);
  const most = tried.reduce((sum, one) => sum + messagesOf(one, target), 0);
  const left = tried.filter(({ leaves }) => leaves !== undefined);
  return [
    `${target.name} at ${target.url}: ${tried.length} of ${cases.length} cases, at most ${requests} requests and ${Math.min(most, messages)} messages.`,
    ...(target.mostAtOnce === undefined
      ? []
      : [`Up to ${target.mostAtOnce} requests at once: users may be answered 429 for a moment.`]),
    ...left.map(({ name, leaves = "" }) => `${name} leaves behind ${leaves}.`),
    "",
  ];
}
