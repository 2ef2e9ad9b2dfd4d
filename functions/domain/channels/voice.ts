import type { ChannelTraits } from "../channel-traits.ts";

export const voice = {
  addressKind: "phone",
  // A call to a number: RFC 8176 has `tel` beside `sms`.
  amr: ["otp", "tel"],
  writes: "speech",
  reachesFixedLines: true,
  paid: true,
  priced: "message",
  title: "By phone call",
} as const satisfies ChannelTraits;
