/**
 * Stands for `mnemonist/lru-cache` in the bundles, where it would be 3 kB that nobody calls: the client library of
 * DynamoDB makes one when it starts, and uses it for endpoint discovery alone.
 */
export default class SmallCache<K, V> extends Map<K, V> {
  // The client library names a capacity, of which a map knows nothing.
  constructor(_: number, entries?: readonly (readonly [K, V])[]) {
    super(entries);
  }

  peek(key: K): V | undefined {
    return this.get(key);
  }
}
