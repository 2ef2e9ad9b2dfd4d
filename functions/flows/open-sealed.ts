import { claimedKid } from "../domain/sealed.ts";
import type { Keys } from "../keys/port.ts";
import type { KeyedSecret } from "../routes.ts";

/**
 * Reads what a key of ours has sealed: finds the key that the text names, and hands both to `read`, which believes the
 * text or not. A text that can be none of ours costs no key.
 */
export async function openSealed<Read>(
  keys: Pick<Keys, "find">,
  secret: KeyedSecret,
  text: string,
  read: (text: string, key: Uint8Array) => Read | undefined,
): Promise<Read | undefined> {
  const kid = claimedKid(text);
  const found = kid === undefined ? undefined : await keys.find(secret, kid);
  return found && read(text, found.key);
}
