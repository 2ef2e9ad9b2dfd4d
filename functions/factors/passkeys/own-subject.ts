import type { Challenge } from "../../domain/challenge.ts";
import { traitsOf } from "../../domain/channel.ts";
import { subjectOf } from "../../domain/recipient.ts";
import type { Keys } from "../../keys/port.ts";

/** The subject that a challenge's address has by itself, whosever contact it is. */
export async function ownSubject(
  keys: Pick<Keys, "recipient">,
  { channel, address }: Pick<Challenge, "channel" | "address">,
): Promise<string> {
  return subjectOf(await keys.recipient(), { addressKind: traitsOf(channel).addressKind, address });
}
