import type { ChannelTraits } from "../channel-traits.ts";

export const sms = {
  addressKind: "phone",
  amr: ["otp", "sms"],
  writes: "sms",
  priced: "part",
  // One, or two in the scripts that GSM-7 lacks.
  mostSegments: { "gsm-7": 1, "ucs-2": 2 },
  paid: true,
  title: "By text message",
} as const satisfies ChannelTraits;
