import type { CallAct, CallAnswer } from "./call.ts";

/** All pages of a story in one: the answer to who asks what is kept of them. */
export async function wholeStory(call: CallAct, input: object): Promise<CallAnswer> {
  const first = await call("story", input);
  const [entries, items]: [unknown[], unknown[]] = [listOf(first, "entries"), listOf(first, "items")];
  let next = first.body.next;
  while (typeof next === "string") {
    const page = await call("story", { ...input, before: next });
    entries.push(...listOf(page, "entries"));
    items.push(...listOf(page, "items"));
    next = page.body.next;
  }
  if (!first.done) return first;
  const body = Object.fromEntries(Object.entries(first.body).filter(([name]) => name !== "next"));
  return { ...first, body: { ...body, entries, items } };
}

function listOf({ body }: CallAnswer, name: string): unknown[] {
  const list = body[name];
  return Array.isArray(list) ? [...(list as unknown[])] : [];
}
