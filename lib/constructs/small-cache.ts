/**
 * Stands for `mnemonist/lru-cache` in the bundles, where it would be 3 kB that nobody calls: the client library of
 * DynamoDB makes one when it starts, and uses it for endpoint discovery alone.
 */
export default class SmallCache<K, V> extends Map<K, V> {
  /** @param _capacity of which a map knows nothing */
  constructor(_capacity: number) {
    super();
  }

  peek(key: K): V | undefined {
    return this.get(key);
  }
}
