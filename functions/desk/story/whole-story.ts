import type { ToldStory } from "../acts/story.ts";

/**
 * All pages of a story in one: the answer to who asks what is kept of them.
 * @param ask for the page that is before a cursor; undefined where the person is not found any more
 * @returns undefined where a page is missing: a part must not pass for all
 */
export async function wholeStory(
  { next, ...first }: ToldStory,
  ask: (before: string) => Promise<ToldStory | undefined>,
): Promise<Omit<ToldStory, "next"> | undefined> {
  const [entries, items] = [[...first.entries], [...(first.items ?? [])]];
  for (let before = next; before !== undefined;) {
    const page = await ask(before);
    if (!page) return undefined;
    entries.push(...page.entries);
    items.push(...(page.items ?? []));
    before = page.next;
  }
  return { ...first, entries, items };
}
