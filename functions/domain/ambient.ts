/** Epoch seconds, whole. Injected, so that tests and the local service can move time. */
export type Clock = () => number;

/** So many unpredictable bytes. */
export type Random = (bytes: number) => Buffer;

/** A random name for one invocation, by which a retried write recognises itself. */
export function invocationId(random: Random): string {
  return random(9).toString("base64url");
}
