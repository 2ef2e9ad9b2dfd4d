import type { Challenge } from "../domain/challenge.ts";
import { type Channel, channelsTo, type ChannelTo, traitsOf } from "../domain/channel.ts";
import type { Settings } from "../settings.ts";
import { namesTransactions } from "../settings/named-transactions.ts";

/** The other ways to a challenge's number that a resend takes. There is one way to an e-mail address. */
export function otherWays(
  { channel, fixedLine, transaction }: Challenge,
  settings: Pick<Settings, "channels">,
): readonly ChannelTo<"phone">[] {
  if (traitsOf(channel).addressKind !== "phone") return [];
  const reaches = (way: Channel) => !fixedLine || traitsOf(way).reachesFixedLines === true;
  return channelsTo("phone").filter(
    (way) =>
      way !== channel &&
      settings.channels[way].enabled &&
      reaches(way) &&
      (!transaction || namesTransactions(settings, way)),
  );
}
