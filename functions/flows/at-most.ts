/**
 * Acts on everything that comes page by page, on at most so many at the same time. The next page is read when there is
 * room for it.
 * @param act never throws
 * @throws what reading a page throws, once all that was begun is done
 */
export async function atMost<T>(
  many: number,
  pages: AsyncIterable<readonly T[]>,
  act: (one: T) => Promise<unknown>,
): Promise<void> {
  // All workers take from the same one, which hands out one after the other.
  const left = each(pages);
  const workers = Array.from({ length: many }, async () => {
    for await (const one of left) await act(one);
  });
  const failed = (await Promise.allSettled(workers)).find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
}

async function* each<T>(pages: AsyncIterable<readonly T[]>): AsyncGenerator<T, void> {
  for await (const page of pages) yield* page;
}
