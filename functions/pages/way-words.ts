import type { Channel, ChannelTo } from "../domain/channel.ts";
import type { PageKey } from "../words/page-texts.ts";

/** What each way is called. */
export const WAY_WORDS = {
  email: "byEmail",
  sms: "bySms",
  whatsapp: "byWhatsapp",
  voice: "byVoice",
  push: "byPush",
} as const satisfies Record<Channel, PageKey>;

/** What asks for the code by another way to the same number. There is one way to an e-mail address. */
export const RESEND_WORDS = {
  sms: "resendBySms",
  whatsapp: "resendByWhatsapp",
  voice: "resendByVoice",
} as const satisfies Record<ChannelTo<"phone">, PageKey>;
