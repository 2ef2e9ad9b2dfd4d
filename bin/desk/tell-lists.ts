import type { Answers } from "./answers.ts";

/** A line for each contact. */
export function customers({ customers: all, next, tooMany }: Answers["customers-find"]): string {
  const lines = all.map(({ customerId = "-", address = "-", status, name, note }) =>
    [customerId, address, status, name, note === undefined ? undefined : `(${note})`]
      .filter((one) => one !== undefined)
      .join("  "),
  );
  return [
    ...(lines.length === 0 ? ["There is none."] : lines),
    ...(next === undefined ? [] : ["There are more. Give more letters of the id."]),
    ...(tooMany ? ["Not all were looked at. Give more letters of the id."] : []),
  ].join("\n");
}

/** A line for each act, the newest first. */
export function acts({ acts: all, next }: Answers["audit-list"]): string {
  const lines = all.map(({ begunAt, act, by, said, about, result = "not finished", counts = {} }) => {
    const numbers = Object.entries(counts).map(([name, value]) => `${name} ${value}`);
    return [
      ...[begunAt, act, result, ...(numbers.length === 0 ? [] : [`(${numbers.join(", ")})`])],
      ...["by", by, ...(said === undefined ? [] : [`as ${said}`]), "on", about.join(" ")],
    ].join(" ");
  });
  return [
    ...(lines.length === 0 ? ["Nothing was done in this month."] : lines),
    ...(next === undefined ? [] : ["There are more."]),
  ].join("\n");
}

export function admins({ admins: all }: Answers["admins-list"]): string {
  return all.map((one) => `${one.role}  ${"arn" in one ? one.arn : one.recipient}`).join("\n");
}
