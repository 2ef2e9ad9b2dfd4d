/**
 * Keeps the books: what people only look at, so that no user waits for it. There is nothing to keep yet.
 * @returns whether it did something
 */
export function bookkeep(): Promise<boolean> {
  return Promise.resolve(false);
}
